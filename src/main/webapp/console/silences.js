import { html, nothing } from "/webjars/lit-html/3.3.2/lit-html.js";
import { keyed } from "/webjars/lit-html/3.3.2/directives/keyed.js";
import { tabs } from "/console/alerts.js";
import { API, actAndLoad, call } from "/console/api.js";
import { ask } from "/console/dialog.js";
import { card, choice, loading, said, showSaid, table } from "/console/elements.js";
import { marked } from "/console/marked.js";
import { ago, encode, local, moment } from "/console/text.js";

const HOUR = 3_600_000;
const STATES = { running: "text-bg-warning", planned: "text-bg-info", over: "text-bg-secondary" };

/** Times of maintenance: alerts open, and nobody is told. */
export class Silences {
  title = "Silences";
  every = 10_000;
  #parameters;
  #isAdmin;
  #redraw;
  #silences;
  #groups = [];
  #of;
  #number = 0; // another form after each silence that is made
  #until = local(Date.now() + HOUR).slice(0, 16);
  #said;

  constructor({ parameters, isAdmin, redraw }) {
    this.#parameters = parameters;
    this.#isAdmin = isAdmin;
    this.#redraw = redraw;
    this.#of = parameters.has("group") ? "group" : "device_id";
  }

  async load(poll) {
    const [{ silences }, { groups }] = await Promise.all([call("GET", `${API}/admin/alert-silences`, { poll }), call("GET", `${API}/admin/groups`, { poll })]);
    this.#silences = silences;
    this.#groups = groups.map((it) => [it.group_id, it.name]);
  }

  async #act(action) {
    this.#said = marked(await actAndLoad(this, action));
    this.#redraw();
    showSaid();
  }

  #make(event) {
    event.preventDefault();
    const given = Object.fromEntries([...new FormData(event.target)].map(([name, value]) => [name, value.trim()]).filter(([, value]) => value));
    const body = { [this.#of]: given[this.#of], comment: given.comment, end: new Date(given.end).toISOString(), ...(given.start ? { start: new Date(given.start).toISOString() } : {}) };
    return this.#act(async () => {
      const { silence } = await call("POST", `${API}/admin/alert-silences`, { body });
      this.#number++;
      return `Nobody is told of alerts of ${silence.device_id ?? silence.group} until ${moment(silence.end)}.`;
    });
  }

  async #end(it) {
    const isRunning = state(it) === "running";
    const who = it.device_id ?? `the group ${it.group}`;
    if (await ask(`${isRunning ? "End" : "Take back"} the silence of ${who}?`, isRunning ? "Its channels are told of what is open then." : "It will not begin.", isRunning ? "End it now" : "Take it back")) {
      await this.#act(async () => {
        await call("DELETE", `${API}/admin/alert-silences/${it.id}`);
        return `The silence of ${who} is ${isRunning ? "over" : "taken back"}.`;
      });
    }
  }

  view() {
    if (!this.#silences) {
      return loading();
    }
    return html`${tabs()}<p>While a device or group is silent, its alerts open and clear as always, and nobody is told. What is open when it ends is told then.</p>
      ${said(this.#said)}<div class="row g-3">
      ${card("All silences", this.#list(), this.#isAdmin ? "col-12 col-xl-8" : "col-12")}
      ${this.#isAdmin ? card("New silence", this.#form(), "col-12 col-xl-4") : nothing}</div>`;
  }

  #list() {
    return this.#silences.length === 0 ? html`<p class="mb-0">There is none. ${this.#isAdmin ? "Make one before somebody works on a device, so that nobody is called for nothing." : "An admin makes one before somebody works on a device."}</p>`
      : table("Silences", ["Of", "State", "From", "Until", "Why", ...(this.#isAdmin ? ["Change"] : [])], this.#silences.map((it) => [
        it.device_id ? html`<a href="#/device/${encode(it.device_id)}"><bdi>${it.device_id}</bdi></a>` : html`group <a href="#/group/${encode(it.group)}"><bdi>${it.group}</bdi></a>`,
        html`<span class="badge ${STATES[state(it)]}">${state(it)}</span>`, moment(it.start), moment(it.end),
        html`<bdi>${it.comment ?? "–"}</bdi><div class="small">by <bdi>${it.created_by}</bdi>, ${ago(it.created_at)}</div>`,
        ...(this.#isAdmin ? [this.#change(it)] : [])]));
  }

  #change(it) {
    return state(it) === "over" ? nothing : html`<button class="btn btn-sm btn-danger end" aria-label="End the silence of ${it.device_id ?? it.group}" @click=${() => this.#end(it)}>
      ${state(it) === "running" ? "End now" : "Take back"}</button>`;
  }

  #form() {
    const value = this.#parameters.get(this.#of) ?? "";
    return keyed(this.#number, html`<form @submit=${(e) => this.#make(e)}>
      <div class="mb-2">${choice("of", "Of", [["device_id", "a device"], ["group", "a group"]], this.#of, (it) => { this.#of = it; this.#redraw(); })}</div>
      <div class="mb-2">${this.#of === "group" ? this.#groupField(value) : html`<label class="form-label" for="device_id">Device id</label>
        <input class="form-control" id="device_id" name="device_id" maxlength="64" required .value=${value}>`}</div>
      <label class="form-label" for="start">From (empty: now)</label><input class="form-control mb-2" id="start" name="start" type="datetime-local">
      <label class="form-label" for="end">Until</label><input class="form-control mb-2" id="end" name="end" type="datetime-local" required .value=${this.#until}>
      <label class="form-label" for="comment">Why</label><input class="form-control mb-3" id="comment" name="comment" maxlength="500" required>
      <button class="btn btn-primary" id="make">Make the silence</button></form>`);
  }

  #groupField(value) {
    return this.#groups.length === 0 ? html`<p class="mb-0">There is no group. <a href="#/groups">Make one</a> first.</p>` : choice("group", "Group", this.#groups, value);
  }
}

function state({ start, end }) {
  const now = Date.now();
  return Date.parse(end) <= now ? "over" : Date.parse(start) > now ? "planned" : "running";
}
