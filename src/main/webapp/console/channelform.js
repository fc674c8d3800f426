import { html, nothing } from "/webjars/lit-html/3.3.2/lit-html.js";
import { keyed } from "/webjars/lit-html/3.3.2/directives/keyed.js";
import { SEVERITIES } from "/console/alerts.js";
import { COMMON, EVENTS, KINDS, definition, text } from "/console/channeldefinition.js";
import { choice } from "/console/elements.js";

const NEW = { type: "webhook", min_severity: "info", events: [] };

/** What a channel is made or edited with. */
export class ChannelForm {
  #redraw;
  #submitted;
  #channel = NEW;
  #type = NEW.type;
  #number = 0; // another form for each channel that is begun, and each kind

  constructor(submitted, redraw) {
    this.#submitted = submitted;
    this.#redraw = redraw;
  }

  /** The name of the channel that is edited, or undefined. */
  get edited() {
    return this.#channel.name;
  }

  /** Begins anew: with this channel, or with an empty form. */
  begin(channel = NEW) {
    this.#channel = channel;
    this.#type = channel.type;
    this.#number++;
  }

  /** What it describes; of a channel that is edited, its kind and whether it is on stay. */
  read(data) {
    const { events, ...described } = definition(this.#type, data);
    const all = events.length > 0 ? { ...described, events } : described;
    return this.edited ? { ...all, enabled: this.#channel.enabled } : { name: data.get("name").trim(), type: this.#type, ...all };
  }

  view() {
    const channel = this.#channel;
    return keyed(`${this.#number} ${this.#type}`, html`<form id="channel-form" @submit=${(e) => { e.preventDefault(); this.#submitted(new FormData(e.target)); }}>
      ${this.edited ? nothing : html`<div class="mb-2">${choice("type", "Kind", Object.entries(KINDS).map(([name, it]) => [name, it.text]), this.#type, (it) => { this.#type = it; this.#redraw(); })}</div>
        ${field({ name: "name", label: "Name (lower-case letters, digits, . - _)", isRequired: true }, channel)}`}
      ${KINDS[this.#type].members.map((it) => field(it, channel))}
      <div class="mb-2">${choice("min_severity", "Told from this severity on", SEVERITIES, channel.min_severity)}</div>
      <fieldset class="mb-2"><legend class="form-label fs-6">Told when an alert is (the usual ones where none is ticked)</legend>${EVENTS.map((it) => html`
        <label class="form-check form-check-inline"><input class="form-check-input" type="checkbox" name="events" value=${it} .checked=${channel.events.includes(it)}> ${it}</label>`)}</fieldset>
      <details class="mb-2"><summary>How often</summary>${COMMON.map((it) => field(it, channel))}</details>
      <div class="d-flex flex-wrap gap-2 mt-3"><button class="btn btn-primary" id="make">${this.edited ? "Save the channel" : "Make the channel"}</button>
        ${this.edited ? html`<button type="button" class="btn btn-secondary" id="leave" @click=${() => { this.begin(); this.#redraw(); }}>Cancel</button>` : nothing}</div></form>`);
  }
}

/** A secret that is set is not shown, and stays where nothing is typed; one that need not be there can be removed. */
function field(member, channel) {
  const { name, label, options, isSecret, isRequired, isLong, isJson } = member;
  const id = `channel-${name}`;
  const isSet = channel[`${name}_set`] === true;
  if (options) {
    return html`<div class="mb-2">${choice(id, label, options, text(member, channel) || options[0], undefined, name)}</div>`;
  }
  return html`<div class="mb-2"><label class="form-label" for=${id}>${label}${isSet ? " – set; left empty it stays as it is" : ""}</label>${isLong || (isJson && !isSecret)
    ? html`<textarea class="form-control" id=${id} name=${name} rows="2" maxlength="10000" .value=${text(member, channel)}></textarea>`
    : html`<input class="form-control" id=${id} name=${name} type=${isSecret ? "password" : "text"} autocomplete="off" maxlength="2000" ?required=${isRequired && !isSet} .value=${text(member, channel)}>`}${isSecret && isSet && !isRequired
    ? html`<label class="form-check"><input class="form-check-input" type="checkbox" name="removed" value=${name}> Remove it</label>` : nothing}</div>`;
}
