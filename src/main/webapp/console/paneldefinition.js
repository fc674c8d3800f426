// A panel as the API has it, and as its form has it.
import { Refused } from "/console/api.js";
import { TONES } from "/console/looks.js";
import { Question } from "/console/question.js";

/** The members of a panel's question that the form has; others stay as they are. */
const OF_THE_FORM = ["devices", "group", "device_type", "location", "all", "measurements", "fields", "window", "functions", "group_by", "latest"];
const LISTS = ["measurements", "functions", "group_by"];
const BY = ["group", "device_type", "location"];

/** Which options each kind has. */
export const OPTIONS = {
  chart: ["unit", "decimals", "min", "max"],
  value: ["unit", "decimals", "thresholds", "states"],
  gauge: ["unit", "decimals", "min", "max", "thresholds"],
  table: ["decimals", "thresholds", "states"],
  state_timeline: ["thresholds", "states"],
  map: ["latitude", "longitude"],
};
const LONGEST_TITLE = 100;
const SIZES = { chart: [6, 4], value: [3, 2], gauge: [3, 3], table: [6, 4], state_timeline: [6, 3], map: [6, 4] };

/** Of panels whose values stand beside each other: with two to four, and with more. */
const FEW = { value: [6, 2], gauge: [6, 3] };
const MANY = { value: [6, 4], gauge: [6, 4] };

/** Where Explore's question becomes a panel of a dashboard that one chooses. */
export function adding(question) {
  return `#/dashboards?${new URLSearchParams({ panel: JSON.stringify(panelOf(question)), start: question.range ? `-${question.range}` : question.start })}`;
}

function panelOf(question) {
  const kind = { table: "table", states: "state_timeline", map: "map" }[question.view] ?? "chart";
  return { kind, title: title(question), ...sized(kind, question), query: queryOf(question, kind), options: {} };
}

function sized(kind, question) {
  const series = seriesOf(question);
  const [width, height] = (series > 4 ? MANY : series > 1 ? FEW : SIZES)[kind] ?? SIZES[kind];
  return { width, height };
}

/** How many series it has at least; of a group, type, location or all there are several. */
function seriesOf({ by, devices, fields, group }) {
  const values = Math.max(1, fields.length);
  return group === "nothing" ? values : (by === "devices" ? devices.length : 4) * values;
}

/** What it is about, where one names nothing: its fields, and of which devices. */
function title({ by, devices, value, measurement, fields }) {
  const what = fields.length > 0 ? fields.join(", ") : measurement;
  const whose = by === "all" ? "" : by === "devices" ? (devices.length === 1 ? devices[0] : "") : value;
  return [what, whose].filter(Boolean).join(" – ").slice(0, LONGEST_TITLE);
}

/** A panel to begin with. */
export function blank() {
  return { kind: "chart", title: "", ...sized("chart", new Question(new URLSearchParams())), query: { devices: [], window: "auto", functions: ["mean"] }, options: {} };
}

/** The panel's question as the form's choices have it. */
export function questionOf({ query }) {
  const question = new Question(new URLSearchParams());
  question.by = query.all ? "all" : BY.find((it) => query[it]) ?? "devices";
  question.devices = query.devices ?? [];
  question.value = query[question.by] ?? "";
  question.measurement = query.measurements?.[0] ?? "";
  question.fields = query.fields ?? [];
  question.window = query.window ?? "none";
  question.fn = query.latest ? "latest" : query.functions?.[0] ?? "mean";
  question.group = query.group_by === undefined ? "device" : query.group_by[0] ?? "nothing";
  return question;
}

/** The question of the API that the form's choices say, for a panel of this kind. */
function queryOf(question, kind, options = {}) {
  const { start, stop, window, functions, group_by: groups, ...query } = question.body;
  if (kind === "chart" || kind === "state_timeline") {
    return window ? { ...query, window: question.window, functions, group_by: groups } : query;
  }
  if (kind === "map") {
    return { ...query, fields: [options.latitude ?? "latitude", options.longitude ?? "longitude"], latest: true };
  }
  return question.fn === "latest" || kind === "table" ? { ...query, latest: true } : { ...query, functions: [question.fn], group_by: question.groups };
}

/** The panel that the form describes; what the form does not have stays as it was in the panel before. A new one without a title gets one. */
export function definition(before, kind, question, data, isNew) {
  const options = read(kind, data);
  const size = before.kind === kind ? { width: before.width, height: before.height } : sized(kind, question);
  return { kind, title: data.get("title").trim() || (isNew ? title(question) : ""), ...size, query: { ...kept(before.query, question), ...extended(before.query, queryOf(question, kind, options)) }, options };
}

/** The members that the form does not show; such are also a location beside a group. */
function kept(query, question) {
  const isShown = (name) => OF_THE_FORM.includes(name) && !(BY.includes(name) && name !== question.by && questionOf({ query }).by === question.by);
  return Object.fromEntries(Object.entries(query).filter(([name]) => !isShown(name)));
}

/** The form has the first of several functions, groupings and measurements: the others stay where that is the same. */
function extended(before, query) {
  const isSame = (name) => before[name]?.length > 1 && before[name][0] === query[name]?.[0];
  return { ...query, ...Object.fromEntries(LISTS.filter(isSame).map((name) => [name, before[name]])) };
}

function read(kind, data) {
  const options = {};
  for (const name of OPTIONS[kind]) {
    const text = (data.get(name) ?? "").trim();
    if (text) {
      options[name] = parsed(name, text);
    }
  }
  if (options.max <= options.min) {
    throw wrong("max", "must be above the lowest value");
  }
  return options;
}

function parsed(name, text) {
  switch (name) {
    case "decimals": case "min": case "max": return Number(text);
    case "thresholds": return lines(text).map((line) => {
      const [, from, color] = line.match(/^(-?\d+(?:\.\d+)?(?:e[-+]?\d+)?)\s+(\w+)$/i) ?? unreadable(name, line, "30 red");
      return { from: Number(from), color: toned(name, line, color) };
    }).sort((one, other) => one.from - other.from);
    case "states": return lines(text).map((line) => {
      const [, value, shown, color] = line.match(/^(.+?)\s*=\s*(.+?)\s*,\s*(\w+)$/) ?? unreadable(name, line, "true = open, red");
      return { value, text: shown, color: toned(name, line, color) };
    });
    default: return text;
  }
}

function lines(text) {
  return text.split("\n").map((it) => it.trim()).filter(Boolean);
}

function toned(name, line, color) {
  if (!TONES.includes(color)) {
    throw wrong(name, `“${line}”: ${color} is none of the colours ${TONES.join(", ")}`);
  }
  return color;
}

function unreadable(field, line, example) {
  throw wrong(field, `“${line}” cannot be read; write such as “${example}”, with one of ${TONES.join(", ")}`);
}

function wrong(field, message) {
  return new Refused(400, `${message}.`, [{ field, message }]);
}

/** The options as texts of the form. */
export function texts(options) {
  return Object.fromEntries(Object.entries(options).map(([name, it]) => [name, {
    thresholds: () => it.map(({ from, color }) => `${from} ${color}`).join("\n"),
    states: () => it.map(({ value, text, color }) => `${value} = ${text}, ${color}`).join("\n"),
  }[name]?.() ?? String(it)]));
}
