import { html, nothing } from "/webjars/lit-html/3.3.2/lit-html.js";
import { API, call } from "/console/api.js";
import { loading, table } from "/console/elements.js";
import { ago, moment } from "/console/text.js";

const FILTERS = [["actor", "Who: a key's name, a device id, admin"], ["action", "Action, such as device.update"], ["target", "To what, such as a device id"]];
const LIMIT = 50;

/** Who changed what, when and from where. */
export class Audit {
  title = "Audit log";
  every = 10_000;
  #parameters;
  #isAdmin;
  #page;

  constructor({ parameters, isAdmin }) {
    this.#parameters = parameters;
    this.#isAdmin = isAdmin;
  }

  async load(poll) {
    if (this.#isAdmin) {
      const query = new URLSearchParams([["limit", LIMIT], ...this.#given("cursor")]);
      this.#page = await call("GET", `${API}/admin/audit?${query}`, { poll });
    }
  }

  #given(...more) {
    return [...FILTERS.map(([name]) => name), ...more].map((it) => [it, this.#parameters.get(it)]).filter(([, value]) => value);
  }

  #look(entries) {
    location.hash = `#/audit?${new URLSearchParams(entries.filter(([, value]) => value))}`;
  }

  view() {
    if (!this.#isAdmin) {
      return html`<div class="alert alert-info">Only a key of the role admin reads the audit log.</div>`;
    }
    return html`<form class="row g-2 mb-3" role="search" @submit=${(e) => { e.preventDefault(); this.#look([...new FormData(e.target)]); }}>
        ${FILTERS.map(([name, label]) => html`<div class="col-12 col-md"><label class="form-label" for=${name}>${label}</label>
          <input class="form-control" id=${name} name=${name} maxlength="150" .value=${this.#parameters.get(name) ?? ""}></div>`)}
        <div class="col-12 col-md-2 d-flex align-items-end"><button class="btn btn-primary w-100">Search</button></div></form>
      ${this.#page ? this.#list() : loading()}`;
  }

  #list() {
    const { changes, next_cursor: next } = this.#page;
    if (changes.length === 0) {
      return html`<div class="alert alert-info">${this.#given().length > 0 ? html`Nothing fits. <a class="alert-link" href="#/audit">Show all</a>.` : "Nothing was changed yet. Each change by an operator is written here."}</div>`;
    }
    return html`${table("Audit log", ["When", "Who", "Action", "To what", "Detail", "From"], changes.map((it) => [
        html`<span class="text-nowrap" title=${moment(it.at)}>${ago(it.at)}</span>`, html`<bdi>${it.actor}</bdi> (${it.role})`, it.action, html`<bdi>${it.target ?? "–"}</bdi>`,
        it.detail && Object.keys(it.detail).length > 0 ? html`<code>${JSON.stringify(it.detail)}</code>` : "", it.address ?? ""]))}
      <nav class="d-flex gap-2" aria-label="Pages">${this.#parameters.get("cursor") ? html`<button class="btn btn-primary" @click=${() => history.back()}>Newer</button>` : nothing}
        ${next ? html`<button class="btn btn-primary" @click=${() => this.#look([...this.#given(), ["cursor", next]])}>Older</button>` : nothing}</nav>`;
  }
}
