import { html, nothing } from "/webjars/lit-html/3.3.2/lit-html.js";
import { API, call } from "/console/api.js";
import { Bulk } from "/console/bulk.js";
import { COLUMNS, chosenColumns, columnChoice } from "/console/devicecolumns.js";
import { choice, loading } from "/console/elements.js";
import { atLeast, total } from "/console/text.js";

const PER_PAGE = 50;
const SILENT = { "10m": 600, "1h": 3600, "1d": 86400, "7d": 604800 };
const TEXTS = { type: "Type", location: "Location", group: "Group's id", firmware_below: "Firmware older than" };

/** The registry: search, filters, order, pages; what is looked for is in the address. */
export class Devices {
  title = "Devices";
  every = 5000;
  #wanted;
  #isAdmin;
  #redraw;
  #bulk;
  #found;

  constructor({ parameters, isAdmin, redraw }) {
    this.#wanted = parameters;
    this.#isAdmin = isAdmin;
    this.#redraw = redraw;
    this.#bulk = new Bulk((page) => this.#page(page, 100), () => this.load(false), redraw);
  }

  async load(poll) {
    this.#found = await this.#page(this.#wanted.get("page") ?? 1, PER_PAGE, poll);
  }

  #page(page, perPage, poll = false) {
    const query = new URLSearchParams({ page, per_page: perPage });
    for (const name of ["search", "status", "online", "refused", "sort", "order", ...Object.keys(TEXTS)]) {
      if (this.#wanted.get(name)) {
        query.set(name, this.#wanted.get(name));
      }
    }
    const silent = SILENT[this.#wanted.get("silent")];
    if (silent) {
      query.set("silent_since", new Date(Date.now() - silent * 1000).toISOString());
    }
    return call("GET", `${API}/admin/devices?${query}`, { poll });
  }

  #look(changes) {
    location.hash = this.#hash(changes);
  }

  #hash(changes) {
    const next = new URLSearchParams(this.#wanted);
    Object.entries({ page: "", ...changes }).forEach(([name, value]) => (value ? next.set(name, value) : next.delete(name)));
    return `#/devices?${next}`;
  }

  #search(event) {
    event.preventDefault();
    this.#look(Object.fromEntries([...new FormData(event.target)].map(([name, value]) => [name, value.trim()])));
  }

  view() {
    return html`${this.#filters()}${this.#found ? this.#table() : loading()}`;
  }

  #filters() {
    const given = (name) => this.#wanted.get(name) ?? "";
    const isNarrowed = ["status", "online", "refused", "silent", ...Object.keys(TEXTS)].some(given);
    return html`<form class="mb-3" role="search" @submit=${(event) => this.#search(event)}>
      <label class="form-label" for="search">Text in id, name, location or description</label>
      <div class="d-flex flex-wrap gap-2"><input class="form-control flex-grow-1 w-auto" id="search" name="search" maxlength="200" .value=${given("search")}>
        <button class="btn btn-primary">Search</button>
        ${isNarrowed || given("search") ? html`<a class="btn btn-secondary" href="#/devices">Show all</a>` : nothing}
        ${this.#isAdmin ? html`<a class="btn btn-secondary" href="#/devices/new">Add a device</a>` : nothing}</div>
      <details class="mt-2" ?open=${isNarrowed}><summary>More filters</summary><div class="row g-2 mt-1">
        ${third(choice("online", "Online", [["", "any"], ["true", "online"], ["false", "offline"]], given("online")))}
        ${third(choice("silent", "No reading for", [["", "any"], ["10m", "10 minutes"], ["1h", "an hour"], ["1d", "a day"], ["7d", "a week"]], given("silent")))}
        ${third(choice("refused", "Messages refused", [["", "any"], ["true", "some"], ["false", "none"]], given("refused")))}
        ${third(choice("status", "Status", [["", "any"], "active", "inactive", "maintenance"], given("status")))}
        ${Object.entries(TEXTS).map(([name, label]) => third(html`<label class="form-label" for=${name}>${label}</label>
          <input class="form-control" id=${name} name=${name} maxlength="200" .value=${given(name)}>`))}
      </div></details></form>`;
  }

  #table() {
    const { devices, pagination } = this.#found;
    if (pagination.total === 0) {
      return html`${this.#bulk.told}<p>No device fits. Take a filter away, or <a href="#/devices/new">add a device</a>.</p>`;
    }
    const columns = chosenColumns();
    return html`
      <div class="d-flex flex-wrap gap-2 align-items-center mb-2"><span role="status">${total(pagination)} ${pagination.total === 1 ? "device" : "devices"}, page ${pagination.page} of ${atLeast(pagination.pages, pagination)}</span>
        <span class="ms-auto"></span>${columnChoice(this.#redraw)}</div>
      ${this.#bulk.view(this.#isAdmin, devices, pagination)}
      <div class="table-responsive" tabindex="0" role="region" aria-label="Devices"><table class="table table-hover align-middle listed" role="table">
        <thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">${this.#bulk.all(devices)}</th>${columns.map((it) => this.#head(it))}</tr></thead>
        <tbody role="rowgroup">${devices.map((device) => html`<tr role="row"><td class="user-text mark" role="cell" data-name="Mark">${this.#bulk.one(device)}</td>
          ${columns.map((it) => html`<td class="user-text" role="cell" data-name=${COLUMNS[it].name}>${COLUMNS[it].cell(device)}</td>`)}</tr>`)}</tbody>
      </table></div>
      <nav aria-label="Pages" class="d-flex gap-2">
        <button class="btn btn-primary" ?disabled=${!pagination.has_prev} @click=${() => this.#look({ page: pagination.page - 1 })}>Previous</button>
        <button class="btn btn-primary" ?disabled=${!pagination.has_next} @click=${() => this.#look({ page: pagination.page + 1 })}>Next</button>
      </nav>`;
  }

  /** A second click turns the order round. */
  #head(column) {
    const isSorted = this.#wanted.get("sort") === column;
    const isAscending = this.#wanted.get("order") !== "desc";
    const next = this.#hash({ sort: column, order: isSorted && isAscending ? "desc" : "asc" });
    return html`<th scope="col" role="columnheader" aria-sort=${isSorted ? (isAscending ? "ascending" : "descending") : nothing}>
      <a class="sort" href=${next}>${COLUMNS[column].name}${isSorted ? (isAscending ? " ↑" : " ↓") : ""}</a></th>`;
  }
}

function third(content) {
  return html`<div class="col-6 col-md-3">${content}</div>`;
}
