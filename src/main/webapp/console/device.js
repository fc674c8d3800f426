import { html, nothing } from "/webjars/lit-html/3.3.2/lit-html.js";
import { API, act, call } from "/console/api.js";
import { Chart } from "/console/chart.js";
import { commandFields, commandList } from "/console/commands.js";
import { connect } from "/console/connect.js";
import { copyable } from "/console/copy.js";
import { lastValues, messages, refused } from "/console/devicecards.js";
import { ask } from "/console/dialog.js";
import { card, said, showSaid } from "/console/elements.js";
import { Heard } from "/console/heard.js";
import { Live } from "/console/live.js";
import { map } from "/console/panelmap.js";
import { Question } from "/console/question.js";
import { ago, encode, json, many, number } from "/console/text.js";

/** How far back, and the window of one point. */
const RANGES = { "15 minutes": ["-15m", "10s"], "1 hour": ["-1h", "1m"], "1 day": ["-1d", "10m"], "7 days": ["-7d", "1h"] };

/** One device: values, chart, messages, refusals, commands, key, name; what comes is shown as it comes. */
export class Device {
  #id;
  #isAdmin;
  #redraw;
  #chart = new Chart();
  #field;
  #range = "15 minutes";
  #live;
  #heard = new Heard();
  #units;
  #data;
  #points = [];
  #said;
  #newKey;

  constructor(id, { isAdmin, redraw }) {
    this.#id = id;
    this.title = id;
    this.#isAdmin = isAdmin;
    this.#redraw = redraw;
    this.#live = new Live([["device", id], ["events", "reading"], ["events", "presence"], ["events", "command"]], (...event) => this.#hear(...event), redraw);
  }

  /** Milliseconds until it asks again, also for what is not in the stream. */
  get every() {
    return this.#live.isLive ? 10_000 : 3000;
  }

