import { html, nothing } from "/webjars/lit-html/3.3.2/lit-html.js";
import { API, act, call } from "/console/api.js";
import { card, said } from "/console/elements.js";
import { csv, download } from "/console/files.js";
import { number } from "/console/text.js";

const EXAMPLE = "name,device_type,device_id,location\nHall 1,environmental,hall-1,hall\nHall 2,environmental,hall-2,hall\n";
const SHOWN = 100;

/** Registers the devices of a CSV: says first what would become of each line, then has their keys kept once. */
export class ManyDevices {
  title = "Add many devices";
  every = 60000;
  #isAdmin;
  #redraw;
  #text = "";
  #report;
  #isBusy = false;
  #said;

  constructor({ isAdmin, redraw }) {
    this.#isAdmin = isAdmin;
    this.#redraw = redraw;
  }

  async load() {}

  async #take(event) {
    const [file] = event.target.files;
    this.#text = file ? await file.text() : "";
    this.#changed();
  }

  #type(event) {
    this.#text = event.target.value;
    this.#changed();
  }

  #changed() {
    this.#report = this.#report?.check ? undefined : this.#report; // keys stay while one is here
    this.#said = undefined;
    this.#redraw();
  }

  async #send(check) {
    this.#isBusy = true;
    this.#said = undefined;
    this.#redraw();
    const result = await act(async () => {
      this.#report = await call("POST", `${API}/devices/register/csv?check=${check}`, { csv: this.#text });
      if (this.#report.devices.length > 0) {
        this.#keep();
      }
    }, "");
    this.#said = result.isError ? result : undefined; // else the report says it
    this.#isBusy = false;
    this.#redraw();
  }

  #keep() {
    const columns = ["device_id", "name", "id", "api_key"];
    download("keys.csv", csv([columns, ...this.#report.devices.map((device) => columns.map((it) => device[it]))]));
  }

  view() {
    if (!this.#isAdmin) {
      return html`<div class="alert alert-info">Only a key of the role admin registers devices here.</div>`;
    }
    return html`${said(this.#said)}<div class="row">${card("The devices", this.#form(), "col-12 col-xl-8")}</div>${this.#report ? this.#found(this.#report) : nothing}`;
  }

  #form() {
    const isChecked = this.#report?.check && this.#report.registered > 0;
    return html`<p>A CSV with a line for each device, at most 10,000. The first line names the columns: <code>name</code> and <code>device_type</code>, and where wanted
        <code>device_id</code>, <code>description</code>, <code>location</code>, <code>firmware_version</code>, <code>hardware_version</code>, <code>timezone</code>.</p>
      <label class="form-label" for="file">A file</label>
      <input class="form-control mb-3" type="file" id="file" accept=".csv,text/csv" @change=${(e) => this.#take(e)}>
      <label class="form-label" for="lines">Or its lines</label>
      <textarea class="form-control font-monospace mb-3" id="lines" rows="8" spellcheck="false" placeholder=${EXAMPLE} .value=${this.#text} @input=${(e) => this.#type(e)}></textarea>
      <div class="d-flex flex-wrap gap-2 align-items-center">
        <button class="btn ${isChecked ? "btn-secondary" : "btn-primary"}" id="check" ?disabled=${this.#isBusy || !this.#text.trim()} @click=${() => this.#send(true)}>Check</button>
        <button class="btn btn-primary" id="register" ?disabled=${this.#isBusy || !isChecked} @click=${() => this.#send(false)}>Register ${isChecked ? devices(this.#report.registered) : ""}</button>
        ${this.#isBusy ? html`<span role="status">Working; a thousand devices take a few seconds.</span>` : nothing}
        <a class="ms-auto" href="#/devices/new">Add one</a></div>`;
  }

  #found(it) {
    return html`<div class="alert ${it.refused > 0 ? "alert-warning" : "alert-success"} mt-3" role="status" id="report">
        ${it.check ? html`${devices(it.registered)} can be registered` : html`${devices(it.registered)} registered`}${it.refused > 0 ? html`, ${number(it.refused)} cannot: correct these lines${it.check ? "" : " and send them again"}.` : "."}
        ${it.devices.length > 0 ? html`<p class="mt-2">Their keys, also their MQTT passwords, are in the file keys.csv, which was downloaded. They are not shown again once you leave this page.</p>
          <button class="btn btn-primary" id="keep" @click=${() => this.#keep()}>Download keys.csv again</button> <a class="alert-link ms-2" href="#/devices">Go to the devices</a>` : nothing}</div>
      ${it.lines.length > 0 ? html`<div class="table-responsive" tabindex="0" role="region" aria-label="Lines that are wrong"><table class="table align-middle">
        <thead><tr><th scope="col">Line</th><th scope="col">Column</th><th scope="col">What is wrong</th></tr></thead>
        <tbody>${it.lines.slice(0, SHOWN).map((line) => html`<tr><td>${number(line.line)}</td><td>${line.column}</td><td class="user-text">${line.message}</td></tr>`)}</tbody></table></div>
        ${it.lines.length > SHOWN ? html`<p>These are the first ${SHOWN}.</p>` : nothing}` : nothing}`;
  }
}

function devices(count) {
  return `${number(count)} ${count === 1 ? "device" : "devices"}`;
}
