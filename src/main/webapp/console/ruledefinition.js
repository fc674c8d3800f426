// What an alert rule may look for: as a form asks for it, and as the API takes it.
import { Refused } from "/console/api.js";

const MEASUREMENT = { name: "measurement", label: "Measurement", isRequired: true };
const FIELD = { name: "field", label: "Field", isRequired: true };
const HOLD = { name: "for", label: "For how long, such as 5m" };
const LEVEL = { name: "value", label: "Level", isRequired: true, isNumber: true };
const CLEAR = { name: "clear", label: "Clears at (the level where nothing is said)", isNumber: true };
const MARGIN = { name: "margin", label: "Clears when it is back by so much more", isNumber: true };
const VALUE = { name: "value", label: "Value (a number in quotes is a text)", isRequired: true, isAny: true };
const OTHER_FIELD = { name: "value_field", label: "The other field, of the same message", isRequired: true };
const ATTRIBUTES = ["device_id", "name", "device_type", "location", "description", "firmware_version", "hardware_version"];
const ATTRIBUTE = { name: "value_attribute", label: "Attribute of the device", isRequired: true, options: ATTRIBUTES };
const AFTER = { name: "after", label: "For how long, such as 10m", isRequired: true };
const COUNTED = [{ name: "count", label: "By how many (of the last readings)", isNumber: true }, { name: "of", label: "Of how many last readings", isNumber: true }];
const SERIES = [MEASUREMENT, FIELD];
const CIRCLE = [
  { name: "latitude", label: "Centre's latitude", isRequired: true, isNumber: true }, { name: "longitude", label: "Centre's longitude", isRequired: true, isNumber: true },
  { name: "radius", label: "Radius in metres", isRequired: true, isNumber: true }, { name: "circle_margin", label: "Clears when it is back by so many metres", isNumber: true }];
const POLYGON = [{ name: "polygon", label: "Corners: latitude and longitude of one in each line", isRequired: true, isLong: true, hint: "52.51, 13.37\n52.53, 13.38\n52.52, 13.41" }];
const PLACE = [{ name: "latitude_field", label: "Field of the latitude (latitude)" }, { name: "longitude_field", label: "Field of the longitude (longitude)" }];

/** What a value may be compared with; the first is what a new rule has. */
export const OPERANDS = { value: "a value", value_field: "another field", value_attribute: "an attribute of the device" };
export const SHAPES = { circle: "a circle", polygon: "a polygon" };
export const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

const ordered = ({ operand }) => ({ value: [LEVEL, CLEAR], value_field: [OTHER_FIELD, MARGIN], value_attribute: [ATTRIBUTE, MARGIN] })[operand];
const same = ({ operand }) => ({ value: [VALUE], value_field: [OTHER_FIELD], value_attribute: [ATTRIBUTE] })[operand];
const area = ({ shape }) => [MEASUREMENT, ...(shape === "circle" ? CIRCLE : POLYGON), ...PLACE, HOLD];
const range = [{ name: "low", label: "Lowest", isRequired: true, isNumber: true }, { name: "high", label: "Highest", isRequired: true, isNumber: true }, MARGIN];

/** Each condition in words, and what it needs to know, which depends on the operand and the shape. */
export const CONDITIONS = {
  above: { text: "a value above a level", isCompared: true, members: (it) => [...SERIES, ...ordered(it), HOLD, ...COUNTED] },
  below: { text: "a value below a level", isCompared: true, members: (it) => [...SERIES, ...ordered(it), HOLD, ...COUNTED] },
  outside: { text: "a value outside a range", members: () => [...SERIES, ...range, HOLD, ...COUNTED] },
  equals: { text: "a value that equals", isCompared: true, members: (it) => [...SERIES, ...same(it), HOLD, ...COUNTED] },
  not_equals: { text: "a value that does not equal", isCompared: true, members: (it) => [...SERIES, ...same(it), HOLD, ...COUNTED] },
  changed: { text: "a value that changes", members: () => SERIES },
  rate_above: { text: "a value that rises faster than", members: () => [...SERIES, LEVEL, CLEAR, { name: "per", label: "Per (1m)" }, HOLD] },
  rate_below: { text: "a value that falls faster than (a negative number)", members: () => [...SERIES, LEVEL, CLEAR, { name: "per", label: "Per (1m)" }, HOLD] },
  mean_above: { text: "a mean above a level", members: () => [...SERIES, LEVEL, CLEAR, { name: "window", label: "Over, such as 10m", isRequired: true }, HOLD] },
  mean_below: { text: "a mean below a level", members: () => [...SERIES, LEVEL, CLEAR, { name: "window", label: "Over, such as 10m", isRequired: true }, HOLD] },
  stuck: { text: "a value that stays the same", members: () => [...SERIES, AFTER] },
  missing: { text: "readings that do not come", members: () => [MEASUREMENT, { name: "field", label: "Field (any where nothing is said)" }, AFTER] },
  offline: { text: "a device that is offline", members: () => [{ name: "after", label: "For how long, such as 10m" }] },
  refused: { text: "messages that are refused", members: () => [{ name: "count", label: "How many (1)", isNumber: true }, { name: "window", label: "Within (10m)" }] },
  inside_area: { text: "a position inside an area", hasShape: true, members: area },
  outside_area: { text: "a position outside an area", hasShape: true, members: area },
};

