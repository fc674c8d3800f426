import { html, nothing } from "/webjars/lit-html/3.3.2/lit-html.js";
import { API, call } from "/console/api.js";
import { choice } from "/console/elements.js";
import { atLeast } from "/console/text.js";

const BY = [["devices", "chosen ones"], ["group", "of a group"], ["device_type", "of a type"], ["location", "at a location"], ["all", "all"]];
const SHOWN = 8;

/** Which devices a question is about: some that one searches, or a group, type or location. */
export class DeviceChoice {
  #question;
  #changed;
  #redraw;
  #text = "";
  #found;
  #groups = [];
  #types = [];
  #locations = [];

  constructor(question, changed, redraw) {
    this.#question = question;
    this.#changed = changed;
    this.#redraw = redraw;
  }

  async load() {
    const [groups, dashboard, devices] = await Promise.all([
      call("GET", `${API}/admin/groups`), call("GET", `${API}/admin/dashboard`), call("GET", `${API}/admin/devices?per_page=100`)]);
    this.#groups = groups.groups.map((it) => [it.group_id, `${it.name} (${it.devices})`]);
    this.#types = dashboard.statistics.device_types.map((it) => [it.type, `${it.type} (${it.count})`]);
    this.#locations = [...new Set(devices.devices.map((it) => it.location).filter(Boolean))].sort();
    this.hasDevices = dashboard.statistics.devices.total > 0;
  }

  async #search(text) {
    this.#text = text;
    const query = new URLSearchParams({ search: text, per_page: SHOWN });
    const found = await call("GET", `${API}/admin/devices?${query}`).catch(() => undefined);
    if (text === this.#text) {
      this.#found = found;
      this.#redraw();
    }
  }

  /** What to say where devices are not there, such as those of an old link. */
  missing(violations) {
    const ids = violations.map(({ field }) => this.#question.devices[field.match(/^devices\[(\d+)\]$/)?.[1]]).filter(Boolean);
    return ids.length > 0 ? `There is no device ${ids.map((it) => `“${it}”`).join(", ")}. Take ${ids.length === 1 ? "it" : "them"} away.` : undefined;
  }

  /** What was found by its text is done with; the next one is looked for. */
  #add(id) {
    this.#question.devices = [...this.#question.devices, id];
    if (this.#text) {
      this.#search("");
    }
    this.#changed();
  }

  /** Enter takes the device that has this id or is the only one that was found. */
  async #enter(event) {
    if (event.key !== "Enter") {
      return;
    }
    event.preventDefault();
    await this.#search(event.target.value);
    const others = this.#others;
    const it = others.find((one) => one.device_id === this.#text) ?? (others.length === 1 ? others[0] : undefined);
    if (it) {
      this.#add(it.device_id);
    }
  }

  /** What was found and is not chosen yet. */
  get #others() {
    return (this.#found?.devices ?? []).filter((it) => !this.#question.devices.includes(it.device_id));
  }

  #remove(id) {
    this.#question.devices = this.#question.devices.filter((it) => it !== id);
    this.#changed();
  }

  #choose(by) {
    this.#question.by = by;
    this.#question.value = { group: this.#groups[0]?.[0], device_type: this.#types[0]?.[0], location: this.#locations[0] }[by] ?? "";
    this.#changed();
  }

  #value(value) {
    this.#question.value = value;
    this.#changed();
  }

  view() {
    const { by } = this.#question;
    return html`<div class="col-12 col-sm-6 col-lg-3">${choice("by", "Devices", BY, by, (it) => this.#choose(it))}</div>
      ${by === "all" ? nothing : html`<div class="col-12 col-sm-6 col-lg-3">${by === "devices" ? this.#searchField() : this.#valueField(by)}</div>`}
      <div class="w-100 m-0 d-none d-lg-block"></div>${by === "devices" ? this.#chosen() : nothing}`;
  }

  #searchField() {
    return html`<label class="form-label" for="device-search">Add one: text in its id or name</label>
      <input class="form-control" id="device-search" type="search" autocomplete="off" maxlength="200" .value=${this.#text}
        @focus=${() => this.#found ?? this.#search("")} @keydown=${(e) => this.#enter(e)} @input=${(e) => this.#search(e.target.value)}>`;
  }

  #chosen() {
    const { devices } = this.#question;
    const others = this.#others;
    const more = (this.#found?.pagination.total ?? 0) - SHOWN;
    return html`<div class="col-12 d-flex flex-wrap gap-2" id="chosen">
      ${devices.map((it) => html`<button type="button" class="btn btn-sm btn-primary" aria-label="Take ${it} away" @click=${() => this.#remove(it)}>
        ${it} <span aria-hidden="true">×</span></button>`)}
      ${others.map((it) => html`<button type="button" class="btn btn-sm btn-secondary found user-text" aria-label="Add ${it.device_id}"
        @click=${() => this.#add(it.device_id)}><span aria-hidden="true">+</span> <bdi>${it.name}</bdi></button>`)}
      ${this.#found && others.length === 0 ? html`<span role="status">${this.#found.devices.length === 0 ? "No device has this text." : "All that were found are chosen."}</span>` : nothing}
      ${more > 0 ? html`<span class="align-self-center small">and ${atLeast(more, this.#found.pagination)} more: type on</span>` : nothing}</div>`;
  }

  #valueField(by) {
    const { value } = this.#question;
    if (by === "location") {
      return html`<label class="form-label" for="value">Location</label>
        <input class="form-control" id="value" list="locations" .value=${value} @change=${(e) => this.#value(e.target.value)}>
        <datalist id="locations">${this.#locations.map((it) => html`<option value=${it}></option>`)}</datalist>`;
    }
    const options = by === "group" ? this.#groups : this.#types;
    const all = options.some(([it]) => it === value) ? options : [[value, value || "none there yet"], ...options];
    return choice("value", by === "group" ? "Group" : "Type", all, value, (it) => this.#value(it));
  }
}
