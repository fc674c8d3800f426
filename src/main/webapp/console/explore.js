import { html, nothing } from "/webjars/lit-html/3.3.2/lit-html.js";
import { API, Refused, call } from "/console/api.js";
import { Chart } from "/console/chart.js";
import { copyButton, copyable } from "/console/copy.js";
import { DeviceChoice } from "/console/devicechoice.js";
import { choice, loading } from "/console/elements.js";
import { GROUPS, fieldChoice } from "/console/fieldchoice.js";
import { FUNCTIONS, LIMIT, Question, RANGES, WINDOWS } from "/console/question.js";
import { Answer, MOST } from "/console/answer.js";
import { map } from "/console/panelmap.js";
import { timeline } from "/console/paneltimeline.js";
import { adding } from "/console/paneldefinition.js";
import { local, moment, number } from "/console/text.js";

const TABS = [["chart", "Chart"], ["table", "Table"], ["states", "States"], ["map", "Map"], ["curl", "As curl"]];
const MAP_HEIGHT = 420;
const PADDING = 24;
const WRONG = 400;

/** A question to the query API by clicks; all of it is in the address. */
export class Explore {
  title = "Explore";
  #question;
  #isAdmin;
  #redraw;
  #devices;
  #measurements;
  #answer;
  #error;
  #isRefused = false;
  #isAsking = false;
  #hidden = new Set();
  #cursor = null;
  #took = 0;
  #chart;