/** Which of the choices a rule has made. */
export function choices(rule) {
  return {
    condition: rule.condition ?? "above",
    operand: Object.keys(OPERANDS).find((it) => it in rule) ?? "value",
    shape: "polygon" in rule ? "polygon" : "circle",
  };
}

function value({ isNumber, isAny, name, label }, text) {
  if (isAny) {
    return ["true", "false"].includes(text) ? text === "true" : /^".*"$/.test(text) ? text.slice(1, -1) : Number.isNaN(Number(text)) ? text : Number(text);
  }
  if (isNumber && Number.isNaN(Number(text))) {
    const message = `must be a number, not “${text}”`;
    throw new Refused(400, `${label} ${message}.`, [{ field: name, message }]);
  }
  return isNumber ? Number(text) : text;
}

function corners(text) {
  return text.split("\n").map((it) => it.trim()).filter((it) => it).map((it, index) => {
    const corner = it.replace(/[[\]]/g, "").split(/[,;\s]+/).filter((part) => part).map(Number);
    if (corner.length !== 2 || corner.some(Number.isNaN)) {
      const message = `corner ${index + 1}: write latitude and longitude, such as 52.51, 13.37`;
      throw new Refused(400, message, [{ field: "polygon", message }]);
    }
    return corner;
  });
}

/** The rule that a form describes; a member of which nothing is said is not there. */
export function definition(chosen, data) {
  const given = (name) => (data.get(name) ?? "").trim();
  const rule = { severity: given("severity"), condition: chosen.condition };
  for (const member of CONDITIONS[chosen.condition].members(chosen)) {
    if (given(member.name)) {
      rule[member.name] = value(member, given(member.name));
    }
  }
  for (const name of ["name", "group", "device_type", "location", "message", "damp", "escalate_after"]) {
    rule[name] = given(name);
  }
  const { latitude, longitude, radius, circle_margin: margin, polygon, ...others } = rule;
  const schedule = some({ days: data.getAll("days"), start: given("start"), end: given("end"), zone: given("zone") });
  return some({
    ...others,
    circle: radius === undefined ? undefined : some({ center: [latitude, longitude], radius, margin }),
    polygon: polygon === undefined ? undefined : corners(polygon),
    device_ids: given("device_ids").split(/[\s,]+/).filter((it) => it),
    schedule: Object.keys(schedule).length > 0 ? schedule : undefined,
    channels: data.getAll("channels"),
    escalate_to: data.getAll("escalate_to"),
  });
}

/** What is said of it. */
function some(members) {
  return Object.fromEntries(Object.entries(members).filter(([, it]) => it !== undefined && it !== "" && !(Array.isArray(it) && it.length === 0)));
}

/** What the form's fields have for a rule: texts, and lists of what is ticked. */
export function texts(rule) {
  const { circle, polygon, schedule, device_ids: devices, value: compared, ...others } = rule;
  return {
    ...others,
    ...(schedule ?? {}),
    ...(circle ? { latitude: circle.center[0], longitude: circle.center[1], radius: circle.radius, circle_margin: circle.margin } : {}),
    polygon: polygon?.map((it) => it.join(", ")).join("\n"),
    device_ids: devices?.join(", "),
    value: typeof compared === "string" && (compared.trim() === "" || ["true", "false"].includes(compared) || !Number.isNaN(Number(compared))) ? `"${compared}"` : compared,
  };
}

/** What a rule looks for, in a line. */
export function summary({ condition, measurement, field, low, high, after, window, for: hold, ...it }) {
  const operand = Object.keys(OPERANDS).find((name) => name in it);
  const parts = [[measurement, field].filter((name) => name).join(" "), condition.replaceAll("_", " "), operand && String(it[operand]),
    low !== undefined && `${low} to ${high}`, it.per && `per ${it.per}`, after && `for ${after}`, window && `over ${window}`, hold && `for ${hold}`];
  return parts.filter((part) => part).join(" ");
}
