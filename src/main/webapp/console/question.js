// A question of the query API as the address has it, as JSON, as a URL and as a command.

import { API } from "/console/api.js";

/** How far back, and its seconds. */
export const RANGES = [
  ["15m", "15 minutes", 900], ["1h", "1 hour", 3600], ["6h", "6 hours", 21600], ["1d", "1 day", 86400],
  ["7d", "7 days", 604800], ["30d", "30 days", 2592000],
];
export const WINDOWS = ["10s", "1m", "5m", "15m", "1h", "6h", "1d"];
export const FUNCTIONS = [
  "mean", "min", "max", "sum", "count", "first", "last", "median", "p95", "p99", "stddev", "spread", "mode", "devices",
  "increase", "rate", "derivative", "time_weighted_mean", "integral", "duty_cycle",
];
export const LIMIT = 50_000;

const SECONDS = [10, 60, 300, 900, 3600, 21600, 86400];
const POINTS = 400;

/** What is chosen on the page. */
export class Question {
  constructor(parameters) {
    const one = (name, standard) => parameters.get(name) ?? standard;
    this.by = one("by", "devices");
    this.devices = parameters.getAll("device");
    this.value = one("value", "");
    this.measurement = one("measurement", "");
    this.fields = parameters.getAll("field");
    this.range = one("range", parameters.has("start") ? "" : "15m");
    this.start = one("start", "");
    this.stop = one("stop", "");
    this.window = one("window", "auto");
    this.fn = one("fn", "mean");
    this.group = one("group", "device");
    this.view = one("view", "chart");
    this.level = one("level", "");
    this.at = one("at", "");
  }

  /** The address that restores it. */
  get hash() {
    const parameters = new URLSearchParams();
    const set = (name, value, standard) => value && value !== standard && parameters.set(name, value);
    set("by", this.by, "devices");
    this.by === "devices" ? this.devices.forEach((it) => parameters.append("device", it)) : set("value", this.value);
    set("measurement", this.measurement);
    this.fields.forEach((it) => parameters.append("field", it));
    this.range ? set("range", this.range) : (set("start", this.start), set("stop", this.stop));
    set("window", this.window, "auto");
    set("fn", this.fn, "mean");
    set("group", this.group, "device");
    set("view", this.view, "chart");
    set("level", this.level);
    set("at", this.at);
    return `#/explore?${parameters}`;
  }

  /** What is marked in the chart: a level of an alert rule, and the second when an alert opened. */
  get marks() {
    const [level, at] = [this.level === "" ? NaN : Number(this.level), Date.parse(this.at) / 1000];
    return { ...(Number.isFinite(level) ? { level } : {}), ...(Number.isFinite(at) ? { at } : {}) };
  }

  /** Whether it says which devices. */
  get isAboutDevices() {
    return this.by === "all" || (this.by === "devices" ? this.devices.length > 0 : this.value !== "");
  }

  /** Whether its answer changes with time. */
  get isMoving() {
    return Boolean(this.range) || !this.stop || Date.parse(this.stop) > Date.now();
  }

  /** The first and last second of the range. */
  get span() {
    const now = Date.now() / 1000;
    const range = RANGES.find(([name]) => name === this.range);
    const start = range ? now - range[2] : Date.parse(this.start) / 1000;
    const stop = range || !this.stop ? now : Date.parse(this.stop) / 1000;
    return Number.isFinite(start) && Number.isFinite(stop) && start < stop ? [start, stop] : undefined;
  }

  /** The window that gives some hundred points, or the chosen one. */
  get step() {
    if (this.window !== "auto") {
      return this.window;
    }
    return step(this.span ?? [0, 0]);
  }

  /** The function as it is asked: a state or a place has no mean. */
  get function() {
    return this.isOfStates && this.fn === "mean" ? "last" : this.fn;
  }

  /** Whether it is shown as states or places. */
  get isOfStates() {
    return this.view === "states" || this.view === "map";
  }

  /** What it is grouped by, as in the API. */
  get groups() {
    return this.group === "nothing" ? [] : [this.group];
  }

  /** The members of the query API. */
  get body() {
    const body = {};
    if (this.by === "devices") {
      body.devices = this.devices;
    } else if (this.by === "all") {
      body.all = true;
    } else {
      body[this.by] = this.value;
    }
    if (this.measurement) {
      body.measurements = [this.measurement];
    }
    if (this.fields.length > 0) {
      body.fields = this.fields;
    }
    body.start = this.range ? `-${this.range}` : this.start;
    if (!this.range && this.stop) {
      body.stop = this.stop;
    }
    if (this.window !== "none") {
      body.window = this.step;
      body.functions = [this.function];
      body.group_by = this.groups;
    }
    return body;
  }

  /** Where a browser gets the whole answer as a file. */
  get csv() {
    const parameters = new URLSearchParams();
    Object.entries({ ...this.body, format: "csv" }).forEach(([name, value]) =>
      (Array.isArray(value) && value.length === 0 ? [""] : [value].flat()).forEach((it) => parameters.append(name, it)));
    return `${API}/timeseries/query?${parameters}`;
  }

  /** A command that asks the same; the key is the shell's variable. */
  get curl() {
    const json = JSON.stringify(this.body).replaceAll("'", "'\\''");
    return `curl ${location.origin}${API}/timeseries/query \\\n  -H "X-API-Key: $KEY" -H 'Content-Type: application/json' \\\n  -d '${json}'`;
  }
}

/** The window that gives some hundred points between these seconds. */
export function step([start, stop]) {
  return WINDOWS.at(SECONDS.findIndex((it) => (stop - start) / it <= POINTS));
}
