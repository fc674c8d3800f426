import { html, nothing } from "/webjars/lit-html/3.3.2/lit-html.js";
import { API, act, call } from "/console/api.js";
import { ask } from "/console/dialog.js";
import { card, choice, loading, said, table } from "/console/elements.js";
import { marked } from "/console/marked.js";
import { ago, encode, number } from "/console/text.js";

const TYPES = ["number", "boolean", "string"];

/** What measurements and fields there are, their types and units; an admin declares and forgets them. */
export class Fields {
  title = "Fields";
  every = 10_000;
  #measurement;
  #isAdmin;
  #redraw;
  #found;
  #more = [];
  #chosen = { measurement: "", field: "", type: "number", unit: "" };
  #said;

  constructor({ parameters, isAdmin, redraw }) {
    this.#measurement = parameters.get("measurement") ?? "";
    this.#isAdmin = isAdmin;
    this.#redraw = redraw;
  }

  async load(poll) {
    this.#found = await this.#page(undefined, poll);
    if (!poll) {
      this.#more = [];
    }
  }

  #page(cursor, poll = false) {
    const query = new URLSearchParams({ limit: 100, ...(this.#measurement ? { measurement: this.#measurement } : {}), ...(cursor ? { cursor } : {}) });
    return call("GET", `${API}/admin/measurements?${query}`, { poll });
  }

  async #next() {
    this.#more.push(await this.#page((this.#more.at(-1) ?? this.#found).next_cursor));
    this.#redraw();
  }

  #look(event) {
    event.preventDefault();
    const measurement = new FormData(event.target).get("measurement").trim();
    location.hash = measurement ? `#/fields?${new URLSearchParams({ measurement })}` : "#/fields";
  }

  async #act(action, done) {
    this.#said = marked(await act(async () => {
      await action();
      await this.load(false);
    }, done));
    this.#redraw();
  }

  async #declare(event) {
    event.preventDefault();
    const { measurement, field, type, unit } = Object.fromEntries(new FormData(event.target));
    const known = await typeOf(measurement, field).catch(() => undefined); // what is wrong is said when it is declared
    if (known && known !== type && !(await ask(`Make ${field} of ${measurement} a ${type}?`, harm(field, known, type), `Make it a ${type}`))) {
      return;
    }
    const body = { type, ...(unit ? { unit } : {}) };
    this.#act(() => call("PUT", address(measurement, field), { body }), `${field} of ${measurement} is a ${type}${unit ? ` in ${unit}` : ""}.`);
  }

  async #forget(measurement, field) {
    const text = "The next message with it says its type. What is stored keeps the type that it has.";
    if (await ask(`Forget the type of ${field} of ${measurement}?`, text, "Forget")) {
      this.#act(() => call("DELETE", address(measurement, field)), `The type of ${field} of ${measurement} is forgotten.`);
    }
  }

  #choose(chosen) {
    this.#chosen = chosen;
    this.#redraw();
    document.getElementById("unit").focus();
  }

  view() {
    return html`${said(this.#said)}<div class="row g-3">
      ${this.#isAdmin ? card("Declare a type and unit", this.#form(), "col-12 col-xl-4") : nothing}
      ${card("Fields", html`${this.#search()}${this.#found ? this.#list() : loading()}`, this.#isAdmin ? "col-12 col-xl-8" : "col-12")}</div>`;
  }

  #form() {
    const it = this.#chosen;
    return html`<form @submit=${(e) => this.#declare(e)}>
      <p>The first message with a field sets its type. Declare it where one device's mistake must not set it for all, or to say its unit.</p>
      ${["measurement", "field"].map((name) => html`<label class="form-label" for=${name}>${name === "field" ? "Field" : "Measurement"}</label>
        <input class="form-control mb-2" id=${name} name=${name} maxlength="200" required autocomplete="off" .value=${it[name]}>`)}
      <div class="mb-2">${choice("type", "Type", TYPES, it.type)}</div>
      <label class="form-label" for="unit">Unit, such as °C (may be empty)</label>
      <input class="form-control mb-3" id="unit" name="unit" maxlength="32" autocomplete="off" .value=${it.unit}>
      <button class="btn btn-primary" id="declare">Declare</button></form>`;
  }

  #search() {
    return html`<form class="d-flex flex-wrap gap-2 mb-3 align-items-end" role="search" @submit=${(e) => this.#look(e)}>
      <div><label class="form-label" for="wanted">Measurement</label><input class="form-control" id="wanted" name="measurement" maxlength="200" .value=${this.#measurement}></div>
      <button class="btn btn-primary">Show</button>${this.#measurement ? html`<a class="btn btn-secondary" href="#/fields">Show all</a>` : nothing}</form>`;
  }

  #list() {
    const pages = [this.#found, ...this.#more];
    const rows = pages.flatMap((page) => page.measurements.flatMap((it) => it.fields.map((field) => [it.measurement, field])));
    if (rows.length === 0) {
      return html`<p>${this.#measurement ? "No field of this measurement is known." : "None yet: a device's first message brings some."}</p>`;
    }
    const heads = ["Measurement", "Field", "Type", "Unit", "First", ...(this.#isAdmin ? ["Change"] : [])];
    return html`${table("Fields", heads, rows.map(([measurement, it]) => [
        html`<bdi>${measurement}</bdi>`, html`<bdi>${it.field}</bdi>`, it.type, it.unit ?? "–",
        html`${ago(it.first_seen)}${it.first_device_id ? html` by <a href="#/device/${encode(it.first_device_id)}"><bdi>${it.first_device_id}</bdi></a>` : nothing}`,
        ...(this.#isAdmin ? [html`<button class="btn btn-sm btn-secondary" aria-label="Change ${it.field} of ${measurement}"
            @click=${() => this.#choose({ measurement, field: it.field, type: it.type, unit: it.unit ?? "" })}>Change</button>
          <button class="btn btn-sm btn-danger" aria-label="Forget ${it.field} of ${measurement}" @click=${() => this.#forget(measurement, it.field)}>Forget</button>`] : []),
      ]))}
      ${pages.at(-1).next_cursor ? html`<button class="btn btn-primary" id="more" @click=${() => this.#next()}>Show more</button>` : html`<p role="status">${number(rows.length)} ${rows.length === 1 ? "field" : "fields"}</p>`}`;
  }
}

/** The type that a field has now; undefined where there is none. */
async function typeOf(measurement, field) {
  let cursor;
  do {
    const query = new URLSearchParams({ measurement, limit: 1000, ...(cursor ? { cursor } : {}) });
    const page = await call("GET", `${API}/admin/measurements?${query}`);
    const found = page.measurements.flatMap((it) => it.fields).find((it) => it.field === field);
    if (found) {
      return found.type;
    }
    cursor = page.next_cursor;
  } while (cursor);
  return undefined;
}

function harm(field, known, type) {
  return `It is a ${known} now. Where a device goes on sending another type than ${type}, ${field} is left out of its messages, `
    + "or its message is refused where it came by HTTP: its readings stop. What is stored stays as it is.";
}

function address(measurement, field) {
  return `${API}/admin/measurements/${encode(measurement)}/fields/${encode(field)}`;
}
