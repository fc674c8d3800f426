import { html, nothing } from "/webjars/lit-html/3.3.2/lit-html.js";
import { SEVERITIES, severity } from "/console/alerts.js";
import { API, act, call } from "/console/api.js";
import { ask } from "/console/dialog.js";
import { card, choice, loading, said, table } from "/console/elements.js";
import { CONDITIONS, definition } from "/console/ruledefinition.js";
import { encode, moment, number } from "/console/text.js";

const SHOWN = 20;
const READ_ONLY = ["active_at", "created_at", "updated_at", "figures"];

/** The alert rules, and a form that makes one and tries it on history first. */
export class AlertRules {
  title = "Alert rules";
  every = 10_000;
  #isAdmin;
  #redraw;
  #rules;
  #channels = [];
  #condition = "above";
  #trial;
  #said;

  constructor({ isAdmin, redraw }) {
    this.#isAdmin = isAdmin;
    this.#redraw = redraw;
  }

  async load(poll) {
    const [{ rules }, channels] = await Promise.all([
      call("GET", `${API}/admin/alert-rules`, { poll }), this.#isAdmin ? call("GET", `${API}/admin/notification-channels`, { poll }) : { channels: [] }]);
    this.#rules = rules;
    this.#channels = channels.channels;
  }

  async #act(action) {
    this.#said = await act(async () => {
      const text = await action();
      await this.load(false);
      return text;
    });
    this.#redraw();
  }

  async #switch(rule) {
    const body = Object.fromEntries(Object.entries(rule).filter(([name]) => !READ_ONLY.includes(name)));
    await this.#act(async () => {
      await call("PUT", `${API}/admin/alert-rules/${encode(rule.name)}`, { body: { ...body, enabled: !rule.enabled } });
      return rule.enabled ? `${rule.name} is off; its open alerts are cleared.` : `${rule.name} is on.`;
    });
  }

  async #remove(rule) {
    if (await ask(`Delete the rule ${rule.name}?`, "Its open alerts are cleared; all of its alerts stay in the history.", "Delete")) {
      await this.#act(async () => {
        await call("DELETE", `${API}/admin/alert-rules/${encode(rule.name)}`);
        return `${rule.name} is deleted.`;
      });
    }
  }

  async #submit(event) {
    event.preventDefault();
    const form = event.target;
    const isTrial = event.submitter?.id === "try";
    await this.#act(async () => {
      const rule = definition(this.#condition, new FormData(form));
      this.#trial = undefined;
      if (isTrial) {
        this.#trial = await call("POST", `${API}/admin/alert-rules/trial`, { body: { rule } });
        return `On the last 7 days it would have opened ${number(this.#trial.opened)} ${this.#trial.opened === 1 ? "alert" : "alerts"}.`;
      }
      await call("POST", `${API}/admin/alert-rules`, { body: rule });
      form.reset();
      this.#condition = "above";
      return `${rule.name} is made; it judges what comes from now on.`;
    });
  }

  view() {
    if (!this.#rules) {
      return loading();
    }
    return html`<p>Each message that is stored is judged by the rules once. <a href="#/alerts">Alerts</a> are what they find.</p>
      ${said(this.#said)}<div class="row g-3">
      ${card("All rules", this.#list(), "col-12 col-xl-8")}
      ${this.#isAdmin ? card("New rule", this.#form(), "col-12 col-xl-4") : nothing}</div>`;
  }

  #list() {
    return this.#rules.length === 0 ? html`<p>There is none, so nothing raises an alert.</p>`
      : table("Alert rules", ["Severity", "Rule", "Looks for", "Open", "So far", ...(this.#isAdmin ? ["Change"] : [])], this.#rules.map((it) => [
        severity(it.severity), html`${it.name}${it.enabled ? nothing : html` <span class="badge text-bg-secondary">off</span>`}`,
        html`${it.condition} <bdi>${[it.measurement, it.field].filter((name) => name).join(" ")}</bdi>${it.figures.last_error
          ? html`<div class="small">cannot judge: <bdi>${it.figures.last_error}</bdi></div>` : nothing}`,
        html`<a href="#/alerts?rule=${encode(it.name)}" aria-label="Open alerts of ${it.name}">${number(it.figures.open)}</a>`, number(it.figures.opened),
        ...(this.#isAdmin ? [this.#changes(it)] : [])]));
  }

  #changes(it) {
    return html`<div class="d-flex flex-wrap gap-2"><button class="btn btn-sm btn-secondary switch" aria-label="Turn ${it.name} ${it.enabled ? "off" : "on"}" @click=${() => this.#switch(it)}>Turn ${it.enabled ? "off" : "on"}</button>
          <button class="btn btn-sm btn-danger" aria-label="Delete ${it.name}" @click=${() => this.#remove(it)}>Delete</button></div>`;
  }

  #form() {
    const { members } = CONDITIONS[this.#condition];
    return html`<form @submit=${(event) => this.#submit(event)}>
      ${field({ name: "name", label: "Name (lower-case letters, digits, . - _)", isRequired: true })}
      <div class="mb-2">${choice("severity", "Severity", SEVERITIES, "major")}</div>
      <div class="mb-2">${choice("condition", "Looks for", Object.entries(CONDITIONS).map(([name, it]) => [name, it.text]), this.#condition,
        (value) => { this.#condition = value; this.#redraw(); })}</div>
      ${members.map(field)}
      ${field({ name: "device_ids", label: "Devices, separated by commas (all where nothing is said)" })}
      ${field({ name: "group", label: "Or those of a group" })}
      ${field({ name: "message", label: "Message, such as {device}: {field} is {value}" })}
      ${this.#channels.length > 0 ? html`<fieldset class="mb-2"><legend class="form-label fs-6">Tell</legend>${this.#channels.map((it) => html`
        <label class="form-check"><input class="form-check-input" type="checkbox" name="channels" value=${it.name}> <bdi>${it.name}</bdi> (${it.type})</label>`)}</fieldset>` : nothing}
      <div class="d-flex flex-wrap gap-2 mt-3"><button class="btn btn-secondary" id="try">Try on the last week</button>
        <button class="btn btn-primary" id="make">Make the rule</button></div></form>
      ${this.#trial ? this.#openings() : nothing}`;
  }

  #openings() {
    const { openings, messages, devices, last_error: error } = this.#trial;
    return html`<h3 class="h6 mt-3">The last week: ${number(messages)} messages of ${number(devices)} devices</h3>
      ${error ? html`<p>Some could not be judged: <bdi>${error}</bdi></p>` : nothing}
      <ul>${openings.slice(0, SHOWN).map((it) => html`<li><bdi>${it.device_id}</bdi>, ${moment(it.opened_at)}</li>`)}</ul>
      ${openings.length > SHOWN ? html`<p>and ${number(this.#trial.opened - SHOWN)} more</p>` : nothing}`;
  }
}

function field({ name, label, isRequired = false, value = "" }) {
  return html`<div class="mb-2"><label class="form-label" for="rule-${name}">${label}</label>
    <input class="form-control" id="rule-${name}" name=${name} maxlength="500" ?required=${isRequired} value=${value}></div>`;
}
