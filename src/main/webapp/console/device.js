import { html, nothing } from "/webjars/lit-html/3.3.2/lit-html.js";
import { API, act, call } from "/console/api.js";
import { Chart } from "/console/chart.js";
import { connect } from "/console/connect.js";
import { copyable } from "/console/copy.js";
import { ask } from "/console/dialog.js";
import { card, said } from "/console/elements.js";
import { map } from "/console/panelmap.js";
import { Question } from "/console/question.js";
import { ago, encode, json, number } from "/console/text.js";

/** How far back, and the window of one point. */
const RANGES = { "15 minutes": ["-15m", "10s"], "1 hour": ["-1h", "1m"], "1 day": ["-1d", "10m"], "7 days": ["-7d", "1h"] };

/** One device: values, chart, messages, refusals, commands, key, name. */
export class Device {
  every = 3000;
  #id;
  #isAdmin;
  #redraw;
  #chart = new Chart();
  #field;
  #range = "15 minutes";
  #isMoving = true;
  #data;
  #points = [];
  #said;
  #newKey;

  constructor(id, { isAdmin, redraw }) {
    this.#id = id;
    this.title = id;
    this.#isAdmin = isAdmin;
    this.#redraw = redraw;
  }

  async load(poll) {
    const id = encode(this.#id);
    const [device, latest, refusals, commands] = await Promise.all([
      call("GET", `${API}/admin/devices/${id}`, { poll }),
      call("GET", `${API}/influxdb/device/${id}/latest`, { poll, also: [404] }),
      call("GET", `${API}/devices/${id}/refusals`, { poll }),
      call("GET", `${API}/mqtt/device/${id}/commands?limit=10`, { poll }),
    ]);
    const values = latest.latest_fields ?? [];
    this.#data = { device: device.device, values, refusals: refusals.refusals, commands: commands.commands };
    this.#field ??= values.find((it) => typeof it.value === "number")?.field;
    if (this.#field && (this.#isMoving || !poll)) {
      await this.#query(poll);
    }
  }

  async #query(poll) {
    const [start, window] = RANGES[this.#range];
    const body = { devices: [this.#id], fields: [this.#field], start, window, functions: ["mean"] };
    const answer = await call("POST", `${API}/timeseries/query`, { body, poll });
    this.#points = answer.series[0]?.points ?? [];
  }

  async #act(action, done) {
    this.#said = await act(async () => {
      await action();
      await this.load(false);
    }, done);
    this.#redraw();
  }