  #hear(event, data, id) {
    if (event === "reading") {
      this.#heard.add(id, data);
      this.#field ??= first(this.#heard.values([]));
    } else if (event === "presence" && this.#data) {
      this.#data.device.is_online = data.online;
    } else if (event === "command") {
      this.#askForCommands(true).catch(() => {}); // which the page asks for every few seconds anyway
    }
  }

  async #askForCommands(poll) {
    const { commands } = await call("GET", `${API}/mqtt/device/${encode(this.#id)}/commands?limit=10`, { poll });
    if (this.#data) {
      this.#data.commands = commands;
    }
    return commands;
  }

  async load(poll) {
    this.#live.start();
    if (poll && this.#live.isPaused) {
      return;
    }
    const id = encode(this.#id);
    this.#units ??= await units();
    const [device, latest, refusals, commands] = await Promise.all([
      call("GET", `${API}/admin/devices/${id}`, { poll }),
      call("GET", `${API}/influxdb/device/${id}/latest`, { poll, also: [404] }),
      call("GET", `${API}/devices/${id}/refusals`, { poll }),
      this.#askForCommands(poll),
    ]);
    const values = latest.latest_fields ?? [];
    this.#data = { device: device.device, values, refusals: refusals.refusals, commands };
    this.#field ??= first(values);
    if (this.#field) {
      await this.#query(poll);
    }
  }

  async #query(poll) {
    const [start, window] = RANGES[this.#range];
    const { measurement, field } = this.#field;
    const body = { devices: [this.#id], measurements: [measurement], fields: [field], start, window, functions: ["mean"] };
    const answer = await call("POST", `${API}/timeseries/query`, { body, poll });
    this.#points = answer.series[0]?.points ?? [];
  }

  async #act(action, done) {
    this.#said = await act(async () => {
      await action();
      await this.load(false);
    }, done);
    this.#redraw();
    showSaid();
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

  async #delete() {
    if (await ask(`Delete ${this.#id}?`, "Its key, readings and commands are gone for ever.", "Delete")) {
      this.#said = await act(() => call("DELETE", `${API}/admin/devices/${encode(this.#id)}`), "Deleted.");
      this.#said.isError ? this.#redraw() : (location.hash = "#/devices");
    }
  }

  view() {
    if (!this.#data) {
      return html`<p role="status">Loading…</p>`;
    }
    const { device, refusals, commands } = this.#data;
    const values = this.#heard.values(this.#data.values).map((it) => ({ ...it, unit: this.#units.get(name(it)) }));
    return html`
      <p>${this.#live.view()} <bdi class="user-text fs-5">${device.name}</bdi>
        <span class="badge ${device.is_online ? "text-bg-success" : "text-bg-secondary"}">${device.is_online ? "online" : "offline"}</span>
        <span class="badge text-bg-secondary">${device.status}</span>
        ${device.open_alerts > 0 ? html`<a class="badge text-bg-danger" id="open-alerts" href="#/alerts?state=active&device_id=${encode(device.device_id)}">${many(device.open_alerts, "open alert")}</a>` : nothing}
        last seen ${ago(device.last_seen)}, ${number(device.telemetry_count)} ${device.telemetry_count === 1 ? "message" : "messages"}, type <bdi>${device.device_type}</bdi>,
        location <bdi class="user-text">${device.location ?? "–"}</bdi></p>
      ${said(this.#said)}
      ${this.#newKey ? html`<div class="alert alert-warning"><p>The new key, which is not shown again: copy it now.</p>${copyable(this.#newKey, "new-key")}</div>` : nothing}
      <div class="row g-3">
        ${card("Last values", lastValues(values))}
        ${card("Chart", this.#field ? this.#chartForm(values) : html`<p>No number has come yet.</p>`)}
        ${this.#where(device, values)}
        ${card("Newest messages", messages(this.#heard.messages(device.recent_telemetry)))}
        ${card("What was refused lately", refused(refusals))}
        ${card("Commands", html`${commandList(commands)}${this.#isAdmin ? this.#commandForm() : nothing}`)}
        ${this.#isAdmin ? card("Change", this.#changeForm(device)) : nothing}
        ${card("Connect this device", connect(device.device_id, this.#newKey, this.#field))}
      </div>`;
  }

  /** Its position, if it has sent one. */
  #where({ device_id, name }, values) {
    const lines = ["latitude", "longitude"].flatMap((field) => values.filter((it) => it.field === field && typeof it.value === "number").slice(0, 1))
      .map(({ field, value, time }) => ({ series: { device_id, device_name: name, field }, times: [Date.parse(time) / 1000], values: [value] }));
    return lines.length === 2 ? card("Where it is", map(lines, {}, { width: 560, height: 260 })) : nothing;
  }

  #chartForm(values) {
    const numbers = [...new Map(values.filter(isNumber).map((it) => [name(it), it])).values()];
    const again = () => this.#query(false).then(() => this.#redraw());
    return html`<div class="d-flex flex-wrap gap-2 mb-2">
        <select class="form-select w-auto" aria-label="Field" @change=${(e) => { this.#field = numbers[e.target.selectedIndex]; again(); }}>
          ${numbers.map((it) => html`<option ?selected=${name(it) === name(this.#field)}>${name(it)}</option>`)}</select>
        <select class="form-select w-auto" aria-label="Range" @change=${(e) => { this.#range = e.target.value; again(); }}>
          ${Object.keys(RANGES).map((it) => html`<option value=${it} ?selected=${it === this.#range}>${it}</option>`)}</select>
        <a class="align-self-center" href=${exploring(this.#id, this.#field)}>Explore</a></div><div class="chart" id="values" role="img" aria-label="Chart of ${name(this.#field)}"></div>`;
  }

  #commandForm() {
    return html`<form @submit=${(event) => this.#send(event)}>${commandFields("command")}<button class="btn btn-primary" id="send">Send</button></form>`;
  }

  #changeForm(device) {
    return html`<form @submit=${(event) => this.#edit(event)}>
        <label class="form-label" for="name">Name</label><input class="form-control mb-2" id="name" name="name" required value=${device.name}>
        <label class="form-label" for="location">Location</label><input class="form-control mb-2" id="location" name="location" value=${device.location ?? ""}>
        <button class="btn btn-primary">Save</button></form>
      <div class="d-flex gap-2 mt-3"><button class="btn btn-danger" id="rotate" @click=${() => this.#rotate()}>Rotate the key</button>
        <button class="btn btn-danger" @click=${() => this.#toggle()}>${device.status === "active" ? "Disable" : "Enable"}</button>
        <button class="btn btn-danger" id="delete" @click=${() => this.#delete()}>Delete</button></div>`;
  }

  drawn(root) {
    const points = this.#moving;
    const times = points.map((it) => Date.parse(it[0]) / 1000);
    const { span } = new Question(new URLSearchParams({ range: RANGES[this.#range][0].slice(1) }));
    const label = this.#field && `${this.#field.field} ${this.#units?.get(name(this.#field)) ?? ""}`.trim();
    this.#chart.show(root.querySelector("#values"), [{ label }], [times, points.map((it) => it[1])], span);
  }

  /** What was answered, and what came since, if all that has this name is one series. */
  get #moving() {
    const isOneSeries = this.#field && this.#data && this.#heard.values(this.#data.values).filter((it) => name(it) === name(this.#field)).length === 1;
    return isOneSeries ? this.#heard.points(this.#points, this.#field) : this.#points;
  }

  close() {
    this.#live.close();
    this.#chart.close();
  }
}

function exploring(id, { measurement, field }) {
  return new Question(new URLSearchParams([["device", id], ["measurement", measurement], ["field", field]])).hash;
}

function isNumber({ value }) {
  return typeof value === "number";
}

/** What is shown at first: a reading; what a device says of itself comes last. */
function first(values) {
  const numbers = values.filter(isNumber);
  return numbers.find((it) => it.measurement !== "status") ?? numbers[0];
}

/** The unit of each field that has one. */
async function units() {
  const { measurements } = await call("GET", `${API}/admin/measurements?limit=1000`, { poll: true });
  return new Map(measurements.flatMap(({ measurement, fields }) => fields.map((it) => [name({ measurement, field: it.field }), it.unit])));
}

function name({ measurement, field }) {
  return `${measurement} ${field}`;
}
