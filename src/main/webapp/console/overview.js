import { html, nothing } from "/webjars/lit-html/3.3.2/lit-html.js";
import { severity } from "/console/alerts.js";
import { API, call } from "/console/api.js";
import { Chart } from "/console/chart.js";
import { Live } from "/console/live.js";
import { Question } from "/console/question.js";
import { Rate } from "/console/rate.js";
import { ago, encode, moment, number, total } from "/console/text.js";

const SHOWN = 200;
const HOUR = 3_600_000;
const EVENTS = 30;

/** To count the silent ones of many devices takes a while. */
const SILENT_EVERY = 30_000;
const INFLUXDB = { disabled: ["not used", "secondary"], writing: ["works", "success"], retrying: ["does not answer", "danger"], held: ["refuses", "danger"] };
const NAMES = { postgresql: "PostgreSQL", mqtt: "Broker", influxdb: "InfluxDB" };

/** Messages a second since the console was opened, also while another page is shown. */
const past = { received: new Rate(), times: [], rates: [] };

/** All devices and messages at a glance, moving. */
export class Overview {
  title = "Overview";
  every = 2000;
  #chart = new Chart();
  #data;
  #silent;
  #silentAt = 0;
  #live;
  #events = [];

  constructor({ redraw }) {
    const events = ["presence", "command", "alert"].map((it) => ["events", it]); // not each reading of a whole fleet
    this.#live = new Live(events, (name, data) => (this.#events = [{ name, data }, ...this.#events].slice(0, EVENTS)), redraw);
  }

  async load(poll) {
    this.#live.start();
    if (poll && this.#live.isPaused) {
      return;
    }
    const [dashboard, health, quarantine, alerts] = await Promise.all([
      call("GET", `${API}/admin/dashboard`, { poll }),
      call("GET", "/health?detailed=true", { poll, also: [503] }),
      call("GET", `${API}/admin/quarantine?limit=5`, { poll }),
      call("GET", `${API}/admin/alerts?state=active&limit=5`, { poll }),
    ]);
    this.#data = { statistics: dashboard.statistics, parts: health.parts ?? [], refused: quarantine.messages, alerts: alerts.alerts };
    if (Date.now() - this.#silentAt > SILENT_EVERY) {
      this.#silentAt = Date.now();
      const since = new Date(this.#silentAt - HOUR).toISOString();
      this.#silent = (await call("GET", `${API}/admin/devices?status=active&per_page=1&silent_since=${since}`, { poll })).pagination;
    }
    this.#measure(Date.parse(dashboard.timestamp) / 1000, dashboard.statistics.flow.received);
  }

  #measure(time, received) {
    const rate = past.received.at(time, received);
    if (rate !== undefined) {
      past.times = [...past.times, time].slice(-SHOWN);
      past.rates = [...past.rates, rate].slice(-SHOWN);
    }
  }

