import { html, nothing } from "/webjars/lit-html/3.3.2/lit-html.js";
import { API, act, call } from "/console/api.js";
import { DeviceChoice } from "/console/devicechoice.js";
import { choice, loading, said } from "/console/elements.js";
import { GROUPS, fieldChoice } from "/console/fieldchoice.js";
import { marked } from "/console/marked.js";
import { KINDS } from "/console/panel.js";
import { OPTIONS, blank, definition, questionOf, texts } from "/console/paneldefinition.js";
import { FUNCTIONS, WINDOWS } from "/console/question.js";

const FIELDS = {
  unit: ["Unit, where it is not the field's", { maxlength: 32 }],
  decimals: ["Decimals", { type: "number", min: 0, max: 6 }],
  min: ["From (lowest value)", { type: "number", step: "any" }],
  max: ["To (highest value)", { type: "number", step: "any" }],
  latitude: ["Field of the latitude", { maxlength: 200, placeholder: "latitude" }],
  longitude: ["Field of the longitude", { maxlength: 200, placeholder: "longitude" }],
};
const TEXTS = {
  thresholds: ["Colours from a value on, one a line: 30 red", "0 green\n30 red"],
  states: ["Texts and colours of states, one a line: true = open, red", "true = open, red\nfalse = closed, green"],
};

/** What a panel is made or changed with. */
export class PanelForm {
  #panel;
  #kind;
  #question;
  #devices;
  #measurements;
  #known;
  #done;
  #redraw;
  #said;

  /** panel: what is changed, or nothing; done is told the panel as it is wanted, or nothing where it is left as it was. */
  constructor(panel, done, redraw) {
    this.isNew = !panel;
    this.#begin(panel ?? blank());
    this.#done = done;
    this.#redraw = redraw;
    this.#devices = new DeviceChoice(this.#question, redraw, redraw);
    this.#load();
  }

  #begin(panel) {
    this.#panel = panel;
    this.#kind = panel.kind;
    this.#question = questionOf(panel);
    this.#known = texts(panel.options);
  }

  async #load() {
    this.#said = await act(async () => {
      const [fields] = await Promise.all([call("GET", `${API}/admin/measurements?limit=1000`), this.#devices.load()]);
      this.#measurements = fields.measurements;
    });
    if (!this.#said.isError) {
      this.#said = undefined;
    }
    this.#redraw();
    document.getElementById("kind")?.focus();
  }

  #set(changes) {
    Object.assign(this.#question, changes);
    this.#redraw();
  }

  /** Another kind; what was typed for the former one stays where both have it. */
  #choose(kind) {
    this.#known = Object.fromEntries(new FormData(document.getElementById("panel-form")));
    this.#kind = kind;
    const isOverTime = kind === "chart" || kind === "state_timeline";
    this.#question.fn = { state_timeline: "last", chart: "mean" }[kind] ?? "latest";
    this.#question.window = isOverTime ? "auto" : "none";
    this.#redraw();
  }

  async #submit(event) {
    event.preventDefault();
    this.#known = Object.fromEntries(new FormData(event.target));
    this.#said = marked(await act(() => {
      this.#done(definition(this.#panel, this.#kind, this.#question, new FormData(event.target), this.isNew));
    }));
    this.#redraw();
  }

  view() {
    if (!this.#measurements) {
      return html`${said(this.#said)}${loading()}`;
    }
    const kind = this.#kind;
    return html`<form id="panel-form" @submit=${(e) => this.#submit(e)}>${this.#said?.isError ? said(this.#said) : nothing}
      <div class="row g-2 mb-2"><div class="col-12 col-sm-6 col-lg-3">${choice("kind", "Panel", KINDS, kind, (it) => this.#choose(it))}</div>
        <div class="col-12 col-sm-6 col-lg-3"><label class="form-label" for="panel-title">Title</label><input class="form-control" id="panel-title" name="title" maxlength="100" autocomplete="off" .value=${this.#known.title ?? this.#panel.title}></div>
        ${this.#devices.view()}
        ${kind === "map" ? nothing : fieldChoice(this.#question, this.#measurements, (it) => this.#set(it))}
        ${this.#functions(kind)}
        ${OPTIONS[kind].map((it) => option(it, this.#known[it] ?? "", kind === "gauge" && (it === "min" || it === "max")))}</div>
      <div class="d-flex flex-wrap gap-2"><button class="btn btn-primary" id="take" ?disabled=${!this.#question.isAboutDevices}>${this.isNew ? "Add the panel" : "Change the panel"}</button>
        <button type="button" class="btn btn-secondary" id="leave" @click=${() => this.#done(undefined)}>Cancel</button>
        ${this.#question.isAboutDevices ? nothing : html`<span class="align-self-center">Choose which devices.</span>`}</div></form>`;
  }

  #functions(kind) {
    const { window, fn, group } = this.#question;
    const column = (content) => html`<div class="col-6 col-sm-4 col-lg-2">${content}</div>`;
    const byGroup = column(choice("group", "Group by", GROUPS, group, (it) => this.#set({ group: it })));
    if (kind === "chart" || kind === "state_timeline") {
      return html`${column(choice("window", "Window", [["auto", "automatic, by the range"], ...WINDOWS, ["none", "none: the readings"]], window, (it) => this.#set({ window: it })))}
        ${window === "none" ? nothing : html`${column(choice("fn", "Function", FUNCTIONS, fn, (it) => this.#set({ fn: it })))}${byGroup}`}`;
    }
    return kind === "value" || kind === "gauge"
      ? html`${column(choice("fn", "Value", [["latest", "the latest"], ...FUNCTIONS.map((it) => [it, `${it} of the range`])], fn, (it) => this.#set({ fn: it })))}${fn === "latest" ? nothing : byGroup}`
      : nothing;
  }
}

function option(name, known, isRequired) {
  const id = `option-${name}`;
  if (TEXTS[name]) {
    const [label, hint] = TEXTS[name];
    return html`<div class="col-12 col-lg-4"><label class="form-label" for=${id}>${label}</label>
      <textarea class="form-control" id=${id} name=${name} rows="3" placeholder=${hint} .value=${known}></textarea></div>`;
  }
  const [label, { type = "text", ...limits }] = FIELDS[name];
  return html`<div class="col-6 col-sm-4 col-lg-2"><label class="form-label" for=${id}>${label}</label>
    <input class="form-control" id=${id} name=${name} type=${type} autocomplete="off" ?required=${isRequired} maxlength=${limits.maxlength ?? nothing}
      min=${limits.min ?? nothing} max=${limits.max ?? nothing} step=${limits.step ?? nothing} placeholder=${limits.placeholder ?? nothing} .value=${known}></div>`;
}
