import { html, nothing } from "/webjars/lit-html/3.3.2/lit-html.js";
import { API, act, call } from "/console/api.js";
import { commandFields } from "/console/commands.js";
import { ask } from "/console/dialog.js";
import { card, loading, said, table } from "/console/elements.js";
import { ago, encode, json, number } from "/console/text.js";

/** One group: its devices, and commands to all of them. */
export class Group {
  every = 3000;
  #id;
  #isAdmin;
  #redraw;
  #group;
  #devices;
  #sent;
  #said;

  constructor(id, { isAdmin, redraw }) {
    this.#id = id;
    this.title = id;
    this.#isAdmin = isAdmin;
    this.#redraw = redraw;
  }

  get #path() {
    return `${API}/admin/groups/${encode(this.#id)}`;
  }

  async load(poll) {
    const { group, devices } = await call("GET", this.#path, { poll });
    this.#group = group;
    this.#devices = devices;
    if (this.#sent) {
      this.#sent = await call("GET", `${API}/mqtt/fleet/${encode(this.#id)}/command/${encode(this.#sent.command_id)}`, { poll });
    }
  }

  async #do(action, done) {
    this.#said = await act(async () => {
      await action();
      await this.load(false);
    }, done);
    this.#redraw();
  }

  #add(event) {
    event.preventDefault();
    const id = new FormData(event.target).get("device").trim();
    event.target.reset();
    this.#do(() => call("PUT", `${this.#path}/devices/${encode(id)}`), `${id} is in the group.`);
  }

  #remove(id) {
    this.#do(() => call("DELETE", `${this.#path}/devices/${encode(id)}`), `${id} is no more in the group.`);
  }

  async #send(event) {
    event.preventDefault();
    const form = Object.fromEntries(new FormData(event.target));
    const count = this.#devices.filter((it) => it.status === "active").length;
    if (await ask(`Send it to ${number(count)} ${count === 1 ? "device" : "devices"}?`, `Every active device of ${this.#id} is sent this command: ${form.command}`, "Send")) {
      this.#do(async () => {
        this.#sent = await call("POST", `${API}/mqtt/fleet/${encode(this.#id)}/command`, { body: { command_type: form.type, command: json(form.command) } });
      }, "The command is stored for each device; see below what becomes of it.");
    }
  }

  async #delete() {
    if (await ask(`Delete the group ${this.#id}?`, "Its devices and their readings stay.", "Delete the group")) {
      this.#said = await act(() => call("DELETE", this.#path), "Deleted.");
      if (!this.#said.isError) {
        location.hash = "#/groups";
        return;
      }
      this.#redraw();
    }
  }

  view() {
    if (!this.#group) {
      return loading();
    }
    return html`<p><bdi class="user-text fs-5">${this.#group.name}</bdi> <bdi class="user-text">${this.#group.description ?? ""}</bdi>
        <a href="#/explore?by=group&value=${encode(this.#id)}">Explore its readings</a></p>
      ${said(this.#said)}<div class="row g-3">
      ${card(`Devices (${number(this.#devices.length)})`, this.#members(), this.#isAdmin ? "col-12 col-xl-8" : "col-12")}
      ${this.#isAdmin ? card("A command for all of them", this.#commandForm(), "col-12 col-xl-4") : nothing}</div>
      ${this.#isAdmin ? html`<button class="btn btn-danger mt-3" id="delete-group" @click=${() => this.#delete()}>Delete the group</button>` : nothing}`;
  }

  #members() {
    const form = this.#isAdmin
      ? html`<form class="d-flex gap-2 mb-3 align-items-end" @submit=${(event) => this.#add(event)}>
          <div><label class="form-label" for="member">Put a device into it, by its id</label>
          <input class="form-control" id="member" name="device" maxlength="64" required></div><button class="btn btn-primary">Add</button></form>`
      : nothing;
    return html`${form}${this.#devices.length === 0
      ? html`<p>None yet.</p>`
      : table("Devices of the group", ["Name", "Id", "Status", "Online", "Last seen", ...(this.#isAdmin ? ["Change"] : [])], this.#devices.map((it) => [
        html`<a href="#/device/${encode(it.device_id)}"><bdi>${it.name}</bdi></a>`, it.device_id, it.status,
        it.is_online ? "online" : "offline", ago(it.last_seen),
        ...(this.#isAdmin ? [html`<button class="btn btn-sm btn-secondary" aria-label="Take ${it.device_id} out" @click=${() => this.#remove(it.device_id)}>Take out</button>`] : [])]))}`;
  }

  #commandForm() {
    return html`<form @submit=${(event) => this.#send(event)}>${commandFields("fleet-command")}
      <button class="btn btn-primary" id="send-all" ?disabled=${this.#devices.length === 0}>Send to all</button></form>
      ${this.#sent?.states ? this.#progress() : nothing}`;
  }

  #progress() {
    const { members, states, results } = this.#sent;
    const counts = Object.entries(states).filter(([, count]) => count > 0).map(([state, count]) => `${number(count)} ${state.replace("_", " ")}`);
    return html`<h3 class="h6 mt-3">The last one from here</h3>
      <p role="status" id="progress">${number(members)} ${members === 1 ? "device" : "devices"}: ${counts.join(", ")}; succeeded ${number(results.succeeded)}, failed ${number(results.failed)}.</p>`;
  }
}
