import { html, nothing } from "/webjars/lit-html/3.3.2/lit-html.js";
import { API, Refused, actAndLoad, call } from "/console/api.js";
import { ask } from "/console/dialog.js";
import { card, loading, said, table } from "/console/elements.js";
import { marked } from "/console/marked.js";
import { ago, many } from "/console/text.js";

const GIVEN_BY_THE_SERVER = ["id", "owner", "panel_count", "created_at", "updated_at"];

/** All dashboards that one may see; an admin makes, copies and deletes them. */
export class Dashboards {
  title = "Dashboards";
  every = 10_000;
  #isAdmin;
  #redraw;
  #panel;
  #start;
  #dashboards;
  #said;

  /** Parameters: a `panel`, as JSON, that is to be added to one, and the `start` of what it showed. */
  constructor({ parameters, isAdmin, redraw }) {
    this.#isAdmin = isAdmin;
    this.#redraw = redraw;
    this.#panel = isAdmin ? parameters.get("panel") : null;
    this.#start = parameters.get("start");
  }

  async load(poll) {
    this.#dashboards = (await call("GET", `${API}/dashboards`, { poll })).dashboards;
  }

  async #act(action) {
    this.#said = marked(await actAndLoad(this, action));
    this.#redraw();
  }

  #make(event) {
    event.preventDefault();
    const data = new FormData(event.target);
    this.#act(async () => {
      const body = {
        name: data.get("name"), description: data.get("description"), shared: data.has("shared"), panels: this.#panel ? [json(this.#panel)] : [],
        ...(this.#start ? { start: this.#start } : {}) };
      const { dashboard } = await call("POST", `${API}/dashboards`, { body });
      location.hash = `#/dashboards/${dashboard.id}${this.#panel ? "" : "?edit=1"}`;
      return `${dashboard.name} is made.`;
    });
  }

  #copy({ id, name }) {
    this.#act(async () => {
      const { dashboard } = await call("GET", `${API}/dashboards/${id}`);
      const { version, ...body } = own(dashboard);
      await call("POST", `${API}/dashboards`, { body: { ...body, name: `Copy of ${name}`.slice(0, 100) } });
      return `${name} is copied.`;
    });
  }

  async #remove({ id, name, panel_count: panels }) {
    if (await ask(`Delete the dashboard ${name}?`, `Its ${many(panels, "panel")} will be gone; what devices sent stays.`, "Delete")) {
      this.#act(async () => {
        await call("DELETE", `${API}/dashboards/${id}`);
        return `${name} is deleted.`;
      });
    }
  }

  view() {
    if (!this.#dashboards) {
      return loading();
    }
    return html`${said(this.#said)}
      ${this.#panel ? html`<div class="alert alert-info">Choose the dashboard to which the panel is to be added, or make a new one with it. <a class="alert-link" href="#/dashboards">Cancel</a></div>` : nothing}
      <div class="row g-3">${card("All dashboards", this.#list(), this.#isAdmin ? "col-12 col-xl-8" : "col-12")}
      ${this.#isAdmin ? card(this.#panel ? "New dashboard with the panel" : "New dashboard", this.#form(), "col-12 col-xl-4") : nothing}</div>`;
  }

  #list() {
    return this.#dashboards.length === 0
      ? html`<p>There is none yet. ${this.#isAdmin ? html`Make one here, or in <a href="#/explore">Explore</a> a chart that is worth keeping.` : "An admin makes one."}</p>`
      : table("Dashboards", ["Name", "Panels", "Owner", "Changed", ...(this.#isAdmin ? ["Change"] : [])], this.#dashboards.map((it) => [
          html`<a href="#/dashboards/${it.id}"><bdi>${it.name}</bdi></a>${it.shared ? nothing : html` <span class="badge text-bg-secondary">not shared</span>`}
            ${it.description ? html`<div class="small"><bdi>${it.description}</bdi></div>` : nothing}`,
          it.panel_count, html`<bdi>${it.owner}</bdi>`, ago(it.updated_at), ...(this.#isAdmin ? [this.#changes(it)] : [])]));
  }

  #changes(it) {
    return this.#panel
      ? html`<a class="btn btn-sm btn-primary add" aria-label="Add to ${it.name}" href="#/dashboards/${it.id}?${new URLSearchParams({ panel: this.#panel })}">Add here</a>`
      : html`<div class="d-flex flex-wrap gap-2"><a class="btn btn-sm btn-primary" aria-label="Edit ${it.name}" href="#/dashboards/${it.id}?edit=1">Edit</a>
          <button class="btn btn-sm btn-secondary copy" aria-label="Copy ${it.name}" @click=${() => this.#copy(it)}>Copy</button>
          <button class="btn btn-sm btn-danger delete" aria-label="Delete ${it.name}" @click=${() => this.#remove(it)}>Delete</button></div>`;
  }

  #form() {
    return html`<form @submit=${(e) => this.#make(e)}>${about({ name: "", description: "", shared: true })}
      <button class="btn btn-primary mt-2" id="make">Make the dashboard</button></form>`;
  }
}

/** Fields for what a dashboard is called, and who sees it. */
export function about({ name, description, shared }) {
  return html`<label class="form-label" for="name">Name</label><input class="form-control mb-2" id="name" name="name" required maxlength="100" autocomplete="off" .value=${name}>
    <label class="form-label" for="description">Description (may be empty)</label><input class="form-control mb-2" id="description" name="description" maxlength="500" autocomplete="off" .value=${description ?? ""}>
    <label class="form-check"><input class="form-check-input" type="checkbox" id="shared" name="shared" .checked=${shared}> Viewers see it, too</label>`;
}

/** What a person says of a dashboard, without what the server adds. */
export function own(dashboard) {
  return Object.fromEntries(Object.entries(dashboard).filter(([name]) => !GIVEN_BY_THE_SERVER.includes(name)));
}

/** A panel from an address, which somebody may have spoilt. */
export function json(text) {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refused(400, "The panel in the address is no JSON. Go back to Explore and add it again.");
  }
}
