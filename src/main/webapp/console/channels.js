import { html, nothing } from "/webjars/lit-html/3.3.2/lit-html.js";
import { tabs } from "/console/alerts.js";
import { API, Refused, actAndLoad, call } from "/console/api.js";
import { ChannelForm } from "/console/channelform.js";
import { KINDS, target } from "/console/channeldefinition.js";
import { ask } from "/console/dialog.js";
import { card, choice, loading, said, showSaid, table } from "/console/elements.js";
import { marked } from "/console/marked.js";
import { ago, encode, many, moment, number } from "/console/text.js";

const STATES = [["", "all"], ["waiting", "waiting"], ["sending", "being sent"], ["sent", "sent"], ["expired", "given up"]];
const READ_ONLY = ["created_at", "updated_at", "delivery", "address"];
const LIMIT = 50;

/** Who is told of alerts, and what was sent to them. */
export class Channels {
  title = "Notification channels";
  every = 5000;
  #parameters;
  #isAdmin;
  #redraw;
  #form;
  #channels;
  #notices;
  #said;
  #tested; // the channel that a test is on its way through

  constructor({ parameters, isAdmin, redraw }) {
    this.#parameters = parameters;
    this.#isAdmin = isAdmin;
    this.#redraw = redraw;
    this.#form = new ChannelForm((data) => this.#submit(data), redraw);
  }

