import { html, nothing } from "/webjars/lit-html/3.3.2/lit-html.js";
import { API, act, call } from "/console/api.js";
import { choice, loading, said, table } from "/console/elements.js";
import { ago, encode, moment } from "/console/text.js";

export const SEVERITIES = ["critical", "major", "minor", "warning", "info"];
const COLOURS = { critical: "text-bg-danger", major: "text-bg-danger", minor: "text-bg-warning", warning: "text-bg-warning", info: "text-bg-info" };
const STATES = [["active", "not cleared"], ["open", "open"], ["acknowledged", "acknowledged"], ["cleared", "cleared"], ["all", "all"]];
const TABS = [["#/alerts", "Alerts"], ["#/alert-rules", "Rules"], ["#/channels", "Channels"], ["#/silences", "Silences"]];
const FILTERS = ["state", "severity", "rule", "device_id", "group", "cursor"];
const LIMIT = 50;
const AROUND = 30 * 60_000;

/** A severity as all pages show it, perhaps with how many there are. */
export function severity(it, count = "") {
  return html`<span class="badge ${COLOURS[it]}">${count} ${it}</span>`;
}

/** The pages about alerts. */
export function tabs() {
  const here = location.hash.split("?")[0];
  return html`<nav class="d-flex flex-wrap mb-3 pages" aria-label="About alerts">${TABS.map(([hash, name]) => html`
    <a class="nav-link px-2 py-1" href=${hash} aria-current=${here === hash ? "page" : nothing}>${name}</a>`)}</nav>`;
}

/** The alerts, newest first; the filters are in the address. */
export class Alerts {
  title = "Alerts";
  every = 5000;
  #parameters;
  #isAdmin;
  #redraw;
  #page;
  #rules = new Map();
  #commented; // the alert that somebody is writing a comment on
  #said;

  constructor({ parameters, isAdmin, redraw }) {
    this.#parameters = parameters;
    this.#isAdmin = isAdmin;
    this.#redraw = redraw;
  }

  async load(poll) {
    const { state = "active", ...others } = this.#filters;
    const query = new URLSearchParams({ limit: LIMIT, ...others, ...(state === "all" ? {} : { state }) });
    const [page, { rules }] = await Promise.all([
      call("GET", `${API}/admin/alerts?${query}`, { poll }), call("GET", `${API}/admin/alert-rules`, { poll })]);
    this.#page = page;
    this.#rules = new Map(rules.map((it) => [it.name, it]));
  }

