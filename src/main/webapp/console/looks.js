// How a panel shows a value: its unit, decimals, text and tone (a colour by its name).
import { number } from "/console/text.js";

export const TONES = ["green", "yellow", "orange", "red", "blue", "gray"];
const OTHERS = ["blue", "orange", "green", "gray", "red", "yellow"];

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

/** A tone for each of these values, another one for those that nothing gives one. */
export function tones(values, options) {
  const free = [...new Set(values)].filter((it) => !tone(it, options)).sort();
  return (value) => tone(value, options) ?? (value === true ? "green" : value === false ? "gray" : OTHERS[free.indexOf(value) % OTHERS.length]);
}