  constructor({ parameters, isAdmin, redraw }) {
    this.#question = new Question(parameters);
    this.#isAdmin = isAdmin;
    this.#redraw = redraw;
    this.#devices = new DeviceChoice(this.#question, () => this.#changed(), redraw);
    this.#chart = new Chart({
      height: 340,
      ...this.#question.marks,
      onZoom: (start, stop) => this.#go({ range: "", start: iso(start), stop: iso(stop) }),
      onCursor: (index) => this.#follow(index),
    });
  }

  /** Milliseconds until it asks again: a question that is costly is asked less often. */
  get every() {
    return Math.max(5000, 10 * this.#took);
  }

  async load(poll) {
    if (!this.#measurements) {
      const [fields] = await Promise.all([call("GET", `${API}/admin/measurements?limit=1000`), this.#devices.load()]);
      this.#measurements = fields.measurements;
    }
    if (!poll || (this.#question.isMoving && !this.#isRefused)) { // what was refused is so again
      await this.#ask(poll);
    }
  }

  async #ask(poll) {
    const question = this.#question.hash;
    if (!this.#question.isAboutDevices) {
      this.#answer = undefined;
      this.#error = undefined;
      return;
    }
    try {
      const body = { ...this.#question.body, shape: "columns", limit: LIMIT };
      const begin = performance.now();
      const json = await call("POST", `${API}/timeseries/query`, { body, poll });
      this.#took = performance.now() - begin;
      if (question === this.#question.hash) {
        this.#answer = new Answer(json, this.#question.groups);
        this.#error = undefined;
        this.#isRefused = false;
      }
    } catch (e) {
      if (!(e instanceof Refused)) {
        throw e;
      }
      this.#error = this.#devices.missing(e.violations) ?? e.message;
      this.#isRefused = e.status === WRONG;
      this.#answer = undefined;
    }
  }

  #set(changes) {
    Object.assign(this.#question, changes);
    this.#changed();
  }

  /** Another part of the time; Back leads to the one before. */
  #go(changes) {
    history.pushState(null, "", this.#question.hash);
    this.#set(changes);
  }

  async #changed() {
    history.replaceState(null, "", this.#question.hash);
    this.#hidden.clear();
    this.#isAsking = true;
    this.#redraw();
    await this.#ask(false).catch((e) => (this.#error = e.message));
    this.#isAsking = false;
    this.#redraw();
  }

  #follow(index) {
    if (index !== this.#cursor) {
      this.#cursor = index;
      requestAnimationFrame(this.#redraw);
    }
  }

  #toggle(index) {
    const isShown = this.#hidden.delete(index);
    if (!isShown) {
      this.#hidden.add(index);
    }
    this.#chart.toggle(index, isShown);
    this.#redraw();
  }

  view() {
    if (!this.#measurements) {
      return loading();
    }
    const question = this.#question;
    return html`<form class="row g-2 mb-3" @submit=${(e) => e.preventDefault()}>
        ${this.#devices.view()}${fieldChoice(question, this.#measurements, (it) => this.#set(it))}${this.#time()}
        <div class="col-6 col-sm-4 col-lg-2">${choice("window", "Window", [["auto", `automatic (${question.step})`], ...WINDOWS, ["none", "none: the readings"]], question.window, (it) => this.#set({ window: it }))}</div>
        ${question.window === "none" ? nothing : html`
          <div class="col-6 col-sm-4 col-lg-2">${choice("fn", "Function", question.isOfStates ? FUNCTIONS.filter((it) => it !== "mean") : FUNCTIONS, question.function, (it) => this.#set({ fn: it }))}</div>
          <div class="col-6 col-sm-4 col-lg-2">${choice("group", "Group by", GROUPS, question.group, (it) => this.#set({ group: it }))}</div>`}
      </form>
      ${this.#error ? html`<div class="alert alert-danger user-text" role="alert" id="error">${this.#error}</div>` : nothing}
      ${question.isAboutDevices ? this.#result() : this.#beginning()}`;
  }

  #time() {
    const { range, start, stop } = this.#question;
    const ranges = [...RANGES.map(([value, text]) => [value, `last ${text}`]), ["", "from … to …"]];
    const [first, last] = this.#question.span ?? [0, 0];
    return html`<div class="col-6 col-sm-4 col-lg-2">${choice("range", "Range", ranges, range, (it) => this.#go({ range: it, start: iso(first), stop: iso(last) }))}</div>
      ${range ? nothing : [["start", "From", start], ["stop", "To", stop]].map(([name, label, value]) => html`<div class="col-6 col-sm-4 col-lg-2">
        <label class="form-label" for=${name}>${label}</label><input class="form-control" type="datetime-local" step="1" id=${name} .value=${local(value)}
          @change=${(e) => this.#go({ [name]: e.target.value ? new Date(e.target.value).toISOString() : "" })}></div>`)}`;
  }

  #beginning() {
    return this.#devices.hasDevices
      ? html`<div class="alert alert-info">Choose which devices: search them, or take a group, a type, a location or all. For a beginning:
          <a class="alert-link" href="#/explore?by=all&group=device_type">each type's mean of the last 15 minutes</a>.</div>`
      : html`<div class="alert alert-info">There is no device yet. <a class="alert-link" href="#/devices/new">Add one</a>, or start simulated ones with <code>./quickstart --fleet</code>.</div>`;
  }

  #result() {
    const { view } = this.#question;
    const tab = (name, text) => html`<button type="button" class="btn btn-sm ${view === name ? "btn-primary" : "btn-secondary"}" aria-pressed=${view === name}
      @click=${() => this.#set({ view: name })}>${text}</button>`;
    return html`<div class="d-flex flex-wrap gap-2 mb-3">
        <div class="btn-group" role="group" aria-label="Shown as">${TABS.map(([name, text]) => tab(name, text))}</div>
        <a class="btn btn-sm btn-secondary" id="csv" href=${this.#question.csv} download>Download CSV</a>
        ${copyButton(location.origin + location.pathname + this.#question.hash, "Copy link")}
        ${this.#isAdmin ? html`<a class="btn btn-sm btn-secondary" id="to-dashboard" href=${adding(this.#question)}>Add to a dashboard</a>` : nothing}
        <span class="align-self-center ${this.#answer?.all > MOST || this.#answer?.isPart ? "fw-bold" : "small"}" role="status" id="told">${this.#isAsking ? "Asking…" : this.#told()}</span></div>
      ${view === "curl" ? copyable(this.#question.curl, "curl") : this.#shown(view)}`;
  }

  #told() {
    const it = this.#answer;
    if (!it) {
      return "";
    }
    const lines = it.all > MOST ? `the first ${MOST} of ${number(it.all)} series: choose fewer devices or fields, or group them` : `${it.lines.length} series`;
    return `${lines}, ${number(it.count)} values, from ${it.source}${it.isPart ? `. These are not all: the first ${number(LIMIT)} values; take a longer window` : ""}`;
  }

  #shown(view) {
    if (!this.#answer) {
      return this.#error ? nothing : loading();
    }
    if (this.#answer.lines.length === 0) {
      return html`<div class="alert alert-info">These devices sent nothing of this in this time. Take a longer time, or all fields; a device's page shows what it sent last.</div>`;
    }
    const { lines } = this.#answer;
    const width = document.getElementById("main").clientWidth - PADDING;
    switch (view) {
      case "table": return this.#answer.table();
      case "states": return timeline(lines, {}, { span: this.#question.span, isChosen: this.#question.fields.length > 0 });
      case "map": return html`<div class="mapped">${map(lines, {}, { width, height: MAP_HEIGHT })}</div>`;
      default: return this.#drawing();
    }
  }

  #drawing() {
    return html`
      <div class="chart explored mb-3" id="explored" role="img" aria-label="Chart of ${this.#answer.lines.length} series; the table has its values"></div>
      <p class="small">Drag over the chart to see a part of it.${this.#marked()}</p>
      ${this.#answer.legend(this.#cursor, this.#hidden, (index) => this.#toggle(index))}`;
  }

  #marked() {
    const { level, at } = this.#question.marks;
    return `${level === undefined ? "" : ` The dashed line across is the level of the alert rule, ${number(level)}.`}${at === undefined ? "" : ` The upright one is when the alert opened, ${moment(at * 1000)}.`}`;
  }

  drawn(root) {
    if (this.#answer) {
      this.#chart.show(root.querySelector("#explored"), this.#answer.looks, this.#answer.data, this.#question.span);
    }
  }

  close() {
    this.#chart.close();
  }
}

function iso(seconds) {
  return new Date(Math.round(seconds) * 1000).toISOString();
}
