// What an alert rule may look for, and the rule as the API takes it.
import { Refused } from "/console/api.js";

const MEASUREMENT = { name: "measurement", label: "Measurement", isRequired: true };
const FIELD = { name: "field", label: "Field", isRequired: true };
const HOLD = { name: "for", label: "For how long, such as 5m" };
const LEVEL = { name: "value", label: "Level", isRequired: true, isNumber: true };
const CLEAR = { name: "clear", label: "Clears at (the level where nothing is said)", isNumber: true };
const LEVELS = [MEASUREMENT, FIELD, LEVEL, CLEAR];
const VALUE = { name: "value", label: "Value", isRequired: true, isAny: true };
const AFTER = { name: "after", label: "For how long, such as 10m", isRequired: true };
const PLACE = [MEASUREMENT, { name: "latitude", label: "Centre's latitude", isRequired: true, isNumber: true },
  { name: "longitude", label: "Centre's longitude", isRequired: true, isNumber: true }, { name: "radius", label: "Radius in metres", isRequired: true, isNumber: true }];

/** Each condition in words, and what it needs to know. */
export const CONDITIONS = {
  above: { text: "a value above a level", members: [...LEVELS, HOLD] },
  below: { text: "a value below a level", members: [...LEVELS, HOLD] },
  outside: { text: "a value outside a range", members: [MEASUREMENT, FIELD, { name: "low", label: "Lowest", isRequired: true, isNumber: true },
    { name: "high", label: "Highest", isRequired: true, isNumber: true }, HOLD] },
  equals: { text: "a value that equals", members: [MEASUREMENT, FIELD, VALUE, HOLD] },
  not_equals: { text: "a value that does not equal", members: [MEASUREMENT, FIELD, VALUE, HOLD] },
  changed: { text: "a value that changes", members: [MEASUREMENT, FIELD] },
  rate_above: { text: "a value that rises faster than", members: [...LEVELS, { name: "per", label: "Per (1m)" }] },
  rate_below: { text: "a value that falls faster than (a negative number)", members: [...LEVELS, { name: "per", label: "Per (1m)" }] },
  mean_above: { text: "a mean above a level", members: [...LEVELS, { name: "window", label: "Over, such as 10m", isRequired: true }] },
  mean_below: { text: "a mean below a level", members: [...LEVELS, { name: "window", label: "Over, such as 10m", isRequired: true }] },
  stuck: { text: "a value that stays the same", members: [MEASUREMENT, FIELD, AFTER] },
  missing: { text: "readings that do not come", members: [MEASUREMENT, AFTER] },
  offline: { text: "a device that is offline", members: [{ name: "after", label: "For how long, such as 10m" }] },
  refused: { text: "messages that are refused", members: [{ name: "count", label: "How many (1)", isNumber: true }, { name: "window", label: "Within (10m)" }] },
  inside_area: { text: "a position inside a circle", members: PLACE },
  outside_area: { text: "a position outside a circle", members: PLACE },
};

function value({ isNumber, isAny, label }, text) {
  if (isAny && ["true", "false"].includes(text)) {
    return text === "true";
  }
  if (isNumber && Number.isNaN(Number(text))) {
    throw new Refused(400, `${label}: ${text} is no number.`);
  }
  return (isNumber || isAny) && !Number.isNaN(Number(text)) ? Number(text) : text;
}

/** The rule that a form describes. */
export function definition(condition, data) {
  const given = (name) => (data.get(name) ?? "").trim();
  const rule = { name: given("name"), severity: given("severity"), condition };
  for (const member of CONDITIONS[condition].members) {
    if (given(member.name)) {
      rule[member.name] = value(member, given(member.name));
    }
  }
  if (condition.endsWith("_area")) {
    const { latitude, longitude, radius, ...others } = rule;
    return finished({ ...others, circle: { center: [latitude, longitude], radius } }, data, given);
  }
  return finished(rule, data, given);
}

function finished(rule, data, given) {
  const devices = given("device_ids").split(/[\s,]+/).filter((it) => it);
  const channels = data.getAll("channels");
  return {
    ...rule,
    ...(devices.length > 0 ? { device_ids: devices } : {}),
    ...(given("group") ? { group: given("group") } : {}),
    ...(given("message") ? { message: given("message") } : {}),
    ...(channels.length > 0 ? { channels } : {}),
  };
}
