import { html, nothing } from "/webjars/lit-html/3.3.2/lit-html.js";
import { keyed } from "/webjars/lit-html/3.3.2/directives/keyed.js";
import { repeat } from "/webjars/lit-html/3.3.2/directives/repeat.js";
import { SEVERITIES } from "/console/alerts.js";
import { choice } from "/console/elements.js";
import { CONDITIONS, DAYS, OPERANDS, SHAPES, choices, definition, texts } from "/console/ruledefinition.js";

const NEW = { severity: "major" };
const DEVICES = [
  { name: "device_ids", label: "Their ids, separated by commas" }, { name: "group", label: "Their group" }, { name: "device_type", label: "Their type" }, { name: "location", label: "Their location" }];
const TIMES = [
  { name: "start", label: "From, such as 22:00" }, { name: "end", label: "Until, such as 06:00" }, { name: "zone", label: "Zone (UTC), such as Europe/Berlin" }];

/** What a rule is made or edited with. */
export class RuleForm {
  #redraw;
  #submitted;
  #rule = NEW;
  #chosen = choices(NEW);
  #number = 0; // another form for each rule that is begun

  /** submitted is told what is described, and whether it is to be tried alone. */
  constructor(submitted, redraw) {
    this.#submitted = submitted;
    this.#redraw = redraw;
  }

  /** The name of the rule that is edited, or undefined. */
  get edited() {
    return this.#rule.name;
  }

  /** Begins anew: with this rule, or with an empty form. */
  begin(rule = NEW) {
    this.#rule = rule;
    this.#chosen = choices(rule);
    this.#number++;
  }

  /** What it describes; of a rule that is edited, its name and whether it is on stay. */
  read(data) {
    const described = definition(this.#chosen, data);
    return this.edited ? { ...described, name: this.edited, enabled: this.#rule.enabled } : described;
  }

  #choose(change) {
    this.#chosen = { ...this.#chosen, ...change };
    this.#redraw();
  }

  view(channels) {
    const { condition, operand, shape } = this.#chosen;
    const { isCompared, hasShape, members } = CONDITIONS[condition];
    const known = texts(this.#rule);
    return keyed(this.#number, html`<form id="rule-form" @submit=${(e) => { e.preventDefault(); this.#submitted(new FormData(e.target), e.submitter?.id === "try"); }}>
      ${this.edited ? nothing : field({ name: "name", label: "Name (lower-case letters, digits, . - _)", isRequired: true })}
      <div class="mb-2">${choice("severity", "Severity", SEVERITIES, known.severity)}</div>
      <div class="mb-2">${choice("condition", "Looks for", Object.entries(CONDITIONS).map(([name, it]) => [name, it.text]), condition, (it) => this.#choose({ condition: it }))}</div>
      ${isCompared ? html`<div class="mb-2">${choice("operand", "Compared with", Object.entries(OPERANDS), operand, (it) => this.#choose({ operand: it }))}</div>` : nothing}
      ${hasShape ? html`<div class="mb-2">${choice("shape", "The area is", Object.entries(SHAPES), shape, (it) => this.#choose({ shape: it }))}</div>` : nothing}
      ${repeat(members(this.#chosen), (it) => it.label, (it) => field(it, known[it.name]))}
      <fieldset><legend class="form-label fs-6">Devices: those that fit all that is said here, or else all</legend>${DEVICES.map((it) => field(it, known[it.name]))}</fieldset>
      ${field({ name: "message", label: "Message, such as {device}: {field} is {value}" }, known.message)}
      ${channels.length > 0 ? ticks("channels", "Tell", channels.map((it) => [it.name, html`<bdi>${it.name}</bdi> (${it.type})`]), known.channels)
        : html`<p class="small">Nobody is told: there is no channel yet. <a href="#/channels">Make one</a>.</p>`}
      <details class="mb-2" ?open=${Boolean(known.days || known.start || known.damp || known.escalate_after)}><summary>Only at some times, escalation</summary>
        ${ticks("days", "It opens only on these days (all where none is ticked)", DAYS.map((it) => [it, it]), known.days)}
        ${TIMES.map((it) => field(it, known[it.name]))}
        ${field({ name: "damp", label: "Open again so soon is the same alert (1m)" }, known.damp)}
        ${channels.length > 0 ? html`${field({ name: "escalate_after", label: "If nobody acknowledges it for, such as 30m" }, known.escalate_after)}
          ${ticks("escalate_to", "Tell then also", channels.map((it) => [it.name, html`<bdi>${it.name}</bdi>`]), known.escalate_to)}` : nothing}</details>
      <div class="d-flex flex-wrap gap-2 mt-3"><button class="btn btn-secondary" id="try">Try on the last week</button>
        <button class="btn btn-primary" id="make">${this.edited ? "Save the rule" : "Make the rule"}</button>
        ${this.edited ? html`<button type="button" class="btn btn-secondary" id="leave" @click=${() => { this.begin(); this.#redraw(); }}>Cancel</button>` : nothing}</div></form>`);
  }
}

function field({ name, label, isRequired = false, isLong = false, options, hint = "" }, known = "") {
  if (options) {
    return html`<div class="mb-2">${choice(`rule-${name}`, label, options, known, undefined, name)}</div>`;
  }
  return html`<div class="mb-2"><label class="form-label" for="rule-${name}">${label}</label>${isLong
    ? html`<textarea class="form-control" id="rule-${name}" name=${name} rows="5" maxlength="10000" placeholder=${hint} ?required=${isRequired} .value=${String(known)}></textarea>`
    : html`<input class="form-control" id="rule-${name}" name=${name} list="known-${name}" maxlength="2000" ?required=${isRequired} .value=${String(known)}>`}</div>`;
}

function ticks(name, legend, options, known = []) {
  return html`<fieldset class="mb-2"><legend class="form-label fs-6">${legend}</legend>${options.map(([value, text]) => html`
    <label class="form-check form-check-inline"><input class="form-check-input" type="checkbox" name=${name} value=${value} .checked=${known.includes(value)}> ${text}</label>`)}</fieldset>`;
}
