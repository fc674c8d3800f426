import { html, svg } from "/webjars/lit-html/3.3.2/lit-html.js";
import { ago, encode } from "/console/text.js";

const MARGIN = 44;
const LEAST = 0.002; // degrees: some 200 m
const STEPS = [1, 2, 5];
const MOST_NAMES = 40;

/** Where devices are: their positions on a graticule, without a map of others below it. size: in pixels. */
export function map(lines, options, size) {
  const places = positions(lines, options.latitude ?? "latitude", options.longitude ?? "longitude");
  if (places.length === 0) {
    return html`<p class="m-0">No position: these devices send no numbers in the fields ${options.latitude ?? "latitude"} and ${options.longitude ?? "longitude"}.</p>`;
  }
  const view = frame(places, size);
  const named = places.length <= MOST_NAMES ? withRoom(places, view) : [];
  return html`<svg class="map" viewBox="0 0 ${size.width} ${size.height}" role="group" aria-label="Map of ${places.length} devices, north is up">
    ${graticule(view)}
    ${places.map((it) => svg`<a href="#/device/${encode(it.id)}" aria-label="${it.name}: ${it.latitude.toFixed(5)}, ${it.longitude.toFixed(5)}, ${ago(it.at)}">
      <circle cx=${view.x(it.longitude).toFixed(1)} cy=${view.y(it.latitude).toFixed(1)} r="7"></circle>
      ${named.includes(it) ? name(it, view) : ""}
      <title>${it.name}, ${ago(it.at)}</title></a>`)}</svg>`;
}

/** The newest latitude and longitude of each device that has both. */
function positions(lines, latitude, longitude) {
  const devices = new Map();
  for (const { series, times, values } of lines) {
    const id = series.device_id;
    const value = values.at(-1);
    if (id && typeof value === "number" && [latitude, longitude].includes(series.field)) {
      const known = devices.get(id) ?? { id, name: series.device_name };
      const member = series.field === latitude ? "latitude" : "longitude";
      devices.set(id, { ...known, [member]: value, at: new Date(times.at(-1) * 1000).toISOString() });
    }
  }
  return [...devices.values()].filter((it) => Math.abs(it.latitude) <= 90 && Math.abs(it.longitude) <= 180);
}

/** The part of the world that has them all, and where a place is in it; a degree of longitude is as long as it is there. */
function frame(places, { width, height }) {
  const [south, north, west, east] = [
    Math.min(...places.map((it) => it.latitude)), Math.max(...places.map((it) => it.latitude)),
    Math.min(...places.map((it) => it.longitude)), Math.max(...places.map((it) => it.longitude))];
  const [latitude, longitude] = [(south + north) / 2, (west + east) / 2];
  const shrink = Math.max(0.1, Math.cos((latitude * Math.PI) / 180));
  const scale = Math.min((Math.max(MARGIN, width - 2 * MARGIN)) / Math.max(LEAST, (east - west) * shrink), (Math.max(MARGIN, height - 2 * MARGIN)) / Math.max(LEAST, north - south));
  return {
    width,
    height,
    x: (it) => width / 2 + (it - longitude) * shrink * scale,
    y: (it) => height / 2 - (it - latitude) * scale,
    west: longitude - width / 2 / scale / shrink, east: longitude + width / 2 / scale / shrink,
    south: latitude - height / 2 / scale, north: latitude + height / 2 / scale,
  };
}

function graticule(view) {
  const meridians = ticks(view.west, view.east, "E", "W");
  const parallels = ticks(view.south, view.north, "N", "S");
  return svg`<g class="graticule" aria-hidden="true">
    ${meridians.map(({ at, text }) => svg`<path d="M${view.x(at).toFixed(1)} 0 V${view.height}"></path>
      <text x=${(view.x(at) + 3).toFixed(1)} y=${view.height - 5}>${text}</text>`)}
    ${parallels.map(({ at, text }) => svg`<path d="M0 ${view.y(at).toFixed(1)} H${view.width}"></path>
      <text x="4" y=${(view.y(at) - 4).toFixed(1)}>${text}</text>`)}</g>`;
}

/** Round values between these, some four, as text with the decimals that they need. */
function ticks(from, to, above, below) {
  const power = Math.floor(Math.log10((to - from) / 4));
  const size = STEPS.map((it) => it * 10 ** power).find((it) => (to - from) / it <= 6) ?? 10 ** (power + 1);
  const first = Math.ceil(from / size);
  return Array.from({ length: Math.floor(to / size) - first + 1 }, (_, index) => {
    const at = (first + index) * size;
    return { at, text: `${Math.abs(at).toFixed(Math.max(0, -Math.floor(Math.log10(size))))}° ${at < 0 ? below : above}` };
  });
}

/** Those whose name lies over no other name. */
function withRoom(places, view) {
  const taken = [];
  return places.filter((it) => {
    const width = 20 + 8 * short(it.name).length;
    const x = view.x(it.longitude);
    const box = { left: x > view.width * 0.75 ? x - width : x, top: view.y(it.latitude), width };
    const isFree = taken.every((other) => box.left > other.left + other.width || other.left > box.left + box.width || Math.abs(box.top - other.top) > 18);
    if (isFree) {
      taken.push(box);
    }
    return isFree;
  });
}

/** Beside its place, on the side where there is more room. */
function name(it, view) {
  const x = view.x(it.longitude);
  const isLeft = x > view.width * 0.75;
  return svg`<text x=${(x + (isLeft ? -11 : 11)).toFixed(1)} y=${(view.y(it.latitude) + 5).toFixed(1)} text-anchor=${isLeft ? "end" : "start"}>${short(it.name)}</text>`;
}

function short(name) {
  return name.length > 24 ? `${name.slice(0, 23)}…` : name;
}