  async load(poll) {
    const query = new URLSearchParams({ limit: LIMIT, state: this.#parameters.get("state") ?? "", channel: this.#parameters.get("channel") ?? "" });
    const [{ channels }, { notifications }] = await Promise.all([
      call("GET", `${API}/admin/notification-channels`, { poll }), call("GET", `${API}/admin/notifications?${query}`, { poll })]);
    this.#channels = channels;
    this.#notices = notifications;
  }

  async #act(action) {
    this.#said = marked(await actAndLoad(this, action));
    this.#tested = undefined;
    this.#redraw();
    showSaid();
  }

  #submit(data) {
    return this.#act(async () => {
      const channel = this.#form.read(data);
      const { edited } = this.#form;
      await (edited ? this.#replace(edited, channel) : call("POST", `${API}/admin/notification-channels`, { body: channel }));
      this.#form.begin();
      return edited ? `${edited} is saved.` : `${channel.name} is made. Test it, and choose it in the alert rules that it is to tell of.`;
    });
  }

  #replace(name, body) {
    return call("PUT", `${API}/admin/notification-channels/${encode(name)}`, { body });
  }

  async #test(channel) {
    this.#tested = channel.name;
    this.#redraw();
    await this.#act(async () => {
      const { test } = await call("POST", `${API}/admin/notification-channels/${encode(channel.name)}/test`);
      if (!test.delivered) {
        throw new Refused(502, `${channel.name}: the test did not arrive: ${test.error}. Edit the channel, or look at who it leads to, and test again.`);
      }
      return `${channel.name}: the test arrived in ${number(test.milliseconds)} ms${test.http_status ? ` (HTTP ${test.http_status})` : ""}.`;
    });
  }

  async #switch(channel) {
    await this.#act(async () => {
      await this.#replace(channel.name, { ...own(channel), enabled: !channel.enabled });
      return channel.enabled ? `${channel.name} is off: it is told of nothing new.` : `${channel.name} is on.`;
    });
  }

  async #remove(channel) {
    const { waiting } = channel.delivery;
    if (await ask(`Delete the channel ${channel.name}?`, `${waiting > 0 ? `${many(waiting, "notice")} that waited will not be sent. ` : ""}Rules that name it tell nobody through it any more.`, "Delete")) {
      await this.#act(async () => {
        await call("DELETE", `${API}/admin/notification-channels/${encode(channel.name)}`);
        if (this.#form.edited === channel.name) {
          this.#form.begin();
        }
        return `${channel.name} is deleted.`;
      });
    }
  }

  #edit(channel) {
    this.#said = undefined;
    this.#form.begin(channel);
    this.#redraw();
    const form = document.getElementById("channel-form");
    form.scrollIntoView({ block: "center" });
    form.elements.min_severity.focus();
  }

  #look(changes) {
    const next = new URLSearchParams(Object.entries({ ...Object.fromEntries(this.#parameters), ...changes }).filter(([, value]) => value));
    location.hash = `#/channels?${next}`;
  }

  view() {
    if (!this.#channels) {
      return loading();
    }
    return html`${tabs()}<p>A channel tells people or programs what becomes of alerts. A rule says which channels it tells.</p>
      ${said(this.#said)}<div class="row g-3">
      ${card("All channels", this.#list(), this.#isAdmin ? "col-12 col-xl-8" : "col-12")}
      ${this.#isAdmin ? card(this.#form.edited ? html`Edit <bdi>${this.#form.edited}</bdi>` : "New channel", this.#form.view(), "col-12 col-xl-4") : nothing}
      ${card("Notices", this.#outbox(), "col-12")}</div>`;
  }

  #list() {
    return this.#channels.length === 0 ? html`<p>There is none, so alerts tell nobody; they are only shown here. ${this.#isAdmin ? "Make one in the form, and test it." : "An admin makes one."}</p>`
      : table("Notification channels", ["Channel", "Leads to", "Told of", "Delivery", ...(this.#isAdmin ? ["Change"] : [])], this.#channels.map((it) => [
        html`<bdi>${it.name}</bdi>${it.enabled ? nothing : html` <span class="badge text-bg-secondary">off</span>`}<div class="small">${KINDS[it.type]?.text ?? it.type}</div>`,
        html`<bdi>${target(it)}</bdi>`, html`${it.min_severity === "info" ? "every severity" : `${it.min_severity} and worse`}<div class="small">${it.events.join(", ")}</div>`,
        delivery(it.delivery), ...(this.#isAdmin ? [this.#changes(it)] : [])]));
  }

  #changes(it) {
    const isTested = this.#tested === it.name;
    return html`<div class="d-flex flex-wrap gap-2"><button class="btn btn-sm btn-primary" aria-label="Test ${it.name}" ?disabled=${isTested} @click=${() => this.#test(it)}>${isTested ? "Testing…" : "Test"}</button>
      <button class="btn btn-sm btn-primary" aria-label="Edit ${it.name}" @click=${() => this.#edit(it)}>Edit</button>
      <button class="btn btn-sm btn-secondary" aria-label="Turn ${it.name} ${it.enabled ? "off" : "on"}" @click=${() => this.#switch(it)}>Turn ${it.enabled ? "off" : "on"}</button>
      <button class="btn btn-sm btn-danger" aria-label="Delete ${it.name}" @click=${() => this.#remove(it)}>Delete</button></div>`;
  }

  #outbox() {
    const [state, channel] = [this.#parameters.get("state") ?? "", this.#parameters.get("channel") ?? ""];
    return html`<div class="row g-2 mb-2"><div class="col-6 col-md-3">${choice("state", "State", STATES, state, (it) => this.#look({ state: it }))}</div>
      <div class="col-6 col-md-3">${choice("channel", "Channel", [["", "all"], ...this.#channels.map((it) => it.name)], channel, (it) => this.#look({ channel: it }))}</div></div>
      ${this.#notices.length === 0 ? html`<p class="mb-0">${state || channel ? "Nothing fits." : "There is none yet. When an alert tells a channel, it is here: what waits, what was sent, and why something was not."}</p>`
        : table("Notices", ["When", "Channel", "About", "State"], this.#notices.map((it) => [
          html`<span class="text-nowrap" title=${moment(it.at)}>${ago(it.at)}</span>`, html`<bdi>${it.channel}</bdi>`,
          html`${it.event}: <a href="#/device/${encode(it.device_id)}"><bdi>${it.device_id}</bdi></a> <bdi>${it.message}</bdi><div class="small">rule ${it.rule}, ${it.severity}</div>`,
          html`${STATES.find(([name]) => name === it.state)?.[1] ?? it.state}${it.attempts > 1 ? `, ${many(it.attempts, "attempt")}` : ""}${it.last_error && it.state !== "sent" ? html`<div class="small"><bdi>${it.last_error}</bdi></div>` : nothing}`]))}
      ${this.#notices.length === LIMIT ? html`<p class="mb-0 small">The newest ${LIMIT}; the API has all.</p>` : nothing}`;
  }
}

/** How delivery stands, in words. */
function delivery({ waiting, failures, last_success_at: success, last_error: error, next_attempt_at: next }) {
  return html`${failures > 0 ? html`<span class="badge text-bg-danger">fails</span> ${many(failures, "attempt")} in a row: <bdi>${error}</bdi>${next ? html`<div class="small">tried again at ${moment(next)}</div>` : nothing}`
    : success ? html`<span class="badge text-bg-success">works</span> last sent ${ago(success)}` : "nothing sent yet"}
    <div class="small">${number(waiting)} waiting</div>`;
}

/** What an operator says of a channel; its secrets stay as they are. */
function own(channel) {
  return Object.fromEntries(Object.entries(channel).filter(([name, value]) => !READ_ONLY.includes(name) && !name.endsWith("_set") && value !== null));
}
