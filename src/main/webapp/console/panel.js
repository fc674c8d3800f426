import { html, nothing } from "/webjars/lit-html/3.3.2/lit-html.js";
import { API, Refused, call } from "/console/api.js";
import { Answer, MOST } from "/console/answer.js";
import { Chart } from "/console/chart.js";
import { map } from "/console/panelmap.js";
import { timeline } from "/console/paneltimeline.js";
import { gauges, latestTable, values } from "/console/panelvalues.js";
import { shown } from "/console/looks.js";
import { stroke } from "/console/plot.js";
import { LIMIT, step } from "/console/question.js";
import { number } from "/console/text.js";
import { knownZone } from "/console/timespan.js";

/** The kinds of panels, with what people call them. */
export const KINDS = [
  ["chart", "Chart"], ["value", "Value"], ["gauge", "Gauge"], ["table", "Table of latest values"], ["state_timeline", "State timeline"], ["map", "Map"]];

/** A panel that is shown: it asks its question, and draws the answer. */
export class Panel {
  #panel;
  #key;
  #chart;
  #zone;
  #asked = 0;
  #answer;
  #error;
  #span;
  #size = { width: 600, height: 300 };
  #redraw;

  /** key: a number that no other panel on the page has. */
  constructor(panel, key, redraw) {
    this.#panel = panel;
    this.#key = key;
    this.#redraw = redraw;
  }

  get name() {
    const { title, kind } = this.#panel;
    return title || `${KINDS.find(([it]) => it === kind)[1]} ${this.#key}`;
  }

  /** Asks for this range of the dashboard: its texts, zone and seconds. */
  async load({ start, stop, timezone, span }, poll) {
    const asked = ++this.#asked;
    const { query } = this.#panel;
    const body = { ...query, shape: "columns", limit: LIMIT, ...(query.latest ? {} : { start, ...(stop ? { stop } : {}) }), ...(timezone ? { timezone } : {}) };
    if (query.window === "auto") {
      body.window = step(span ?? [0, 0]);
    }
    const { answer, error } = await this.#answerOf(body, poll);
    if (asked === this.#asked) { // else another range was chosen meanwhile
      this.#answer = answer;
      this.#error = error;
      this.#span = span;
      this.#use(knownZone(timezone));
    }
  }

  async #answerOf(body, poll) {
    try {
      const json = await call("POST", `${API}/timeseries/query`, { body, poll });
      return { answer: new Answer(json, body.group_by ?? ["device"]) };
    } catch (e) {
      if (e instanceof Refused) {
        return { error: e.message };
      }
      throw e;
    }
  }

  /** A chart has its zone and scale for life. */
  #use(zone) {
    if (this.#panel.kind === "chart" && (!this.#chart || zone !== this.#zone)) {
      this.#chart?.close();
      const { min, max } = this.#panel.options;
      this.#chart = new Chart({ height: undefined, onCursor: () => {}, min, max, zone });
    }
    this.#zone = zone;
  }

  view() {
    if (this.#error) {
      return html`<p class="text-danger-emphasis user-text m-0" role="alert">${this.#error}</p>`;
    }
    if (!this.#answer) {
      return html`<p class="m-0">Loading…</p>`;
    }
    if (this.#answer.lines.length === 0) {
      return html`<p class="m-0">${this.#panel.query.latest ? "Nothing has come yet." : "Nothing came in this time."}</p>`;
    }
    return html`${this.#shown()}${this.#note()}`;
  }

  #shown() {
    const { lines } = this.#answer;
    const { kind, options, query } = this.#panel;
    const told = query.latest || query.window ? undefined : "of the range"; // its time is the range's beginning
    const zone = this.#zone;
    switch (kind) {
      case "chart": return this.#drawing();
      case "value": return values(lines, options, told);
      case "gauge": return gauges(lines, options, told);
      case "table": return latestTable(this.name, lines, options, query.fields);
      case "state_timeline": return timeline(lines, options, { span: this.#span, zone, isChosen: query.fields?.length > 0 });
      default: return map(lines, options, this.#size);
    }
  }

  #note() {
    const { all, isPart } = this.#answer;
    return all > MOST ? html`<p class="small m-0">The first ${MOST} of ${number(all)} series.</p>`
      : isPart ? html`<p class="small m-0">These are not all: the first ${number(LIMIT)} values.</p>` : nothing;
  }

  #drawing() {
    const { lines } = this.#answer;
    return html`<div class="chart" id="plot-${this.#key}" role="img" aria-label="Chart: ${lines.map((it) => it.label).slice(0, 5).join(", ")}${lines.length > 5 ? ` and ${lines.length - 5} more` : ""}"></div>
      <ul class="lines" tabindex="0" aria-label="Last values of ${this.name}">${lines.map((it, index) => {
        const { color, dash } = stroke(index);
        return html`<li><svg width="22" height="10" aria-hidden="true"><line x1="0" x2="22" y1="5" y2="5" stroke=${color} stroke-width="3" stroke-dasharray=${dash.join(" ")}></line></svg>
          <bdi class="user-text">${it.label}</bdi> <strong>${shown(it.values.at(-1), this.#panel.options)}</strong> <bdi>${this.#panel.options.unit ?? it.unit}</bdi></li>`;
      })}</ul>`;
  }

  drawn(root) {
    const place = root.querySelector(`#plot-${this.#key}`);
    if (place && this.#answer) {
      this.#chart.show(place, this.#answer.looks, this.#answer.data, this.#span);
    }
    if (this.#panel.kind === "map") {
      this.#fit(root.querySelector(`#panel-${this.#key}`));
    }
  }

  /** Draws again where there is another size than was thought, so that a pixel is one. */
  #fit({ clientWidth: width, clientHeight: height }) {
    if (width > 0 && height > 0 && (width !== this.#size.width || height !== this.#size.height)) {
      this.#size = { width, height };
      requestAnimationFrame(this.#redraw);
    }
  }

  close() {
    this.#chart?.close();
  }
}
