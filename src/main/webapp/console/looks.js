// How a panel shows a value: its unit, decimals, text and tone (a colour by its name).
import { number } from "/console/text.js";

export const TONES = ["green", "yellow", "orange", "red", "blue", "gray"];
const LOOKS = [...TONES, ...TONES.map((it) => `${it} faint`)];

/** The value as a person reads it, without its unit. */
export function shown(value, { decimals, states = [] }) {
  const state = states.find((it) => it.value === String(value));
  if (state) {
    return state.text;
  }
  if (typeof value === "number" && decimals !== undefined) {
    return new Intl.NumberFormat("en", { minimumFractionDigits: decimals, maximumFractionDigits: decimals }).format(value);
  }
  return typeof value === "number" || value === null || value === undefined ? number(value) : typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** The tone of a value, by its state or the last threshold that it reaches; undefined where nothing says one. */
export function tone(value, { thresholds = [], states = [] }) {
  const state = states.find((it) => it.value === String(value));
  return state?.color ?? (typeof value === "number" ? thresholds.filter((it) => value >= it.from).at(-1)?.color : undefined);
}

/**
 * The look of each of these values, as classes: the tone that the options give it, else one that no other has. There are twelve,
 * six tones and the same faint; what is left over has none. A value keeps its own, whatever else there is, where that is free.
 */
export function tones(values, options) {
  const all = [...new Set(values)];
  const given = new Map(all.map((it) => [it, tone(it, options) ?? (it === true ? "green" : it === false ? "gray" : undefined)]));
  const taken = new Set(given.values());
  for (const it of all.filter((value) => !given.get(value)).sort()) {
    const first = preferred(it);
    const look = [...LOOKS.slice(first), ...LOOKS.slice(0, first)].find((other) => !taken.has(other)) ?? "none";
    taken.add(look);
    given.set(it, look);
  }
  return (value) => `tone-${given.get(value)}`;
}

/** The place of the look that a value has where no other one has it. */
function preferred(value) {
  return [...String(value)].reduce((sum, it) => (31 * sum + it.codePointAt(0)) % 65_521, 0) % LOOKS.length;
}