  #send(event) {
    event.preventDefault();
    const form = Object.fromEntries(new FormData(event.target));
    this.#act(() => call("POST", `${API}/mqtt/device/${encode(this.#id)}/command`, { body: { command_type: form.type, command: json(form.command) } }),
      "The command is stored; the list shows what becomes of it.");
  }

  async #rotate() {
    if (await ask(`Make a new key for ${this.#id}?`, "The old one is good for a while over HTTP, and over MQTT no more.", "Make a new key")) {
      this.#act(async () => {
        this.#newKey = (await call("POST", `${API}/admin/devices/${encode(this.#id)}/keys/rotate`)).api_key;
      }, "The device has a new key.");
    }
  }

  #change(body, done) {
    this.#act(() => call("PUT", `${API}/admin/devices/${encode(this.#id)}`, { body }), done);
  }

  #edit(event) {
    event.preventDefault();
    this.#change(Object.fromEntries(new FormData(event.target)), "Changed.");
  }

  async #toggle() {
    const isActive = this.#data.device.status === "active";
    if (!isActive || (await ask(`Disable ${this.#id}?`, "Nothing that it sends is taken until somebody enables it again.", "Disable"))) {
      this.#change({ status: isActive ? "inactive" : "active" }, isActive ? "Disabled." : "Enabled.");
    }
  }

  view() {
    if (!this.#data) {
      return html`<p role="status">Loading…</p>`;
    }
    const { device, values, refusals, commands } = this.#data;
    return html`
      <p><bdi class="user-text fs-5">${device.name}</bdi>
        <span class="badge ${device.is_online ? "text-bg-success" : "text-bg-secondary"}">${device.is_online ? "online" : "offline"}</span>
        <span class="badge text-bg-secondary">${device.status}</span>
        last seen ${ago(device.last_seen)}, ${number(device.telemetry_count)} ${device.telemetry_count === 1 ? "message" : "messages"}, type <bdi>${device.device_type}</bdi>,
        location <bdi class="user-text">${device.location ?? "–"}</bdi></p>
      ${said(this.#said)}
      ${this.#newKey ? html`<div class="alert alert-warning"><p>The new key, which is not shown again: copy it now.</p>${copyable(this.#newKey, "new-key")}</div>` : nothing}
      <div class="row g-3">
        ${card("Last values", lastValues(values))}
        ${card("Chart", this.#field ? this.#chartForm(values) : html`<p>No number has come yet.</p>`)}
        ${this.#where(device, values)}
        ${card("Newest messages", messages(device.recent_telemetry))}
        ${card("What was refused lately", refused(refusals))}
        ${card("Commands", html`${commandList(commands)}${this.#isAdmin ? this.#commandForm() : nothing}`)}
        ${this.#isAdmin ? card("Change", this.#changeForm(device)) : nothing}
        ${card("Connect this device", connect(device.device_id, this.#newKey))}
      </div>`;
  }

  /** Its position, if it has sent one. */
  #where({ device_id, name }, values) {
    const lines = ["latitude", "longitude"].flatMap((field) => values.filter((it) => it.field === field && typeof it.value === "number").slice(0, 1))
      .map(({ field, value, time }) => ({ series: { device_id, device_name: name, field }, times: [Date.parse(time) / 1000], values: [value] }));
    return lines.length === 2 ? card("Where it is", map(lines, {}, { width: 560, height: 260 })) : nothing;
  }

  #chartForm(values) {
    const numbers = values.filter((it) => typeof it.value === "number").map((it) => it.field);
    const again = () => this.#query(false).then(() => this.#redraw());
    return html`<div class="d-flex flex-wrap gap-2 mb-2">
        <select class="form-select w-auto" aria-label="Field" @change=${(e) => { this.#field = e.target.value; again(); }}>
          ${[...new Set(numbers)].map((it) => html`<option value=${it} ?selected=${it === this.#field}>${it}</option>`)}</select>
        <select class="form-select w-auto" aria-label="Range" @change=${(e) => { this.#range = e.target.value; again(); }}>
          ${Object.keys(RANGES).map((it) => html`<option value=${it} ?selected=${it === this.#range}>${it}</option>`)}</select>
        <div class="form-check align-self-center"><input class="form-check-input" type="checkbox" id="moving" .checked=${this.#isMoving}
          @change=${(e) => { this.#isMoving = e.target.checked; }}><label class="form-check-label" for="moving">moves with time</label></div>
        <a class="align-self-center" href=${exploring(this.#id, this.#field)}>Explore</a></div><div class="chart" id="values" role="img" aria-label="Chart of ${this.#field}"></div>`;
  }

  #commandForm() {
    return html`<form @submit=${(event) => this.#send(event)}>
      <label class="form-label" for="command-type">Type</label>
      <select class="form-select mb-2" id="command-type" name="type"><option>control</option><option>config</option><option>firmware</option></select>
      <label class="form-label" for="command">Command, as JSON</label>
      <textarea class="form-control mb-2" id="command" name="command" rows="2" required>{"led": true}</textarea>
      <button class="btn btn-primary">Send</button></form>`;
  }

  #changeForm(device) {
    return html`<form @submit=${(event) => this.#edit(event)}>
        <label class="form-label" for="name">Name</label><input class="form-control mb-2" id="name" name="name" required value=${device.name}>
        <label class="form-label" for="location">Location</label><input class="form-control mb-2" id="location" name="location" value=${device.location ?? ""}>
        <button class="btn btn-primary">Save</button></form>
      <div class="d-flex gap-2 mt-3"><button class="btn btn-danger" id="rotate" @click=${() => this.#rotate()}>Rotate the key</button>
        <button class="btn btn-danger" @click=${() => this.#toggle()}>${device.status === "active" ? "Disable" : "Enable"}</button></div>`;
  }

  drawn(root) {
    const times = this.#points.map((it) => Date.parse(it[0]) / 1000);
    const { span } = new Question(new URLSearchParams({ range: RANGES[this.#range][0].slice(1) }));
    this.#chart.show(root.querySelector("#values"), [{ label: this.#field }], [times, this.#points.map((it) => it[1])], span);
  }

  close() {
    this.#chart.close();
  }
}

function exploring(id, field) {
  return new Question(new URLSearchParams([["device", id], ["field", field]])).hash;
}

function lastValues(values) {
  return values.length === 0
    ? html`<p>Nothing has come yet. See “Connect this device”.</p>`
    : html`<table class="table table-sm"><thead><tr><th scope="col">Field</th><th scope="col">Value</th><th scope="col">Age</th></tr></thead>
        <tbody>${values.map((it) => html`<tr><td class="user-text"><bdi>${it.measurement} ${it.field}</bdi></td>
          <td class="user-text"><bdi>${typeof it.value === "number" ? number(it.value) : String(it.value)}</bdi> ${it.unit ?? ""}</td><td>${ago(it.time)}</td></tr>`)}</tbody></table>`;
}

function messages(all) {
  return all.length === 0
    ? html`<p>None yet.</p>`
    : html`<ul>${all.map((it) => html`<li class="user-text">${ago(it.timestamp)}, <bdi>${it.data_type}</bdi>: <code>${JSON.stringify(it.payload)}</code></li>`)}</ul>`;
}

function refused(all) {
  return all.length === 0
    ? html`<p>Nothing in the last 30 days.</p>`
    : html`<ul>${all.map((it) => html`<li class="user-text"><bdi>${it.detail}</bdi> (${it.reason}, ${it.times} times, ${ago(it.last_at)})</li>`)}</ul>`;
}

function commandList(all) {
  return all.length === 0
    ? html`<p>None yet.</p>`
    : html`<ul>${all.map((it) => html`<li class="user-text">${it.state}${it.result ? `, ${it.result}` : ""}: <code>${JSON.stringify(it.command)}</code>, ${ago(it.created_at)}</li>`)}</ul>`;
}
