import { html, nothing } from "/webjars/lit-html/3.3.2/lit-html.js";
import { choice } from "/console/elements.js";

/** What series may be grouped by. */
export const GROUPS = [["device", "device"], ["group", "group"], ["device_type", "type"], ["location", "location"], ["nothing", "nothing: all in one"]];

/** Which measurement and fields a question is about; `set` is told what changes. */
export function fieldChoice({ measurement, fields }, measurements, set) {
  const names = measurements.map((it) => it.measurement);
  const known = measurements.filter((it) => !measurement || it.measurement === measurement).flatMap((it) => it.fields.map((field) => field.field));
  const all = [...new Set([...fields, ...known])].sort();
  return html`<div class="col-6 col-sm-4 col-lg-2">${choice("measurement", "Measurement", [["", "any"], ...new Set([measurement, ...names].filter(Boolean))], measurement, (it) => set({ measurement: it, fields: [] }))}</div>
    <div class="col-6 col-sm-4 col-lg-2"><span class="form-label d-block" id="fields-label">Fields</span><details class="fields">
      <summary class="form-select text-truncate" aria-labelledby="fields-label fields-chosen"><span id="fields-chosen">${fields.length === 0 ? "all" : fields.join(", ")}</span></summary>
      <fieldset class="border rounded p-2" aria-labelledby="fields-label">
      ${all.map((it, index) => html`<div class="form-check"><input class="form-check-input" type="checkbox" id="field-${index}" .checked=${fields.includes(it)}
        @change=${(e) => set({ fields: e.target.checked ? [...fields, it] : fields.filter((other) => other !== it) })}>
        <label class="form-check-label user-text" for="field-${index}"><bdi>${it}</bdi></label></div>`)}
      ${all.length === 0 ? "None is known yet." : nothing}</fieldset></details></div>`;
}
