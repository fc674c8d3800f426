// Ranges of time as a dashboard has them: from a duration before now, or a time, until now or a time.
import { RANGES } from "/console/question.js";

const SECONDS = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800, mo: 2_592_000, y: 31_536_000 };

/** The first and last second between these texts of the API; undefined where they say none. */
export function span(start, stop) {
  const now = Date.now() / 1000;
  const [first, last] = [seconds(start, now), stop ? seconds(stop, now) : now];
  return Number.isFinite(first) && Number.isFinite(last) && first < last ? [first, last] : undefined;
}

function seconds(text, now) {
  if (!text.startsWith("-")) {
    return Date.parse(text) / 1000;
  }
  const parts = [...text.matchAll(/(\d+)(mo|[smhdwy])/g)];
  return now - parts.reduce((sum, [, count, unit]) => sum + count * SECONDS[unit], 0);
}

/** The ranges to choose from, with this one, as pairs of value and text. */
export function ranges(start, stop) {
  const all = RANGES.map(([value, text]) => [`-${value}`, `last ${text}`]);
  const isListed = all.some(([value]) => value === start);
  return [...(isListed || stop || !start.startsWith("-") ? [] : [[start, `last ${start.slice(1)}`]]), ...all, ["", "from … to …"]];
}

/** The zone, where this browser knows it; else undefined, which is its own. */
export function knownZone(zone) {
  try {
    return zone ? new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone : undefined;
  } catch {
    return undefined;
  }
}
