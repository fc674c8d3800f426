import { html, nothing } from "/webjars/lit-html/3.3.2/lit-html.js";
import { API, act, call } from "/console/api.js";
import { about, json, own } from "/console/dashboards.js";
import { choice, loading, said, showSaid } from "/console/elements.js";
import { PanelForm } from "/console/panelform.js";
import { PanelGrid } from "/console/panelgrid.js";
import { ranges, span } from "/console/timespan.js";
import { encode, local } from "/console/text.js";

const LOOK_FOR_CHANGES = 30_000;
const [CONFLICT, LONGEST_NAME] = [409, 100];
const REFRESHES = [
  ["0", "never"], ["5", "every 5 s"], ["10", "every 10 s"], ["30", "every 30 s"], ["60", "every minute"], ["300", "every 5 minutes"],
  ["900", "every 15 minutes"], ["3600", "every hour"]];

/** One dashboard: its panels, live; an admin changes and saves it. */
export class Dashboard {
  title = "Dashboard";
  #id;
  #isAdmin;
  #redraw;
  #parameters;
  #dashboard;
  #grid;
  #start;
  #stop;
  #isEdited = false;
  #isChanged = false;
  #form;
  #said;
  #conflicting; // what somebody wants to save over another version
  #took = 0;

  constructor(id, { parameters, isAdmin, redraw }) {
    this.#id = id;
    this.#isAdmin = isAdmin;
    this.#redraw = redraw;
    this.#grid = new PanelGrid(() => this.#changed(), redraw);
    this.#parameters = parameters;
  }

  /** Whether there is something that is not saved. */
  get isChanged() {
    return this.#isChanged;
  }

  /** Milliseconds until it asks again: what is costly is asked less often. */
  get every() {
    const { refresh } = this.#dashboard ?? { refresh: 10 };
    return refresh === 0 ? LOOK_FOR_CHANGES : Math.max(1000 * refresh, 5 * this.#took);
  }

  get #isMoving() {
    return this.#dashboard.refresh > 0 && (!this.#stop || Date.parse(this.#stop) > Date.now());
  }

  async load(poll) {
    let isNew = !poll;
    if (!this.#dashboard || !this.#isEdited) {
      const { dashboard } = await call("GET", this.#address, { poll });
      if (dashboard.version !== this.#dashboard?.version) {
        isNew = true;
        this.#dashboard ? this.#take(dashboard) : this.#begin(dashboard);
      }
    }
    if (isNew || this.#isMoving) {
      await this.#ask(this.#grid.panels, poll);
    }
  }

  get #address() {
    return `${API}/dashboards/${encode(this.#id)}`;
  }

