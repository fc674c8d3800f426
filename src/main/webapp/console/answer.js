import { html } from "/webjars/lit-html/3.3.2/lit-html.js";
import { join, stroke } from "/console/plot.js";
import { table } from "/console/elements.js";
import { moment, number } from "/console/text.js";

/** So many series are drawn. */
export const MOST = 50;

const ROWS = 200;
/** A line is broken where nothing came for so many times as long as usual. */
const GAP = 4;

/** An answer of the query API, in columns: what a chart, its legend and a table show of it. */
export class Answer {
  /** groups: what the series are grouped by; none where all are one. */
  constructor(json, groups) {
    const columns = json.columns.slice(1); // the time is the first
    this.source = { postgresql: "PostgreSQL", influxdb: "InfluxDB" }[json.source] ?? json.source;
    this.isPart = json.next_cursor !== null;
    this.all = json.series.length;
    this.count = json.count;
    this.lines = json.series.slice(0, MOST).flatMap((it) => columns.map((column) => ({
      series: it,
      label: columns.length > 1 ? `${name(it, groups, json.series)} ${column}` : name(it, groups, json.series),
      unit: it.unit ?? "",
      scale: it.unit ?? it.field,
      times: it.time.map((time) => Date.parse(time) / 1000),
      values: it[column],
    })));
    this.looks = this.lines.map(({ label, scale, series }) => ({ label, scale, field: series.field }));
    this.data = join(this.lines.map((it) => broken(it.times, it.values.map(drawable))));
  }

  /** Each line's name, its value below the pointer or else its last one, and its unit; a click hides it. */
  legend(cursor, hidden, toggle) {
    const isAt = cursor !== null && cursor < this.data[0].length;
    return html`<div class="legend" id="legend">${this.lines.map((it, index) => {
      const { color, dash } = stroke(index);
      const value = isAt ? this.data[index + 1][cursor] : it.values.at(-1);
      return html`<button type="button" class="btn btn-sm text-start" aria-pressed=${!hidden.has(index)} title="Show or hide" @click=${() => toggle(index)}>
        <svg width="28" height="10" aria-hidden="true"><line x1="0" x2="28" y1="5" y2="5" stroke=${color} stroke-width="3" stroke-dasharray=${dash.join(" ")}></line></svg>
        <bdi class="user-text">${it.label}</bdi> <strong>${shown(value)}</strong> <bdi>${it.unit}</bdi></button>`;
    })}</div><p class="small" role="status">${isAt ? `Values at ${moment(this.data[0][cursor] * 1000)}` : "Last values"}</p>`;
  }

  /** The newest rows, a column for each series. */
  table() {
    const times = join(this.lines.map((it) => [it.times, it.values]))[0];
    const rows = times.slice(-ROWS).map((time, index) => [time, Math.max(0, times.length - ROWS) + index]).reverse();
    const at = this.lines.map((it) => new Map(it.times.map((time, index) => [time, it.values[index]])));
    return html`${times.length > ROWS ? html`<p>The newest ${ROWS} of ${number(times.length)} times; the CSV has all.</p>` : ""}
      ${table("Values", ["Time", ...this.lines.map((it) => html`<bdi>${it.label}</bdi> ${it.unit}`)], rows.map(([time]) => [html`<span class="text-nowrap">${moment(time * 1000)}</span>`, ...at.map((it) => shown(it.get(time)))]), true)}`;
  }
}

/** What tells a series from the others: the field only where there are several, and so on. */
function name(it, groups, all) {
  const who = groups.map((group) => (group === "device" ? deviceName(it, all) : it[group] ?? "none")).join(" ");
  const isSeveral = (member) => new Set(all.map((other) => other[member])).size > 1;
  const what = [isSeveral("measurement") ? it.measurement : "", isSeveral("field") || !who ? it.field : ""].filter(Boolean);
  return [who || "all", ...what].join(" ");
}

/** A device's name; its id where another device has the same name. */
function deviceName(it, all) {
  return all.some((other) => other.device_name === it.device_name && other.device_id !== it.device_id) ? it.device_id : it.device_name;
}

/** With a null where something is missing, which breaks the line. */
function broken(times, values) {
  const steps = times.slice(1).map((it, index) => it - times[index]);
  const usual = steps.toSorted((one, other) => one - other)[Math.floor(steps.length / 2)];
  const parts = times.flatMap((time, index) => (steps[index] > GAP * usual ? [[time, values[index]], [time + usual, null]] : [[time, values[index]]]));
  return [parts.map(([time]) => time), parts.map(([, value]) => value)];
}

function drawable(value) {
  return typeof value === "boolean" ? Number(value) : typeof value === "number" ? value : null;
}

function shown(value) {
  return typeof value === "number" || value === null || value === undefined ? number(value) : typeof value === "object" ? JSON.stringify(value) : String(value);
}
