import { html } from "/webjars/lit-html/3.3.2/lit-html.js";
import { ago, encode, moment, number } from "/console/text.js";

const CHOSEN = "iotflow-device-columns";

/** What the list of devices may show, by the name that the API sorts by. */
export const COLUMNS = {
  name: { name: "Name", cell: (it) => html`<a href="#/device/${encode(it.device_id)}"><bdi>${it.name}</bdi></a>` },
  device_id: { name: "Id", cell: (it) => it.device_id },
  device_type: { name: "Type", cell: (it) => html`<bdi>${it.device_type}</bdi>` },
  status: { name: "Status", cell: (it) => it.status },
  is_online: { name: "Online", cell: (it) => (it.is_online ? "online" : "offline") },
  last_seen: { name: "Last seen", cell: (it) => ago(it.last_seen) },
  last_reading_at: { name: "Last reading", cell: (it) => ago(it.last_reading_at) },
  location: { name: "Location", cell: (it) => html`<bdi>${it.location ?? "–"}</bdi>` },
  firmware_version: { name: "Firmware", cell: (it) => html`<bdi>${it.firmware_version ?? "–"}</bdi>` },
  telemetry_count: { name: "Messages", cell: (it) => number(it.telemetry_count) },
  refused_messages: { name: "Refused", cell: (it) => number(it.refused_messages) },
  created_at: { name: "Registered", cell: (it) => moment(it.created_at) },
};

const FIRST = ["name", "device_id", "device_type", "status", "is_online", "last_reading_at", "location", "firmware_version", "telemetry_count", "refused_messages"];

/** The columns that this browser's user wants. */
export function chosenColumns() {
  const chosen = (localStorage.getItem(CHOSEN) ?? FIRST.join()).split(",").filter((it) => COLUMNS[it]);
  return chosen.length === 0 ? FIRST : chosen;
}

export function columnChoice(redraw) {
  const chosen = new Set(chosenColumns());
  const toggle = (column, isWanted) => {
    localStorage.setItem(CHOSEN, Object.keys(COLUMNS).filter((it) => (it === column ? isWanted : chosen.has(it))).join());
    redraw();
  };
  return html`<details class="columns"><summary class="btn btn-sm btn-secondary">Columns</summary><div class="border rounded p-2">
    ${Object.entries(COLUMNS).map(([column, { name }]) => html`<div class="form-check">
      <input class="form-check-input" type="checkbox" id="column-${column}" .checked=${chosen.has(column)} @change=${(e) => toggle(column, e.target.checked)}>
      <label class="form-check-label" for="column-${column}">${name}</label></div>`)}</div></details>`;
}