  #begin(dashboard) {
    this.#take(dashboard);
    this.#start = this.#parameters.get("start") ?? dashboard.start;
    this.#stop = this.#parameters.has("start") ? this.#parameters.get("stop") : dashboard.stop;
    this.#isEdited = this.#isAdmin && (this.#parameters.has("edit") || this.#parameters.has("panel"));
    if (this.#isEdited && this.#parameters.has("panel")) {
      this.#grid.show([...this.#grid.panels, json(this.#parameters.get("panel"))]);
      this.#isChanged = true;
    }
  }

  #take(dashboard) {
    this.#dashboard = dashboard;
    this.title = dashboard.name;
    this.#grid.show(dashboard.panels);
  }

  async #ask(panels, poll) {
    const begin = performance.now();
    const range = { start: this.#start, stop: this.#stop, timezone: this.#dashboard.timezone, span: span(this.#start, this.#stop) };
    await this.#grid.ask(panels, range, poll);
    this.#took = performance.now() - begin;
  }

  /** Asks because of what somebody has done. */
  async #askNow(panels) {
    const it = await act(() => this.#ask(panels, false));
    this.#said = it.isError ? it : undefined;
    this.#redraw();
  }

  async #act(action, done) {
    this.#said = await act(action, done);
    this.#redraw();
    showSaid();
  }

  #range(start, stop) {
    this.#start = start;
    this.#stop = stop;
    this.#isChanged ||= this.#isEdited;
    const chosen = new URLSearchParams({ ...(this.#isEdited ? { edit: 1 } : {}), start, ...(stop ? { stop } : {}) });
    history.replaceState(null, "", `#/dashboards/${this.#id}?${chosen}`);
    this.#redraw();
    this.#askNow(this.#grid.panels);
  }

  #edit() {
    this.#isEdited = true;
    this.#said = undefined;
    this.#redraw();
    document.getElementById("add").focus();
  }

  /** Shows what is stored, and ends the editing. */
  async #end(dashboard) {
    this.#isEdited = false;
    this.#isChanged = false;
    this.#conflicting = undefined;
    this.#form = undefined;
    history.replaceState(null, "", `#/dashboards/${this.#id}`);
    this.#take(dashboard);
    this.#start = dashboard.start;
    this.#stop = dashboard.stop;
    await this.#ask(this.#grid.panels, false);
  }

  #discard() {
    return this.#act(async () => this.#end((await call("GET", this.#address)).dashboard), "It is as it was saved.");
  }

  #save(event) {
    event.preventDefault();
    const data = new FormData(event.target);
    this.#conflicting = undefined;
    this.#act(async () => {
      const body = {
        ...own(this.#dashboard), name: data.get("name"), description: data.get("description"), shared: data.has("shared"),
        refresh: Number(data.get("refresh")), timezone: data.get("timezone"), start: this.#start, stop: this.#stop ?? null, panels: this.#grid.panels };
      await this.#end((await call("PUT", this.#address, { body }).catch((e) => this.#refused(e, body))).dashboard);
    }, "Saved.");
  }

  /** Somebody else's version is newer: what was meant to be saved may become a dashboard of its own. */
  #refused(e, { version, ...body }) {
    this.#conflicting = e.status === CONFLICT ? { ...body, name: `Copy of ${body.name}`.slice(0, LONGEST_NAME) } : undefined;
    throw e;
  }

  #copy() {
    this.#act(async () => {
      const { dashboard } = await call("POST", `${API}/dashboards`, { body: this.#conflicting });
      this.#isChanged = false;
      location.hash = `#/dashboards/${dashboard.id}`;
    }, "Saved as a copy.");
  }

  #changed() {
    this.#isChanged = true;
    this.#redraw();
  }

  /** Opens the form for a panel, or for a new one. */
  #open(former) {
    this.#form = new PanelForm(former, (panel) => this.#formDone(former, panel), this.#redraw);
    this.#redraw();
    document.getElementById("panel-place").scrollIntoView({ block: "nearest" });
  }

  #formDone(former, panel) {
    this.#form = undefined;
    if (panel) {
      const { panels } = this.#grid;
      this.#grid.show(former ? panels.map((it) => (it === former ? panel : it)) : [...panels, panel]);
      this.#changed();
      this.#askNow([panel]);
    }
    this.#redraw();
    this.#grid.focus(panel ?? former);
  }

  view() {
    if (!this.#dashboard) {
      return loading();
    }
    const { description } = this.#dashboard;
    return html`${said(this.#said)}
      ${this.#conflicting ? html`<p><button class="btn btn-primary" id="copy" @click=${() => this.#copy()}>Save mine as a copy</button></p>` : nothing}
      ${description && !this.#isEdited ? html`<p class="user-text"><bdi>${description}</bdi></p>` : nothing}
      ${this.#bar()}${this.#isEdited ? this.#settings() : nothing}
      ${this.#form ? html`<section class="card mb-3" id="panel-place"><div class="card-body"><h2 class="h5">${this.#form.isNew ? "New panel" : "Change the panel"}</h2>${this.#form.view()}</div></section>` : nothing}
      ${this.#grid.panels.length === 0 ? this.#empty() : this.#grid.view(this.#isEdited ? (panel) => this.#open(panel) : undefined)}`;
  }

  #empty() {
    return html`<div class="alert alert-info">It has no panel yet. ${this.#isAdmin
      ? html`Add one here with “Edit” and “Add a panel”, or in <a class="alert-link" href="#/explore">Explore</a> with “Add to a dashboard”.` : "An admin adds some."}</div>`;
  }

  #bar() {
    const isLast = this.#start.startsWith("-") && !this.#stop;
    const [first, last] = span(this.#start, this.#stop) ?? [Date.now() / 1000 - 3600, Date.now() / 1000];
    const field = (id, label, seconds, set) => html`<div><label class="form-label" for=${id}>${label}</label>
      <input class="form-control" type="datetime-local" step="1" id=${id} .value=${local(seconds * 1000)} @change=${(e) => e.target.value && set(new Date(e.target.value).toISOString())}></div>`;
    return html`<div class="d-flex flex-wrap gap-2 mb-3 align-items-end">
      <div>${choice("range", "Range", ranges(this.#start, this.#stop), isLast ? this.#start : "", (it) => (it ? this.#range(it, null) : this.#range(iso(first), iso(last))))}</div>
      ${isLast ? nothing : [field("from", "From", first, (it) => this.#range(it, iso(last))), field("to", "To", last, (it) => this.#range(iso(first), it))]}
      ${this.#isAdmin && !this.#isEdited ? html`<button class="btn btn-primary" id="edit" @click=${() => this.#edit()}>Edit</button>` : nothing}
      ${this.#isEdited ? html`<button class="btn btn-primary" id="add" @click=${() => this.#open()}>Add a panel</button>` : nothing}</div>`;
  }

  #settings() {
    const { refresh, timezone } = this.#dashboard;
    const known = REFRESHES.some(([it]) => it === String(refresh)) ? REFRESHES : [[String(refresh), `every ${refresh} s`], ...REFRESHES];
    return html`<form class="card mb-3" id="settings" @submit=${(e) => this.#save(e)} @change=${() => this.#changed()}><div class="card-body">
      <div class="row g-3"><div class="col-12 col-lg-6">${about(this.#dashboard)}</div>
        <div class="col-12 col-sm-6 col-lg-3">${choice("refresh", "Refresh", known, String(refresh))}</div>
        <div class="col-12 col-sm-6 col-lg-3"><label class="form-label" for="timezone">Time zone, such as Europe/Berlin</label>
          <input class="form-control" id="timezone" name="timezone" maxlength="40" autocomplete="off" .value=${timezone ?? ""}></div></div>
      <div class="d-flex flex-wrap gap-2 mt-3"><button class="btn btn-primary" id="save">Save</button>
        <button type="button" class="btn btn-secondary" id="discard" @click=${() => this.#discard()}>Discard the changes</button>
        <span class="align-self-center" role="status">${this.#isChanged ? "There are changes that are not saved." : ""}</span></div></div></form>`;
  }

  drawn(root) {
    this.#grid.drawn(root);
  }

  close() {
    this.#grid.close();
  }
}

function iso(seconds) {
  return new Date(Math.round(seconds) * 1000).toISOString();
}