  get #filters() {
    return Object.fromEntries(FILTERS.map((it) => [it, this.#parameters.get(it)]).filter(([, value]) => value));
  }

  #look(changes) {
    const next = new URLSearchParams(Object.entries({ ...this.#filters, cursor: "", ...changes }).filter(([, value]) => value));
    location.hash = `#/alerts?${next}`;
  }

  async #acknowledge(event, alert) {
    event.preventDefault();
    const comment = new FormData(event.target).get("comment").trim();
    this.#said = await act(async () => {
      await call("POST", `${API}/admin/alerts/${alert.id}/acknowledge`, { body: comment ? { comment } : {} });
      this.#commented = undefined;
      await this.load(false);
      return `Alert ${alert.id} is acknowledged.`;
    });
    this.#redraw();
  }

  view() {
    const filters = this.#filters;
    return html`${tabs()}<p>What rules have found in the devices' messages, and in their silence. <a href="#/alert-rules">The rules</a> say what is looked for.</p>
      <form class="row g-2 mb-3" role="search" @submit=${(e) => { e.preventDefault(); this.#look(Object.fromEntries(new FormData(e.target))); }}>
        <div class="col-6 col-md-2">${choice("state", "State", STATES, filters.state ?? "active")}</div>
        <div class="col-6 col-md-2">${choice("severity", "Severity", [["", "any"], ...SEVERITIES], filters.severity ?? "")}</div>
        ${[["rule", "Rule"], ["device_id", "Device id"], ["group", "Group"]].map(([name, label]) => html`<div class="col-12 col-md-2">
          <label class="form-label" for=${name}>${label}</label><input class="form-control" id=${name} name=${name} maxlength="64" .value=${filters[name] ?? ""}></div>`)}
        <div class="col-12 col-md-2 d-flex align-items-end"><button class="btn btn-primary w-100">Search</button></div></form>
      ${said(this.#said)}${this.#page ? this.#list(filters) : loading()}`;
  }

  #list({ cursor, ...filters }) {
    const { alerts, next_cursor: next } = this.#page;
    if (alerts.length === 0) {
      return html`<div class="alert alert-info">${Object.keys(filters).length > 0
        ? html`Nothing fits. <a class="alert-link" href="#/alerts">Show what is not cleared</a>.`
        : "Nothing is wrong as far as the rules can tell."}</div>`;
    }
    return html`${table("Alerts", ["Severity", "Device", "What", "Since", "State"], alerts.map((it) => this.#row(it)))}
      <nav class="d-flex gap-2" aria-label="Pages">${cursor ? html`<button class="btn btn-primary" @click=${() => history.back()}>Newer</button>` : nothing}
        ${next ? html`<button class="btn btn-primary" @click=${() => this.#look({ cursor: next })}>Older</button>` : nothing}</nav>`;
  }

  #row(it) {
    return [
      severity(it.severity),
      html`<a href="#/device/${encode(it.device_id)}"><bdi>${it.device_id}</bdi></a>`,
      html`<bdi>${it.message}</bdi><div class="small">rule ${it.rule}${it.reopened > 0 ? `, came back ${it.reopened} times` : ""}${it.silenced ? ", silenced" : ""}
        ${this.#chart(it)}${this.#isAdmin && it.state !== "cleared" && !it.silenced ? html` <a class="ms-1" href="#/silences?device_id=${encode(it.device_id)}" aria-label="Silence ${it.device_id}">Silence</a>` : nothing}</div>`,
      html`<span class="text-nowrap" title=${moment(it.opened_at)}>${ago(it.opened_at)}</span>${it.cleared_at ? html`<div class="small" title=${moment(it.cleared_at)}>cleared ${ago(it.cleared_at)}</div>` : nothing}`,
      html`${it.state}${it.acknowledged_by ? html`<div class="small">by <bdi>${it.acknowledged_by}</bdi>, ${ago(it.acknowledged_at)}${it.comment ? html`: <bdi>${it.comment}</bdi>` : nothing}</div>` : nothing}
        ${this.#isAdmin && it.state === "open" ? this.#answer(it) : nothing}`,
    ];
  }

  /** What was measured around it. */
  #chart(it) {
    const { field, value } = this.#rules.get(it.rule) ?? {};
    const measurement = it.opened_by?.measurement;
    if (!field || !measurement) {
      return nothing;
    }
    const end = it.cleared_at ? Date.parse(it.cleared_at) : Date.now();
    const around = new URLSearchParams({
      device: it.device_id, measurement, field,
      start: new Date(Date.parse(it.opened_at) - AROUND).toISOString(), stop: new Date(Math.min(end + AROUND, Date.now())).toISOString(),
      at: it.opened_at, ...(typeof value === "number" ? { level: value } : {}),
    });
    return html`<a class="ms-1 around" href="#/explore?${around}">Chart</a>`;
  }

  #answer(it) {
    if (this.#commented !== it.id) {
      return html`<div><button class="btn btn-sm btn-primary acknowledge" aria-label="Acknowledge alert ${it.id}"
        @click=${() => { this.#commented = it.id; this.#redraw(); }}>Acknowledge</button></div>`;
    }
    return html`<form class="d-flex flex-wrap gap-2 mt-1" @submit=${(e) => this.#acknowledge(e, it)}>
      <input class="form-control form-control-sm" id="comment" name="comment" maxlength="500" aria-label="Comment on alert ${it.id}" placeholder="Comment, if you like">
      <button class="btn btn-sm btn-primary">Acknowledge</button></form>`;
  }
}
