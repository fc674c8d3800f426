import { html, nothing } from "/webjars/lit-html/3.3.2/lit-html.js";
import { API, act, call } from "/console/api.js";
import { copyable } from "/console/copy.js";
import { ask } from "/console/dialog.js";
import { choice, loading, said, table } from "/console/elements.js";
import { ago, encode, moment, number } from "/console/text.js";

const FILTERS = ["device_id", "reason", "source", "cursor"];
const LIMIT = 50;

/** What was refused, with its payload; replayed or deleted. The filters are in the address. */
export class Quarantine {
  title = "Quarantine";
  every = 5000;
  #parameters;
  #isAdmin;
  #redraw;
  #page;
  #open;
  #said;

  constructor({ parameters, isAdmin, redraw }) {
    this.#parameters = parameters;
    this.#isAdmin = isAdmin;
    this.#redraw = redraw;
  }

  async load(poll) {
    const query = new URLSearchParams({ limit: LIMIT, ...this.#filters });
    this.#page = await call("GET", `${API}/admin/quarantine?${query}`, { poll });
  }

  get #filters() {
    return Object.fromEntries(FILTERS.map((it) => [it, this.#parameters.get(it)]).filter(([, value]) => value));
  }

  #look(changes) {
    const next = new URLSearchParams(Object.entries({ ...this.#filters, cursor: "", ...changes }).filter(([, value]) => value));
    location.hash = `#/quarantine?${next}`;
  }

  async #act(action) {
    this.#said = await act(async () => {
      const text = await action();
      await this.load(false);
      return text;
    });
    this.#redraw();
  }

  async #show(id) {
    this.#open = this.#open?.id === id ? undefined : (await call("GET", `${API}/admin/quarantine/${id}`)).message;
    this.#redraw();
  }

  async #replay(body, title, what) {
    if (await ask(title, `${what} taken in again, as if just sent. What is refused once more stays here.`, "Replay")) {
      await this.#act(async () => {
        const answer = await call("POST", `${API}/admin/quarantine/replay`, { body });
        const first = answer.results.find((it) => it.outcome === "refused");
        return `${number(answer.accepted)} taken, ${number(answer.refused)} refused again${first ? `: ${first.detail ?? first.reason}` : ""}`
          + `${answer.remaining > 0 ? `; ${number(answer.remaining)} remain` : ""}.`;
      });
    }
  }

  async #remove(path, title, text) {
    if (await ask(title, text, "Delete")) {
      await this.#act(async () => `${number((await call("DELETE", `${API}/admin/quarantine${path}`)).deleted)} deleted.`);
    }
  }

  view() {
    const filters = this.#filters;
    return html`<p>Messages over MQTT that could not be stored, and points that InfluxDB refused, with the reason. Correct the cause, then replay them.</p>
      <form class="row g-2 mb-3" role="search" @submit=${(e) => { e.preventDefault(); this.#look(Object.fromEntries(new FormData(e.target))); }}>
        <div class="col-12 col-md-4"><label class="form-label" for="device_id">Device id</label>
          <input class="form-control" id="device_id" name="device_id" maxlength="64" .value=${filters.device_id ?? ""}></div>
        <div class="col-6 col-md-4">${choice("reason", "Reason", [["", "any"], ...(this.#page?.known_reasons ?? [filters.reason].filter(Boolean))], filters.reason ?? "")}</div>
        <div class="col-6 col-md-2">${choice("source", "From", [["", "any"], ["mqtt", "MQTT"], ["influxdb", "InfluxDB"]], filters.source ?? "")}</div>
        <div class="col-12 col-md-2 d-flex align-items-end"><button class="btn btn-primary w-100">Search</button></div></form>
      ${said(this.#said)}${this.#page ? this.#list(filters) : loading()}`;
  }

  #list(filters) {
    const { messages, next_cursor: next } = this.#page;
    const isFiltered = Object.keys(filters).length > 0;
    if (messages.length === 0) {
      return html`<div class="alert alert-info">${isFiltered
        ? html`Nothing here fits. <a class="alert-link" href="#/quarantine">Show all</a>.`
        : "Empty: everything that came was stored. A message over MQTT with a wrong topic, value or time is kept here with its payload and the reason."}</div>`;
    }
    return html`${this.#isAdmin ? this.#bulk(filters, isFiltered) : nothing}
      ${table("Refused messages", ["Received", "Device", "Reason", "Why", "Payload"], messages.map((it) => this.#row(it)))}
      <nav class="d-flex gap-2" aria-label="Pages">${filters.cursor ? html`<button class="btn btn-primary" @click=${() => history.back()}>Newer</button>` : nothing}
        ${next ? html`<button class="btn btn-primary" @click=${() => this.#look({ cursor: next })}>Older</button>` : nothing}</nav>`;
  }

  #bulk({ cursor, ...filters }, isFiltered) {
    const told = Object.entries(filters).map(([name, value]) => `${name} ${value}`).join(", ");
    if (!isFiltered || !told) {
      return html`<p class="small">Search to replay or delete many at once.</p>`;
    }
    return html`<div class="d-flex flex-wrap gap-2 mb-2"><button class="btn btn-primary" id="replay-all"
        @click=${() => this.#replay(filters, `Replay all with ${told}?`, "They are")}>Replay all that fit</button>
      <button class="btn btn-danger" id="delete-all" @click=${() => this.#remove(`?${new URLSearchParams(filters)}`,
        `Delete all with ${told}?`, "Their payloads are gone for ever.")}>Delete all that fit</button></div>`;
  }

  #row(it) {
    const isOpen = this.#open?.id === it.id;
    const name = `message ${it.id}${it.device_id ? ` of ${it.device_id}` : ""}`;
    return [
      html`<span class="text-nowrap" title=${moment(it.received_at)}>${ago(it.received_at)}</span>`,
      it.device_id ? html`<a href="#/device/${encode(it.device_id)}"><bdi>${it.device_id}</bdi></a>` : "unknown",
      it.reason,
      html`<bdi>${it.detail ?? ""}</bdi>${it.attempts > 0 ? html`<div class="small">replayed ${it.attempts} times</div>` : nothing}`,
      html`<div class="payload">${isOpen ? this.#payload() : html`<code>${it.payload_preview ?? `${number(it.size)} bytes, no text`}</code>`}</div>
        <div class="d-flex flex-wrap gap-2 mt-1"><button class="btn btn-sm btn-secondary show" aria-expanded=${isOpen} aria-label="${isOpen ? "Hide" : "Show"} ${name}" @click=${() => this.#show(it.id)}>${isOpen ? "Hide" : "Show all"}</button>
        ${this.#isAdmin ? html`
          <button class="btn btn-sm btn-primary replay" aria-label="Replay ${name}" @click=${() => this.#replay({ ids: [it.id] }, `Replay ${name}?`, "It is")}>Replay</button>
          <button class="btn btn-sm btn-danger delete" aria-label="Delete ${name}" @click=${() => this.#remove(`/${it.id}`, `Delete ${name}?`, "Its payload is gone for ever.")}>Delete</button>` : nothing}</div>`,
    ];
  }

  #payload() {
    const it = this.#open;
    return html`<div class="small">topic <bdi>${it.topic ?? "–"}</bdi>, ${number(it.size)} bytes${it.payload === null || it.payload === undefined ? ", no text: as base64" : ""}</div>
      ${copyable(it.payload ?? it.payload_base64, "payload")}`;
  }
}
