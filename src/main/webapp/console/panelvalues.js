// Panels of single values: large ones, gauges, and a table of the latest by device.
import { html, nothing, svg } from "/webjars/lit-html/3.3.2/lit-html.js";
import { table } from "/console/elements.js";
import { shown, tone } from "/console/looks.js";
import { ago } from "/console/text.js";

const MOST = 24;
const RADIUS = 50;
const WIDTH = 12;
const SWEEP = 240; // degrees, open at the bottom

/** The last value of each line with its age; told says instead of when it is. */
export function values(lines, options, told) {
  return html`<div class="values" tabindex="0" role="group" aria-label="Values">${lines.slice(0, MOST).map((it) => {
    const value = it.values.at(-1);
    return html`<div class="value tone-${tone(value, options) ?? "none"}">${lines.length > 1 ? html`<div class="small user-text"><bdi>${it.label}</bdi></div>` : ""}
      <div class="figure-value user-text"><bdi>${shown(value, options)}</bdi> <small><bdi>${options.unit ?? it.unit}</bdi></small></div>
      <div class="small">${told ?? age(it)}</div></div>`;
  })}</div>`;
}

function age(line) {
  return line.times.length === 0 ? "never" : ago(new Date(line.times.at(-1) * 1000).toISOString());
}

/** A dial for the last value of each line, from the least to the greatest value. */
export function gauges(lines, options, told) {
  return html`<div class="gauges" tabindex="0" role="group" aria-label="Gauges">${lines.slice(0, MOST).map((it) => html`<figure class="gauge">
    ${gauge(it, options)}<figcaption class="small user-text"><bdi>${it.label}</bdi>, ${told ?? age(it)}</figcaption></figure>`)}</div>`;
}

function gauge(line, options) {
  const { min, max } = options;
  const value = line.values.at(-1);
  const unit = options.unit ?? line.unit;
  const share = typeof value === "number" ? Math.min(1, Math.max(0, (value - min) / (max - min))) : 0;
  const told = `${line.label}: ${shown(value, options)} ${unit}, on a scale from ${shown(min, options)} to ${shown(max, options)}`;
  return html`<svg viewBox="-62 -60 124 100" role="img" aria-label=${told}>
    <path class="track" d=${arc(0, 1, RADIUS)} stroke-width=${WIDTH}></path>
    ${bands(options)}
    <path class="level tone-${tone(value, options) ?? "blue"}" d=${arc(0, share, RADIUS)} stroke-width=${WIDTH}></path>
    <text class="reading" y="6" text-anchor="middle" font-size=${fitting(shown(value, options))}>${shown(value, options)}</text>
    <text y="22" text-anchor="middle" font-size="10">${unit}</text>
    <text x="-44" y="39" text-anchor="middle" font-size="9">${shown(min, options)}</text>
    <text x="44" y="39" text-anchor="middle" font-size="9">${shown(max, options)}</text></svg>`;
}

/** Which part of the scale has which tone, on a thin ring outside. */
function bands({ min, max, thresholds = [] }) {
  const share = (value) => Math.min(1, Math.max(0, (value - min) / (max - min)));
  return thresholds.map((it, index) => {
    const [from, to] = [share(it.from), share(thresholds[index + 1]?.from ?? max)];
    return from < to ? svg`<path class="level tone-${it.color}" d=${arc(from, to, RADIUS + WIDTH / 2 + 3)} stroke-width="3"></path>` : "";
  });
}

/** As large as there is room for so many characters. */
function fitting(text) {
  return Math.min(24, Math.round(120 / Math.max(4, text.length)));
}

/** An arc between two shares of the scale. */
function arc(from, to, radius) {
  const [start, end] = [from, to].map((share) => ((share - 0.5) * SWEEP * Math.PI) / 180);
  const at = (angle) => `${(radius * Math.sin(angle)).toFixed(2)} ${(-radius * Math.cos(angle)).toFixed(2)}`;
  return `M ${at(start)} A ${radius} ${radius} 0 ${end - start > Math.PI ? 1 : 0} 1 ${at(end)}`;
}

/** A row for each device, or for what the lines are grouped by, with a column for each field: first the wanted ones, in their order. */
export function latestTable(name, lines, options, wanted = []) {
  const there = new Set(lines.map((it) => it.series.field));
  const columns = [...new Set([...wanted.filter((it) => there.has(it)), ...there])];
  const rows = new Map();
  for (const it of lines) {
    const { device_id: id, device_name: device, ...rest } = it.series;
    const key = id ?? it.label;
    const row = rows.get(key) ?? { id, label: device ?? rest.group ?? rest.location ?? rest.device_type ?? it.label, cells: new Map(), newest: undefined };
    row.cells.set(it.series.field, it);
    row.newest = it.times.length > 0 && (!row.newest || it.times.at(-1) > row.newest.times.at(-1)) ? it : row.newest;
    rows.set(key, row);
  }
  return table(name, ["Name", ...columns.map((it) => html`<bdi>${it}</bdi>`), "Age"], [...rows.values()].map((row) => [
    row.id ? html`<a href="#/device/${encodeURIComponent(row.id)}"><bdi>${row.label}</bdi></a>` : html`<bdi>${row.label}</bdi>`,
    ...columns.map((it) => cell(row.cells.get(it), options)), row.newest ? age(row.newest) : "never"]), true);
}

function cell(line, options) {
  if (!line) {
    return "–";
  }
  const value = line.values.at(-1);
  return html`<span class="value tone-${tone(value, options) ?? "none"}"><bdi class=${typeof value === "number" ? "text-nowrap" : nothing}>${shown(value, options)}</bdi></span> <bdi>${line.unit}</bdi>`;
}