  view() {
    if (!this.#data) {
      return html`<p role="status">Loading…</p>`;
    }
    const { statistics, parts, refused, alerts } = this.#data;
    const influx = parts.find((it) => it.name === "influxdb")?.data ?? {};
    return html`<p>${this.#live.view()}</p>
      ${statistics.devices.total === 0 ? welcome() : nothing}
      <div class="row row-cols-2 row-cols-md-3 row-cols-xl-6 g-3 mb-3">
        ${figure("Devices", number(statistics.devices.total), html`<a href="#/devices">see all</a>`)}
        ${figure("Online", number(statistics.devices.online), html`of ${number(statistics.devices.active)} active; <a href="#/devices?status=active&online=false">${number(Math.max(0, statistics.devices.active - statistics.devices.online))} offline</a>;
          <a href="#/devices?status=active&silent=1h">${this.#silent ? total(this.#silent) : "–"} without a reading for an hour</a>`)}
        ${figure("Messages a second", number(past.rates.at(-1)), "now")}
        ${figure("Messages in 24 h", number(statistics.telemetry.last_24h), `${number(statistics.telemetry.total_records)} in all`)}
        ${figure("Backlog", number(statistics.flow.backlog), `points that wait for InfluxDB, oldest ${number(Number(influx.backlog_age_seconds ?? 0))} s`)}
        ${figure("Refused", number(statistics.flow.refused), html`messages since the beginning; <a href="#/quarantine">see them</a>`)}
      </div>
      ${open(statistics.alerts, alerts)}
      <section class="card mb-3"><div class="card-body">
        <h2 class="h5">Messages a second</h2>
        <div class="chart" id="rate" role="img" aria-label="Messages a second over the last minutes"></div>
      </div></section>
      ${newest(this.#events)}
      <div class="row g-3">
        <section class="col-lg-4"><div class="card h-100"><div class="card-body">
          <h2 class="h5">Parts</h2>
          <ul class="list-unstyled mb-0">${parts.map(part)}</ul>
        </div></div></section>
        <section class="col-lg-3"><div class="card h-100"><div class="card-body">
          <h2 class="h5">Readings by type</h2>
          ${readings(statistics.device_types)}
        </div></div></section>
        <section class="col-lg-5"><div class="card h-100"><div class="card-body">
          <h2 class="h5">Newest refused messages</h2>
          ${refused.length === 0 ? html`<p class="mb-0">None. What cannot be stored is kept here with its reason.</p>` : html`<ul>${refused.map(message)}</ul><a href="#/quarantine">see all</a>`}
        </div></div></section>
      </div>`;
  }

  drawn(root) {
    this.#chart.show(root.querySelector("#rate"), [{ label: "messages a second" }], [past.times, past.rates]);
  }

  close() {
    this.#live.close();
    this.#chart.close();
  }
}

function welcome() {
  return html`<div class="alert alert-info">There is no device yet. <a class="alert-link" href="#/devices/new">Add one</a>, or start simulated ones with
    <code>./quickstart --fleet</code>.</div>`;
}

/** How many alerts are not cleared, by severity, and the newest of them. */
function open(counts, newest) {
  const some = Object.entries(counts).filter(([, count]) => count > 0);
  return html`<section class="card mb-3" id="open-alerts"><div class="card-body">
    <div class="d-flex flex-wrap align-items-center gap-2 mb-2"><h2 class="h5 mb-0 me-2">Open alerts</h2>
      ${some.map(([name, count]) => html`<a class="text-decoration-none" href="#/alerts?severity=${name}" aria-label="${number(count)} ${name}: see them">${severity(name, number(count))}</a>`)}</div>
    ${newest.length === 0
      ? html`<p class="mb-0">None. <a href="#/alert-rules">Rules</a> say what to look for, such as a value that is too high or a device that is silent.</p>`
      : html`<ul class="list-unstyled">${newest.map((it) => html`<li class="py-1 user-text">${severity(it.severity)}
          <a class="alerting" href="#/device/${encode(it.device_id)}"><bdi>${it.device_id}</bdi></a> <bdi>${it.message}</bdi>
          <span class="small" title=${moment(it.opened_at)}>rule ${it.rule}, ${ago(it.opened_at)}${it.state === "acknowledged" ? ", acknowledged" : ""}</span></li>`)}</ul>
        <a href="#/alerts">see all</a>`}</div></section>`;
}

/** Who came and went, what was answered and what was found, since the page was opened. */
function newest(events) {
  return html`<section class="card mb-3" id="events"><div class="card-body"><h2 class="h5">Newest events</h2>
    ${events.length === 0
      ? html`<p class="mb-0">None since this page was opened. Devices that come online or go, their answers to commands, and alerts are shown here as they come.</p>`
      : html`<ul class="messages list-unstyled" tabindex="0" aria-label="Newest events">${events.map(happened)}</ul>`}</div></section>`;
}

function happened({ name, data }) {
  const device = html`<a href="#/device/${encode(data.device_id)}"><bdi>${data.device_id}</bdi></a>`;
  const what = {
    presence: () => html`${device} ${data.online ? "came online" : "went offline"}`,
    command: () => html`${device} answered a command: <code>${JSON.stringify(data.response)}</code>`,
    alert: () => html`${severity(data.severity)} ${device} alert ${data.event}: <bdi>${data.message}</bdi> <span class="small">rule <bdi>${data.rule}</bdi></span>`,
  }[name]();
  return html`<li class="py-1 user-text">${what} <span class="small" title=${moment(data.time)}>${ago(data.time)}</span></li>`;
}

/** A moving chart of the readings of each type of device. */
function readings(types) {
  return types.length === 0
    ? html`<p class="mb-0">Here are links to the charts of your devices.</p>`
    : html`<ul class="list-unstyled mb-0">${types.slice(0, 12).map((it) => {
        const { hash } = new Question(new URLSearchParams({ by: "device_type", value: it.type }));
        return html`<li class="d-flex justify-content-between py-1"><a class="readings user-text" href=${hash}><bdi>${it.type}</bdi></a> ${number(it.count)} ${it.count === 1 ? "device" : "devices"}</li>`;
      })}</ul>`;
}

function figure(name, value, note) {
  return html`<div class="col"><div class="card h-100"><div class="card-body">
    <h2 class="h6 mb-1">${name}</h2><div class="figure-value">${value}</div><div class="small">${note}</div>
  </div></div></div>`;
}

function part(it) {
  const [text, look] = it.status === "healthy" ? (INFLUXDB[it.data?.state] ?? ["works", "success"]) : ["is down", "danger"];
  return html`<li class="d-flex justify-content-between py-1"><span>${NAMES[it.name] ?? it.name}</span>
    <span class="badge text-bg-${look}">${text}</span></li>`;
}

function message(it) {
  const device = it.device_id ?? "unknown device";
  return html`<li class="user-text"><a href="#/device/${encodeURIComponent(device)}"><bdi>${device}</bdi></a>
    ${it.detail ?? it.reason} <span>(${it.reason}, ${ago(it.received_at)})</span></li>`;
}
