// What is there already, to choose from where a name is typed.
import { html } from "/webjars/lit-html/3.3.2/lit-html.js";
import { API, call } from "/console/api.js";

/** The names that are known, by the member that takes one. */
export async function suggestions() {
  const [{ measurements }, { groups }, { statistics }, { devices }] = await Promise.all([
    call("GET", `${API}/admin/measurements?limit=1000`), call("GET", `${API}/admin/groups`), call("GET", `${API}/admin/dashboard`),
    call("GET", `${API}/admin/devices?per_page=100`)]);
  const fields = measurements.flatMap((it) => it.fields.map((field) => field.field));
  return {
    measurement: measurements.map((it) => it.measurement), field: fields, value_field: fields, latitude_field: fields, longitude_field: fields,
    group: groups.map((it) => it.group_id), device_type: statistics.device_types.map((it) => it.type),
    location: devices.map((it) => it.location).filter(Boolean),
  };
}

/** Lists for the inputs whose `list` is "known-" and the member. */
export function suggested(known) {
  return Object.entries(known).map(([name, all]) => html`<datalist id="known-${name}">${[...new Set(all)].sort().map((it) => html`<option value=${it}></option>`)}</datalist>`);
}
