// What a channel of each kind needs to know: as a form asks for it, and as the API takes it.
import { Refused } from "/console/api.js";

const URL = { name: "url", label: "Address (https://…)", isSecret: true, isRequired: true };
const HEADERS = { name: "headers", label: 'Headers, such as {"Authorization": "Bearer …"}', isSecret: true, isJson: true };
const COMMAND = '{"command_type": "control", "command": {"fan": "on"}}';

export const EVENTS = ["opened", "changed", "acknowledged", "cleared", "escalated"];

/** What all kinds have, and has a default where nothing is said. */
export const COMMON = [
  { name: "group_wait", label: "Gathered for so many seconds (10; of programs 0 or 1)", isNumber: true },
  { name: "messages_per_hour", label: "Messages an hour at most", isNumber: true }, { name: "burst", label: "Messages at once at most", isNumber: true }];

/** Each kind in words, and its members. */
export const KINDS = {
  webhook: { text: "Webhook", members: [URL, HEADERS, { name: "secret", label: "Secret that signs what is sent", isSecret: true },
    { name: "template", label: 'Body of your own, such as {"text": "{{title}}"}', isLong: true },
    { name: "content_type", label: "Its content type", options: ["application/json", "text/plain"] }] },
  email: { text: "E-mail", members: [{ name: "to", label: "To, separated by commas", isList: true, isRequired: true }, { name: "from", label: "From (the server's, where nothing is said)" },
    { name: "host", label: "Mail server (that of the settings, where nothing is said)" }, { name: "port", label: "Its port (587)", isNumber: true, needs: "host" },
    { name: "security", label: "Its security", options: ["starttls", "tls", "none"], needs: "host" },
    { name: "username", label: "Its user", needs: "host" }, { name: "password", label: "Its password", isSecret: true, needs: "host" }] },
  slack: { text: "Slack", members: [{ ...URL, label: "Address of the incoming webhook" }] },
  teams: { text: "Teams", members: [{ ...URL, label: "Address of the workflow that takes a webhook" }] },
  alertmanager: { text: "Alertmanager", members: [{ ...URL, label: "Address of /api/v2/alerts" }, HEADERS, { name: "labels", label: 'Labels of your own, such as {"team": "plant"}', isJson: true }] },
  mqtt: { text: "MQTT", members: [{ name: "topic", label: "Topic, such as iotflow/notifications/plant", isRequired: true }, { name: "qos", label: "QoS (1)", isNumber: true }] },
  command: { text: "Command to a device", members: [{ name: "device_id", label: "Device (that of the alert, where nothing is said)" },
    ...EVENTS.map((name) => ({ name, label: name === "opened" ? `When an alert is opened, such as ${COMMAND}` : `When it is ${name}`, isJson: true }))] },
};

function wrong({ name, label }, message) {
  return new Refused(400, `${label} ${message}.`, [{ field: name, message }]);
}

function value(member, text) {
  if (member.isNumber && Number.isNaN(Number(text))) {
    throw wrong(member, `must be a number, not “${text}”`);
  }
  if (member.isJson) {
    try {
      return JSON.parse(text);
    } catch {
      throw wrong(member, "must be JSON; write names and texts in double quotes");
    }
  }
  return member.isNumber ? Number(text) : member.isList ? text.split(/[\s,]+/).filter((it) => it) : text;
}

/** The channel that a form describes. What is left empty is not there: a secret stays as it is or is removed, all else has its default. */
export function definition(type, data) {
  const given = (name) => (data.get(name) ?? "").trim();
  const channel = { min_severity: given("min_severity"), events: data.getAll("events") };
  data.getAll("removed").forEach((name) => { channel[name] = null; });
  for (const member of [...KINDS[type].members, ...COMMON]) {
    if (given(member.name) && (!member.needs || given(member.needs))) {
      channel[member.name] = value(member, given(member.name));
    }
  }
  return channel;
}

/** What a form's field has for a channel; of a secret nothing. */
export function text({ name, isSecret, isJson, isList }, channel) {
  const known = channel[name];
  if (isSecret || known === undefined || known === null) {
    return "";
  }
  return isJson ? JSON.stringify(known) : isList ? known.join(", ") : String(known);
}

/** Where it leads, in words. */
export function target(channel) {
  return { email: channel.to?.join(", "), mqtt: channel.topic, command: channel.device_id ?? "the device of the alert" }[channel.type] ?? channel.address ?? "–";
}
