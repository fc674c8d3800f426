import { html, nothing } from "/webjars/lit-html/3.3.2/lit-html.js";
import { severity, tabs } from "/console/alerts.js";
import { API, actAndLoad, call } from "/console/api.js";
import { ask } from "/console/dialog.js";
import { card, loading, said, showSaid, table } from "/console/elements.js";
import { marked } from "/console/marked.js";
import { summary } from "/console/ruledefinition.js";
import { RuleForm } from "/console/ruleform.js";
import { suggested, suggestions } from "/console/suggestions.js";
import { encode, many, moment, number } from "/console/text.js";

const SHOWN = 20;
const FLOOD = 20; // alerts in a week that nobody means without having been told
const READ_ONLY = ["active_at", "created_at", "updated_at", "figures"];

/** The alert rules, and a form that makes or edits one and tries it on history first. */
export class AlertRules {
  title = "Alert rules";
  every = 10_000;
  #isAdmin;
  #redraw;
  #rules;
  #channels = [];
  #known;
  #form;
  #trial;
  #said;

  constructor({ isAdmin, redraw }) {
    this.#isAdmin = isAdmin;
    this.#redraw = redraw;
    this.#form = new RuleForm((data, isTrial) => this.#submit(data, isTrial), redraw);
  }

  async load(poll) {
    const [{ rules }, channels] = await Promise.all([
      call("GET", `${API}/admin/alert-rules`, { poll }), this.#isAdmin ? call("GET", `${API}/admin/notification-channels`, { poll }) : { channels: [] }]);
    this.#rules = rules;
    this.#channels = channels.channels;
    this.#known ??= this.#isAdmin ? await suggestions() : {};
  }

  async #act(action) {
    this.#said = marked(await actAndLoad(this, action));
    this.#redraw();
    showSaid();
  }

  async #switch(rule) {
    await this.#act(async () => {
      await this.#replace({ ...own(rule), enabled: !rule.enabled });
      return rule.enabled ? `${rule.name} is off; its open alerts are cleared.` : `${rule.name} is on.`;
    });
  }

  async #remove(rule) {
    if (await ask(`Delete the rule ${rule.name}?`, "Its open alerts are cleared, and who was told of them is told that. All of its alerts stay in the history.", "Delete")) {
      await this.#act(async () => {
        await call("DELETE", `${API}/admin/alert-rules/${encode(rule.name)}`);
        if (this.#form.edited === rule.name) {
          this.#form.begin();
        }
        return `${rule.name} is deleted.`;
      });
    }
  }

  async #submit(data, isTrial) {
    await this.#act(async () => {
      this.#trial = undefined;
      const rule = this.#form.read(data);
      if (isTrial) {
        this.#trial = await tried(rule);
        return this.#trial.messages === 0
          ? "In the last 7 days no such message came from these devices: see that measurement, field and devices are written as they are sent."
          : `On the last 7 days it would have opened ${many(this.#trial.opened, "alert")}.`;
      }
      if (!(await isWanted(rule))) {
        return undefined;
      }
      const isEdited = Boolean(this.#form.edited);
      await (isEdited ? this.#replace(rule) : call("POST", `${API}/admin/alert-rules`, { body: rule }));
      this.#form.begin();
      return isEdited ? `${rule.name} is saved. If it looks for something else now, its open alerts are cleared.`
        : `${rule.name} is made; it judges what comes from now on.`;
    });
  }

  #replace(rule) {
    return call("PUT", `${API}/admin/alert-rules/${encode(rule.name)}`, { body: rule });
  }

  #edit(rule) {
    this.#trial = undefined;
    this.#said = undefined;
    this.#form.begin(own(rule));
    this.#redraw();
    const form = document.getElementById("rule-form");
    form.scrollIntoView({ block: "center" });
    form.elements.severity.focus();
  }

  view() {
    if (!this.#rules) {
      return loading();
    }
    return html`${tabs()}<p>Each message that is stored is judged by the rules once. <a href="#/alerts">Alerts</a> are what they find.</p>
      ${said(this.#said)}<div class="row g-3">
      ${card("All rules", this.#list(), "col-12 col-xl-8")}
      ${this.#isAdmin ? card(this.#form.edited ? html`Edit <bdi>${this.#form.edited}</bdi>` : "New rule",
        html`${suggested(this.#known)}${this.#form.view(this.#channels)}${this.#trial ? this.#openings() : nothing}`, "col-12 col-xl-4") : nothing}</div>`;
  }

  #list() {
    return this.#rules.length === 0 ? html`<p>There is none, so nothing raises an alert. ${this.#isAdmin
      ? "Say in the form what to look for, try it on the last week, and make it." : "An admin makes one."}</p>`
      : table("Alert rules", ["Severity", "Rule", "Looks for", "Open", "So far", ...(this.#isAdmin ? ["Change"] : [])], this.#rules.map((it) => [
        severity(it.severity), html`${it.name}${it.enabled ? nothing : html` <span class="badge text-bg-secondary">off</span>`}`,
        html`<bdi>${summary(it)}</bdi>${it.figures.last_error
          ? html`<div class="small">cannot judge: <bdi>${it.figures.last_error}</bdi></div>` : nothing}`,
        html`<a href="#/alerts?rule=${encode(it.name)}" aria-label="Open alerts of ${it.name}">${number(it.figures.open)}</a>`, number(it.figures.opened),
        ...(this.#isAdmin ? [this.#changes(it)] : [])]));
  }

  #changes(it) {
    return html`<div class="d-flex flex-wrap gap-2"><button class="btn btn-sm btn-primary edit" aria-label="Edit ${it.name}" @click=${() => this.#edit(it)}>Edit</button>
          <button class="btn btn-sm btn-secondary switch" aria-label="Turn ${it.name} ${it.enabled ? "off" : "on"}" @click=${() => this.#switch(it)}>Turn ${it.enabled ? "off" : "on"}</button>
          <button class="btn btn-sm btn-danger" aria-label="Delete ${it.name}" @click=${() => this.#remove(it)}>Delete</button></div>`;
  }

  #openings() {
    const { openings, messages, devices, last_error: error } = this.#trial;
    return html`<h3 class="h6 mt-3">The last week: ${many(messages, "message")} of ${many(devices, "device")}</h3>
      ${error ? html`<p>Some could not be judged: <bdi>${error}</bdi></p>` : nothing}
      <ul>${openings.slice(0, SHOWN).map((it) => html`<li><bdi>${it.device_id}</bdi>, ${moment(it.opened_at)}</li>`)}</ul>
      ${openings.length > SHOWN ? html`<p>and ${number(this.#trial.opened - SHOWN)} more</p>` : nothing}`;
  }
}

/** What an operator says of a rule, without what the server adds. */
function own(rule) {
  return Object.fromEntries(Object.entries(rule).filter(([name]) => !READ_ONLY.includes(name)));
}

function tried(rule) {
  return call("POST", `${API}/admin/alert-rules/trial`, { body: { rule } });
}

/** Asks before a rule that would tell of half a fleet at once; what cannot be tried is not asked about. */
async function isWanted(rule) {
  let trial;
  try {
    trial = await tried(rule);
  } catch {
    return true; // of too many messages, or of refused ones, which are in no log; a wrong rule says so when it is made
  }
  return trial.opened < FLOOD || ask(`Make a rule that opens ${many(trial.opened, "alert")}?`,
    `So many it would have opened on the last 7 days, at ${many(trial.devices, "device")}. Choose devices that send what it looks for, or milder bounds.`, "Make it");
}
