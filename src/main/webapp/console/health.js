import { html, nothing } from "/webjars/lit-html/3.3.2/lit-html.js";
import { API, ServerAway, call } from "/console/api.js";
import { loading } from "/console/elements.js";
import { pipeline } from "/console/pipeline.js";
import { Rate } from "/console/rate.js";
import { number } from "/console/text.js";

/** So old may the oldest waiting point be, in seconds, until the page says that InfluxDB is behind. */
const BEHIND = 60;

/** The way of a message, with figures, and where it stands. */
export class Health {
  title = "Health";
  every = 2000;
  #rates = { received: new Rate(), rows: new Rate(), written: new Rate() };
  #now = {};
  #data;

  async load(poll) {
    const [health, dashboard, influx, mqtt] = await Promise.all([
      call("GET", "/health?detailed=true", { poll, also: [503] }),
      unlessAway(call("GET", `${API}/admin/dashboard`, { poll })),
      unlessAway(call("GET", `${API}/influxdb/stats`, { poll })),
      unlessAway(call("GET", `${API}/mqtt/status`, { poll })),
    ]);
    if (!health.parts) { // it is starting
      throw new ServerAway(health.message ?? health.detail);
    }
    const parts = Object.fromEntries(health.parts.map((it) => [it.name, { isWell: it.status === "healthy", ...it.data }]));
    if (dashboard) {
      const time = Date.parse(dashboard.timestamp) / 1000;
      Object.entries(this.#rates).forEach(([name, rate]) => (this.#now[name] = rate.at(time, dashboard.statistics.flow[name])));
    }
    this.#data = { health, parts, statistics: dashboard?.statistics, influx, broker: mqtt?.broker_info };
  }

  view() {
    if (!this.#data) {
      return loading();
    }
    const problems = this.#problems();
    return html`${problems.length === 0
      ? html`<div class="alert alert-success" role="status">Everything works: what devices send is stored${this.#state === "disabled" ? "" : " and written on to InfluxDB"}.</div>`
      : problems.map((it) => html`<div class="alert alert-danger" role="alert"><h2 class="h6 fw-bold">${it.title}</h2>
          ${it.why ? html`<p class="mb-1 user-text">${it.why}</p>` : nothing}<p class="mb-0 user-text">${it.todo}</p></div>`)}
      <section class="card mb-3"><div class="card-body"><h2 class="h5">The way of a message</h2>${this.#drawing()}</div></section>
      ${this.#figures()}`;
  }

  get #state() {
    return this.#data.parts.influxdb?.state ?? "disabled";
  }

  #drawing() {
    const { parts, statistics } = this.#data;
    const devices = statistics?.devices;
    const isWell = (name) => parts[name]?.isWell ?? true;
    const backlog = Number(parts.influxdb?.backlog_points ?? 0);
    const age = Number(parts.influxdb?.backlog_age_seconds ?? 0);
    const isOff = this.#state === "disabled";
    const stands = ["retrying", "held"].includes(this.#state);
    const boxes = [
      { name: "Devices", lines: devices ? [`${number(devices.total)} in all`, `${number(devices.online)} online`] : [], state: "well" },
      { name: "Broker, HTTP", lines: [isWell("mqtt") ? "take messages" : "the broker is away"], state: isWell("mqtt") ? "well" : "bad" },
      { name: "Log (PostgreSQL)", lines: [isWell("postgresql") ? "stores" : "is away", statistics ? `${number(statistics.flow.log)} messages` : ""], state: isWell("postgresql") ? "well" : "bad" },
      { name: "InfluxDB", lines: [{ disabled: "not configured", writing: "is written to", retrying: "does not answer", held: "refuses" }[this.#state]], state: isOff ? "off" : stands ? "bad" : "well" },
    ];
    const arrows = [
      { lines: [second(this.#now.received, "messages"), "received"], state: isWell("mqtt") ? "well" : "bad" },
      { lines: [second(this.#now.rows, "rows"), "stored"], state: isWell("postgresql") ? "well" : "bad" },
      isOff
        ? { lines: ["nothing waits"], state: "off" }
        : { lines: [second(this.#now.written, "points"), `${number(backlog)} wait`, `oldest ${number(age)} s`], state: stands || age > BEHIND ? "bad" : "well" },
    ];
    return pipeline(boxes, arrows);
  }

  #problems() {
    const { parts, influx, broker } = this.#data;
    const found = [];
    if (parts.postgresql?.isWell === false) {
      found.push({
        title: "PostgreSQL does not store", why: parts.postgresql.reason,
        todo: "Start it, or make room on its disk. Nothing that was acknowledged is lost: HTTP is answered 503, and the broker keeps what comes with QoS 1 until IoTFlow goes on, by itself.",
      });
    }
    if (parts.mqtt?.isWell === false) {
      found.push({
        title: "The broker does not pass messages on",
        why: broker ? `${broker.host}:${broker.port}, ${broker.connected ? "connected, but no message comes round" : "not connected"}` : undefined,
        todo: "Look whether it runs, and whether it takes IoTFlow's account (MQTT_HOST, MQTT_USERNAME). IoTFlow connects again by itself; HTTP works meanwhile.",
      });
    }
    const where = influx?.health?.message;
    const todo = {
      retrying: `Look whether InfluxDB runs${influx?.url ? ` at ${influx.url}` : ""}. It is tried again by itself.`,
      held: "It refuses the token, the organisation or the bucket. Correct INFLUXDB_TOKEN, INFLUXDB_ORG or INFLUXDB_BUCKET, and start IoTFlow again.",
    }[this.#state];
    if (todo) {
      found.push({ title: "InfluxDB is not written to", why: where, todo: `${todo} Nothing is lost: the points wait in PostgreSQL, which answers the queries.` });
    } else if (Number(parts.influxdb?.backlog_age_seconds ?? 0) > BEHIND) {
      found.push({ title: "InfluxDB is behind", why: where, todo: "More comes than it takes. The points wait in PostgreSQL; look at InfluxDB's load and disk." });
    }
    return found;
  }

  #figures() {
    const flow = this.#data.statistics?.flow;
    const rows = flow ? [
      ["Received", flow.received, "messages since the beginning"], ["Stored", flow.rows, "rows"], ["Repeated", flow.repeats, "messages that were there already"],
      ["Refused", flow.refused, html`messages; see the <a href="#/quarantine">quarantine</a>`], ["Written to InfluxDB", flow.written, "points"],
      ["Refused by InfluxDB", flow.refused_by_influxdb, "points"], ["Deleted or expired", flow.deleted + flow.expired, "rows"],
      ["Unaccounted for", Object.values(flow.unaccounted).reduce((sum, it) => sum + it, 0), "should be 0"],
    ] : [];
    return html`<dl class="row row-cols-2 row-cols-md-4 g-3">${rows.map(([name, value, note]) => html`<div class="col"><dt>${name}</dt>
      <dd class="mb-0"><span class="figure-value">${number(value)}</span><br><span class="small">${note}</span></dd></div>`)}</dl>
      <p class="small">Version ${this.#data.health.version}. As JSON: <a href="/health?detailed=true">/health</a>; for Prometheus: <a href="/metrics">/metrics</a></p>`;
  }
}

/** What the other calls say while PostgreSQL is away is nothing; the health says why. */
async function unlessAway(answer) {
  try {
    return await answer;
  } catch (e) {
    if (e instanceof ServerAway) {
      return undefined;
    }
    throw e;
  }
}

function second(rate, what) {
  return rate === undefined ? what : `${number(rate < 10 ? rate : Math.round(rate))} ${what}/s`;
}
