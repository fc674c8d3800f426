import { html, nothing } from "/webjars/lit-html/3.3.2/lit-html.js";
import { API, act, call } from "/console/api.js";
import { connect } from "/console/connect.js";
import { copyable } from "/console/copy.js";
import { card, said, showSaid } from "/console/elements.js";
import { marked } from "/console/marked.js";
import { encode, number } from "/console/text.js";

const MORE = [["device_id", "Device id (else made of the name)", 64], ["location", "Location", 200], ["description", "Description", 1000],
  ["firmware_version", "Firmware version", 50], ["hardware_version", "Hardware version", 50], ["timezone", "Time zone of its clock, such as Europe/Berlin", 50]];

/** Registers a device, shows its key once with ready code, and waits for its first message. */
export class NewDevice {
  title = "Add a device";
  every = 2000;
  #isAdmin;
  #redraw;
  #types = [];
  #device;
  #messages = 0;
  #said;

  constructor({ isAdmin, redraw }) {
    this.#isAdmin = isAdmin;
    this.#redraw = redraw;
  }

  async load(poll) {
    if (this.#device) {
      this.#messages = (await call("GET", `${API}/admin/devices/${encode(this.#device.device_id)}`, { poll })).device.telemetry_count;
    } else if (!poll) {
      this.#types = (await call("GET", `${API}/admin/dashboard`)).statistics.device_types.map((it) => it.type);
    }
  }

  async #register(event) {
    event.preventDefault();
    const body = Object.fromEntries([...new FormData(event.target)].filter(([, value]) => value !== ""));
    this.#said = marked(await act(async () => {
      this.#device = (await call("POST", `${API}/devices/register`, { body })).device;
    }, "Registered."));
    this.#redraw();
    showSaid();
  }

  #again() {
    this.#device = undefined;
    this.#messages = 0;
    this.#said = undefined;
    this.#redraw();
  }

  view() {
    if (!this.#isAdmin) {
      return html`<div class="alert alert-info">Only a key of the role admin registers devices here.</div>`;
    }
    return this.#device ? this.#registered(this.#device) : html`${said(this.#said)}<div class="row">${card("What it is", this.#form(), "col-12 col-xl-8")}</div>`;
  }

  #form() {
    return html`<form class="row g-3" @submit=${(e) => this.#register(e)}>
      <div class="col-12 col-md-6"><label class="form-label" for="name">Name</label><input class="form-control" id="name" name="name" maxlength="100" required autocomplete="off"></div>
      <div class="col-12 col-md-6"><label class="form-label" for="device_type">Type, such as climate</label>
        <input class="form-control" id="device_type" name="device_type" maxlength="50" required list="types" autocomplete="off">
        <datalist id="types">${this.#types.map((it) => html`<option value=${it}></option>`)}</datalist></div>
      ${MORE.map(([name, label, longest]) => html`<div class="col-12 col-md-6"><label class="form-label" for=${name}>${label}</label>
        <input class="form-control" id=${name} name=${name} maxlength=${longest} autocomplete="off"></div>`)}
      <div class="col-12"><button class="btn btn-primary" id="register">Register</button></div></form>
      <p class="mt-3 mb-0">Many at once: <a href="#/devices/many">from a CSV</a>.</p>`;
  }

  #registered(it) {
    return html`<div class="alert alert-warning"><p><strong class="user-text"><bdi>${it.name}</bdi></strong> is registered. This is its key, also its MQTT password; it is not shown again:</p>
        ${copyable(it.api_key, "new-key")}</div>
      <div class="alert ${this.#messages > 0 ? "alert-success" : "alert-info"}" role="status" id="first">${this.#messages > 0
        ? html`It has sent ${number(this.#messages)} ${this.#messages === 1 ? "message" : "messages"}.`
        : "Waiting for its first message: run one of the commands below."}
        <a class="alert-link" href="#/device/${encode(it.device_id)}">Go to its page</a></div>
      <div class="row">${card("Connect it", connect(it.device_id, it.api_key), "col-12 col-xl-8")}</div>
      <button class="btn btn-primary mt-3" @click=${() => this.#again()}>Add another</button>`;
  }
}
