import { html } from "/webjars/lit-html/3.3.2/lit-html.js";
import { API, act, call } from "/console/api.js";
import { card, loading, said, table } from "/console/elements.js";
import { marked } from "/console/marked.js";
import { encode, number } from "/console/text.js";

/** The groups of devices, and a form to make one. */
export class Groups {
  title = "Groups";
  every = 10000;
  #isAdmin;
  #redraw;
  #groups;
  #said;

  constructor({ isAdmin, redraw }) {
    this.#isAdmin = isAdmin;
    this.#redraw = redraw;
  }

  async load(poll) {
    this.#groups = (await call("GET", `${API}/admin/groups`, { poll })).groups;
  }

  async #make(event) {
    event.preventDefault();
    const form = event.target;
    const body = Object.fromEntries([...new FormData(form)].filter(([, value]) => value));
    this.#said = marked(await act(() => call("POST", `${API}/admin/groups`, { body }), `The group ${body.group_id} is made. Open it to put devices into it.`));
    if (!this.#said.isError) {
      form.reset();
      await this.load(false);
    }
    this.#redraw();
  }

  view() {
    if (!this.#groups) {
      return loading();
    }
    return html`${said(this.#said)}<div class="row g-3">
      ${card("All groups", this.#list(), "col-12 col-xl-8")}
      ${this.#isAdmin ? card("New group", this.#form(), "col-12 col-xl-4") : ""}</div>`;
  }

  #list() {
    return this.#groups.length === 0
      ? html`<p>There is none. A group is sent one command for all of its devices, and is asked about as one in Explore.</p>`
      : table("Groups", ["Name", "Id", "Devices", "Description"], this.#groups.map((it) => [
        html`<a href="#/group/${encode(it.group_id)}"><bdi>${it.name}</bdi></a>`, it.group_id, number(it.devices), html`<bdi>${it.description ?? "–"}</bdi>`]));
  }

  #form() {
    return html`<form @submit=${(event) => this.#make(event)}>
      <label class="form-label" for="group-id">Id (letters, digits, - and _)</label>
      <input class="form-control mb-2" id="group-id" name="group_id" maxlength="64" required>
      <label class="form-label" for="group-name">Name</label>
      <input class="form-control mb-2" id="group-name" name="name" maxlength="255" required>
      <label class="form-label" for="group-description">Description</label>
      <input class="form-control mb-3" id="group-description" name="description" maxlength="1000">
      <button class="btn btn-primary">Make the group</button></form>`;
  }
}
