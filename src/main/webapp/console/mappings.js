import { html, nothing } from "/webjars/lit-html/3.3.2/lit-html.js";
import { API, act, call } from "/console/api.js";
import { copyable } from "/console/copy.js";
import { ask } from "/console/dialog.js";
import { card, choice, loading, said, table } from "/console/elements.js";
import { ago, encode, number } from "/console/text.js";

const OWN = "none: all members are my own";
const MEMBERS = ["enabled", "webhook", "topics", "publishers", "group", "device_id", "measurement", "time", "fields", "tags"];
const START = '{\n  "topics": ["plant/{device_id}/state"],\n  "measurement": "\\"plant\\"",\n  "fields": "$"\n}';

const EXAMPLE = "esp32_001";

/** What to try a template on: a topic, where it has some, and a payload; of a device that is there, if one is. */
const SAMPLES = {
  tasmota: ["tele/esp32_001/SENSOR", { AM2301: { Temperature: 21.4 } }],
  zigbee2mqtt: ["zigbee2mqtt/esp32_001", { temperature: 21.4 }],
  shelly: ["shellies/esp32_001/status/switch:0", { output: true, apower: 12.5 }],
  esphome: ["esphome/esp32_001/sensor/temperature/state", 21.4],
  ttn: ["", { end_device_ids: { device_id: "esp32_001", application_ids: { application_id: "plant" } }, uplink_message: { f_cnt: 1, f_port: 2, rx_metadata: [{ rssi: -60, snr: 9 }], decoded_payload: { temperature: 21.4 } } }],
  chirpstack: ["", { deviceInfo: { devEui: "0102030405060708", applicationName: "plant" }, fCnt: 1, fPort: 2, rxInfo: [{ rssi: -60, snr: 9 }], object: { temperature: 21.4 } }],
};

/** Foreign topics and webhooks that become messages: made of a template or by hand, tried on a sample, switched off, deleted. */
export class Mappings {
  title = "Mappings";
  every = 10_000;
  #isAdmin;
  #redraw;
  #mappings;
  #templates = [];
  #device = EXAMPLE;
  #editing; // the name of the one that is changed
  #template = OWN;
  #text = START;
  #sample = '{"temperature": 21.5}';
  #outcome;
  #key;
  #said;

  constructor({ isAdmin, redraw }) {
    this.#isAdmin = isAdmin;
    this.#redraw = redraw;
  }

  async load(poll) {
    if (!poll && this.#templates.length === 0) {
      const [{ templates }, { devices }] = await Promise.all([call("GET", `${API}/admin/mappings/templates`), call("GET", `${API}/admin/devices?per_page=1`)]);
      this.#templates = templates;
      this.#device = devices[0]?.device_id ?? EXAMPLE;
    }
    this.#mappings = (await call("GET", `${API}/admin/mappings`, { poll })).mappings;
  }

