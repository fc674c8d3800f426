// Numbers and times as people read them, and what they write.
import { Refused } from "/console/api.js";

const NUMBER = new Intl.NumberFormat("en", { maximumFractionDigits: 2 });

export function number(value) {
  return value === null || value === undefined ? "–" : NUMBER.format(value);
}

/** So many of something: 1 device, 2 devices. */
export function many(count, word) {
  return `${number(count)} ${word}${count === 1 ? "" : "s"}`;
}

/** How many fit in all; of very many they are not counted. */
export function total(pagination) {
  return atLeast(pagination.total, pagination);
}

/** A number that is larger where the total is. */
export function atLeast(count, pagination) {
  return `${pagination.total_is_exact === false ? "at least " : ""}${number(count)}`;
}

/** How long ago a time was. */
export function ago(time) {
  if (!time) {
    return "never";
  }
  const seconds = Math.round((Date.now() - Date.parse(time)) / 1000);
  if (seconds < 0) {
    return "ahead of now";
  }
  if (seconds < 60) {
    return `${seconds} s ago`;
  }
  if (seconds < 3600) {
    return `${Math.floor(seconds / 60)} min ago`;
  }
  return seconds < 86400 ? `${Math.floor(seconds / 3600)} h ago` : `${Math.floor(seconds / 86400)} d ago`;
}

export function encode(id) {
  return encodeURIComponent(id);
}

const MOMENT = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });

/** A time as it is here. */
export function moment(time) {
  return time === null || time === undefined ? "–" : MOMENT.format(new Date(time));
}

/** A time as a field for a date and a time has it, or nothing. */
export function local(time) {
  const at = new Date(time);
  return Number.isNaN(at.getTime()) ? "" : new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

/** What somebody typed, as JSON; an error says what to write. */
export function json(text) {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refused(400, 'The command is no JSON; write such as {"action":"report"}.');
  }
}
