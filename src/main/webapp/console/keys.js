import { html, nothing } from "/webjars/lit-html/3.3.2/lit-html.js";
import { API, act, call } from "/console/api.js";
import { copyable } from "/console/copy.js";
import { ask } from "/console/dialog.js";
import { card, choice, loading, said, table } from "/console/elements.js";
import { marked } from "/console/marked.js";
import { ago, moment } from "/console/text.js";

const ROLES = [
  ["viewer", "viewer: reads everything"], ["admin", "admin: reads and changes everything"],
  ["provisioner", "provisioner: registers devices, nothing else"], ["broker", "broker: a broker's logins"],
];

/** The operators' keys: made, shown once, revoked. */
export class Keys {
  title = "Operator keys";
  every = 10_000;
  #isAdmin;
  #redraw;
  #keys;
  #new;
  #said;

  constructor({ isAdmin, redraw }) {
    this.#isAdmin = isAdmin;
    this.#redraw = redraw;
  }

  async load(poll) {
    if (this.#isAdmin) {
      this.#keys = (await call("GET", `${API}/admin/keys`, { poll })).keys;
    }
  }

  async #act(action, done) {
    this.#said = marked(await act(async () => {
      await action();
      await this.load(false);
    }, done));
    this.#redraw();
  }

  #make(event) {
    event.preventDefault();
    const form = event.target;
    const { name, role, expires_at: expires } = Object.fromEntries(new FormData(form));
    const body = { name, role, ...(expires ? { expires_at: new Date(expires).toISOString() } : {}) };
    this.#new = undefined;
    this.#act(async () => {
      this.#new = (await call("POST", `${API}/admin/keys`, { body })).key;
      form.reset();
    }, `The key ${name} is made.`);
  }

  async #revoke(key) {
    const text = "Whatever uses it is refused at once, also consoles that are signed in with it. It cannot be taken back.";
    if (await ask(`Revoke the key ${key.name}?`, text, "Revoke")) {
      this.#new = undefined;
      this.#act(() => call("DELETE", `${API}/admin/keys/${key.id}`), `The key ${key.name} is revoked.`);
    }
  }

  view() {
    if (!this.#isAdmin) {
      return html`<div class="alert alert-info">Only a key of the role admin sees and makes keys.</div>`;
    }
    return html`${said(this.#said)}
      ${this.#new ? html`<div class="alert alert-warning"><p>The key of <strong class="user-text"><bdi>${this.#new.name}</bdi></strong>. It is not shown again: copy it now.</p>${copyable(this.#new.api_key, "new-key")}</div>` : nothing}
      <div class="row g-3">${card("Make a key", this.#form(), "col-12 col-xl-4")}
      ${card("Keys", this.#keys ? this.#list() : loading(), "col-12 col-xl-8")}</div>`;
  }

  #form() {
    return html`<form @submit=${(e) => this.#make(e)}>
      <label class="form-label" for="name">Name: who or what uses it</label>
      <input class="form-control mb-2" id="name" name="name" maxlength="100" required autocomplete="off">
      <div class="mb-2">${choice("role", "Role", ROLES, "viewer")}</div>
      <label class="form-label" for="expires">Good until (empty: for ever)</label>
      <input class="form-control mb-3" id="expires" name="expires_at" type="datetime-local">
      <button class="btn btn-primary">Make</button></form>`;
  }

  #list() {
    const isOver = (it) => it.revoked_at || (it.expires_at && Date.parse(it.expires_at) < Date.now());
    const sorted = [...this.#keys].sort((one, other) => Boolean(isOver(one)) - Boolean(isOver(other)) || one.name.localeCompare(other.name));
    return sorted.length === 0
      ? html`<p>None yet but the first admin's, which the server has in <code>IOTFLOW_ADMIN_API_KEY</code>. Make one for each colleague and program: each can then be revoked alone, and the audit log has its name.</p>`
      : table("Operator keys", ["Name", "Role", "Last used", "Good until", "Made", "State"], sorted.map((it) => [
          html`<bdi>${it.name}</bdi>`, it.role, ago(it.last_used_at), it.expires_at ? moment(it.expires_at) : "for ever",
          html`${ago(it.created_at)} by <bdi>${it.created_by}</bdi>`,
          it.revoked_at ? `revoked ${ago(it.revoked_at)}` : isOver(it) ? "expired"
            : html`<button class="btn btn-sm btn-danger" aria-label="Revoke ${it.name}" @click=${() => this.#revoke(it)}>Revoke</button>`,
        ]));
  }
}