  async #act(action, done) {
    this.#outcome = undefined;
    this.#said = await act(async () => {
      await action();
      await this.load(false);
    }, done);
    this.#redraw();
  }

  /** What the form says; throws where its text is no JSON. */
  #definition() {
    const members = JSON.parse(this.#text.trim() || "{}");
    return this.#template === OWN ? members : { template: this.#template, ...members };
  }

  #withDefinition(action) {
    let definition;
    try {
      definition = this.#definition();
    } catch (e) {
      this.#said = { text: `This is no JSON: ${e.message}`, isError: true };
      this.#redraw();
      return;
    }
    action(definition);
  }

  #save(event) {
    event.preventDefault();
    const name = this.#editing ?? new FormData(event.target).get("name").trim();
    this.#withDefinition((definition) => this.#act(async () => {
      const answer = this.#editing
        ? await call("PUT", address(name), { body: definition })
        : await call("POST", `${API}/admin/mappings`, { body: { name, ...definition } });
      this.#key = answer.mapping.webhook_key ? { name, key: answer.mapping.webhook_key } : undefined;
      this.#leave();
    }, `The mapping ${name} is ${this.#editing ? "changed" : "made"}.`));
  }

  #try() {
    this.#withDefinition(async (mapping) => {
      this.#said = await act(async () => {
        const topic = document.getElementById("topic").value.trim();
        let payload = this.#sample;
        try {
          payload = JSON.parse(payload);
        } catch {
          // a text is a payload, too
        }
        this.#outcome = await call("POST", `${API}/admin/mappings/try`, { body: { mapping, payload, ...(topic ? { topic } : {}) } });
      }, "");
      this.#said = this.#said.isError ? this.#said : undefined;
      this.#redraw();
    });
  }

  #edit(mapping) {
    this.#editing = mapping.name;
    this.#template = OWN;
    this.#text = JSON.stringify(definitionOf(mapping), null, 2);
    this.#outcome = undefined;
    this.#redraw();
    document.getElementById("definition").focus();
  }

  #leave() {
    this.#editing = undefined;
    this.#template = OWN;
    this.#text = START;
    this.#outcome = undefined;
  }

  #choose(template) {
    this.#template = template;
    this.#text = template === OWN ? START : "{}";
    const [topic, payload] = SAMPLES[template] ?? ["", { temperature: 21.5 }];
    document.getElementById("topic").value = topic.replace(EXAMPLE, this.#device);
    this.#sample = JSON.stringify(payload).replace(EXAMPLE, this.#device);
    this.#outcome = undefined;
    this.#redraw();
  }

  #enable(it, enabled) {
    this.#act(() => call("PUT", address(it.name), { body: { ...definitionOf(it), enabled } }), `The mapping ${it.name} is ${enabled ? "on" : "off"}.`);
  }

  async #newKey(it) {
    if (await ask(`Make a new key for the webhook ${it.name}?`, "The former one ends at once; whoever posts with it is refused.", "Make a new key")) {
      this.#act(async () => {
        this.#key = { name: it.name, key: (await call("POST", `${address(it.name)}/key`)).webhook_key };
      }, `The webhook ${it.name} has a new key.`);
    }
  }

  async #delete(it) {
    if (await ask(`Delete the mapping ${it.name}?`, "What comes to its topics or address is taken no more. What it has stored stays.", "Delete")) {
      this.#act(async () => {
        await call("DELETE", address(it.name));
        this.#leave();
      }, `The mapping ${it.name} is deleted.`);
    }
  }

  view() {
    return html`${said(this.#said)}
      ${this.#key ? html`<div class="alert alert-warning"><p>The key of the webhook <strong class="user-text"><bdi>${this.#key.name}</bdi></strong>, which posts to <code>/api/v1/webhooks/${this.#key.name}</code>. It is not shown again: copy it now.</p>${copyable(this.#key.key, "new-key")}</div>` : nothing}
      <div class="row g-3">${card("Mappings", this.#mappings ? this.#list() : loading(), "col-12")}
      ${this.#isAdmin ? card(this.#editing ? html`Change <bdi>${this.#editing}</bdi>` : "Make a mapping", this.#form(), "col-12") : nothing}</div>`;
  }

  #list() {
    if (this.#mappings.length === 0) {
      return html`<p>None yet. A mapping takes messages of devices that have topics of their own (Tasmota, Zigbee2MQTT, Shelly, ESPHome), or of a service that
        posts them (The Things Stack, ChirpStack), without a change of either. <a href="/docs/">All members</a> are those of the API.</p>`;
    }
    const heads = ["Name", "Takes", "Stored", "Ignored", "Failed", "Last error", ...(this.#isAdmin ? ["Change"] : [])];
    return table("Mappings", heads, this.#mappings.map((it) => [
      html`<bdi>${it.name}</bdi>${it.enabled ? nothing : html` <span class="badge text-bg-secondary">off</span>`}`,
      it.webhook ? html`<code>POST /api/v1/webhooks/${it.name}</code>` : it.topics.map((topic) => html`<div><code>${topic}</code></div>`),
      number(it.figures.stored), number(it.figures.ignored), number(it.figures.failed),
      it.figures.last_error ? html`${it.figures.last_error} (${ago(it.figures.last_error_at)})` : "–",
      ...(this.#isAdmin ? [html`<div class="d-flex flex-wrap gap-1">
        <button class="btn btn-sm btn-secondary" aria-label="Change ${it.name}" @click=${() => this.#edit(it)}>Change</button>
        <button class="btn btn-sm btn-secondary" aria-label="Switch ${it.name} ${it.enabled ? "off" : "on"}" @click=${() => this.#enable(it, !it.enabled)}>${it.enabled ? "Off" : "On"}</button>
        ${it.webhook ? html`<button class="btn btn-sm btn-secondary" aria-label="New key for ${it.name}" @click=${() => this.#newKey(it)}>New key</button>` : nothing}
        <button class="btn btn-sm btn-danger" aria-label="Delete ${it.name}" @click=${() => this.#delete(it)}>Delete</button></div>`] : []),
    ]));
  }

  #form() {
    const chosen = this.#templates.find((it) => it.template === this.#template);
    return html`<form @submit=${(e) => this.#save(e)}><div class="row g-3">
      ${this.#editing ? nothing : html`<div class="col-12 col-md-6"><label class="form-label" for="name">Name: small letters, digits, <code>.</code>, <code>_</code>, <code>-</code></label>
          <input class="form-control" id="name" name="name" maxlength="64" required autocomplete="off"></div>
        <div class="col-12 col-md-6">${choice("template", "Template", [OWN, ...this.#templates.map((it) => it.template)], this.#template, (it) => this.#choose(it))}</div>`}
      ${chosen ? html`<p class="mb-0">${chosen.description}. It is enough to say what is different.</p>
        <details><summary>What the template says</summary><pre class="mt-2" tabindex="0" id="of-template">${JSON.stringify(definitionOf(chosen), null, 2)}</pre></details>` : nothing}
      <div class="col-12 col-lg-6"><label class="form-label" for="definition">Its members, as JSON</label>
        <textarea class="form-control font-monospace" id="definition" rows="12" spellcheck="false" .value=${this.#text} @input=${(e) => { this.#text = e.target.value; }}></textarea></div>
      <div class="col-12 col-lg-6"><label class="form-label" for="sample">A sample to try it on</label>
        <textarea class="form-control font-monospace mb-2" id="sample" rows="6" spellcheck="false" .value=${this.#sample} @input=${(e) => { this.#sample = e.target.value; }}></textarea>
        <label class="form-label" for="topic">The topic that it comes on (not for a webhook)</label>
        <input class="form-control mb-2" id="topic" autocomplete="off" placeholder="plant/esp32_001/state">
        <button type="button" class="btn btn-secondary" id="try" @click=${() => this.#try()}>Try</button>
        <div role="status" id="outcome">${this.#outcome ? outcome(this.#outcome) : nothing}</div></div></div>
      <div class="d-flex gap-2 mt-3"><button class="btn btn-primary" id="save">${this.#editing ? "Save" : "Make"}</button>
        ${this.#editing ? html`<button type="button" class="btn btn-secondary" @click=${() => { this.#leave(); this.#redraw(); }}>Cancel</button>` : nothing}</div></form>`;
  }
}

function outcome(it) {
  const why = [it.member, it.detail].filter(Boolean).join(": ");
  return html`<p class="mt-2 mb-1 user-text">${it.outcome === "stored" ? "It would be stored as:" : `It would be ${it.outcome}. ${why}`}</p>
    ${it.messages?.length ? html`<pre class="user-text mb-0">${JSON.stringify(it.messages, null, 2)}</pre>` : nothing}`;
}

function definitionOf(mapping) {
  return Object.fromEntries(MEMBERS.filter((it) => mapping[it] !== null && mapping[it] !== undefined && !(Array.isArray(mapping[it]) && mapping[it].length === 0)).map((it) => [it, mapping[it]]));
}

function address(name) {
  return `${API}/admin/mappings/${encode(name)}`;
}
