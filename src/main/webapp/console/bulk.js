import { html, nothing } from "/webjars/lit-html/3.3.2/lit-html.js";
import { API, Refused, act, call } from "/console/api.js";
import { COLUMNS } from "/console/devicecolumns.js";
import { ask } from "/console/dialog.js";
import { said } from "/console/elements.js";
import { csv, download } from "/console/files.js";
import { encode, json, number, total } from "/console/text.js";

const AT_ONCE = 4;

/** More is for a program, with the API. */
const MOST = 10_000;

/** One action for many devices: those that are marked, or all that fit. */
export class Bulk {
  #pageOf;
  #reload;
  #redraw;
  #marked = new Set();
  #isAll = false;
  #done;
  #said;

  /** `pageOf(n)` is the n-th page of what is looked for. */
  constructor(pageOf, reload, redraw) {
    this.#pageOf = pageOf;
    this.#reload = reload;
    this.#redraw = redraw;
  }

  one(device) {
    return html`<input class="form-check-input" type="checkbox" aria-label="Mark ${device.device_id}" .checked=${this.#isAll || this.#marked.has(device.device_id)}
      ?disabled=${this.#isAll} @change=${(e) => this.#mark([device], e.target.checked)}>`;
  }

  all(devices) {
    return html`<input class="form-check-input" type="checkbox" id="mark-page" aria-label="Mark all of this page" .checked=${this.#isAll || devices.every((it) => this.#marked.has(it.device_id))}
      ?disabled=${this.#isAll} @change=${(e) => this.#mark(devices, e.target.checked)}>`;
  }

  #mark(devices, isMarked) {
    devices.forEach((it) => (isMarked ? this.#marked.add(it.device_id) : this.#marked.delete(it.device_id)));
    this.#redraw();
  }

  /** What came of the last action. */
  get told() {
    return said(this.#said);
  }

  view(isAdmin, devices, pagination) {
    const count = this.#isAll ? pagination.total : this.#marked.size;
    const fit = pagination.total_is_exact ? `${number(pagination.total)} that fit` : "that fit";
    return html`${this.told}
      ${this.#done === undefined ? nothing : html`<p role="status">${number(this.#done)} done…</p>`}
      <div class="d-flex flex-wrap gap-2 align-items-center mb-2">
        <button class="btn btn-sm btn-secondary" id="csv" @click=${() => this.#csv(pagination.total)}>CSV of all that fit</button>
        ${isAdmin ? html`<span id="marked">${count === 0 ? "Mark devices to change several at once." : `${this.#isAll ? total(pagination) : number(count)} marked`}</span>` : nothing}
        ${isAdmin && pagination.total > devices.length ? html`<button class="btn btn-sm btn-secondary" id="mark-all" @click=${() => this.#all()}>${this.#isAll ? "Mark none" : `Mark all ${fit}`}</button>` : nothing}
        ${isAdmin && count > 0 ? this.#actions(count, this.#isAll ? total(pagination) : number(count)) : nothing}</div>`;
  }

  #all() {
    this.#isAll = !this.#isAll;
    this.#marked.clear();
    this.#redraw();
  }

  #actions(count, howMany) {
    const many = `${howMany} ${count === 1 ? "device" : "devices"}`;
    const device = (id) => `${API}/admin/devices/${encode(id)}`;
    const status = (value) => (id) => call("PUT", device(id), { body: { status: value } });
    const button = (id, name, style, run) => html`<button class="btn btn-sm btn-${style}" id=${id} @click=${run}>${name}</button>`;
    return html`
      <input class="form-control form-control-sm w-auto" id="to-group" aria-label="Id of a group" placeholder="a group's id" maxlength="64">
      ${button("bulk-group", "Put into the group", "secondary", () => this.#toGroup(many))}
      <input class="form-control form-control-sm w-auto" id="to-command" aria-label="Command, as JSON" placeholder='{"action":"report"}' maxlength="4000">
      ${button("bulk-command", "Send the command", "secondary", () => this.#command(many))}
      ${button("bulk-enable", "Enable", "secondary", () => this.#run(`Enable ${many}?`, "What they send is taken.", "Enable", status("active")))}
      ${button("bulk-disable", "Disable", "danger", () => this.#run(`Disable ${many}?`, "Nothing that they send is taken until somebody enables them again.", "Disable", status("inactive")))}
      ${button("bulk-rotate", "Make new keys", "danger", () => this.#rotate(many, device))}
      ${button("bulk-delete", "Delete", "danger", () => this.#run(`Delete ${many} for good?`, "Their keys, their broker accounts and all of their readings are deleted in both stores. This cannot be undone.", "Delete", (id) => call("DELETE", device(id))))}`;
  }

  #toGroup(many) {
    const group = document.getElementById("to-group").value.trim();
    if (!group) {
      this.#say("Write the id of the group first.");
    } else {
      this.#run(`Put ${many} into the group ${group}?`, "They get the commands of the group, too.", "Put into the group",
        (id) => call("PUT", `${API}/admin/groups/${encode(group)}/devices/${encode(id)}`));
    }
  }

  #say(wrong) {
    this.#said = { text: wrong, isError: true };
    this.#redraw();
  }

  #command(many) {
    const text = document.getElementById("to-command").value.trim();
    let command;
    try {
      command = json(text);
    } catch (e) {
      this.#say(e.message);
      return;
    }
    this.#run(`Send a command to ${many}?`, `Each is sent: ${text}`, "Send the command",
      (id) => call("POST", `${API}/mqtt/device/${encode(id)}/command`, { body: { command_type: "control", command } }));
  }

  async #rotate(many, device) {
    const keys = [];
    await this.#run(`Make new keys for ${many}?`, "The old ones are good for a while over HTTP, and over MQTT no more. The new ones are downloaded once as keys.csv, and not shown again.", "Make new keys",
      async (id) => keys.push([id, (await call("POST", `${device(id)}/keys/rotate`)).api_key]));
    if (keys.length > 0) {
      download("keys.csv", csv([["device_id", "api_key"], ...keys]));
    }
  }

  async #run(title, text, doing, change) {
    if (!(await ask(title, text, doing))) {
      return;
    }
    this.#done = 0;
    const failed = [];
    let example = "";
    this.#said = await act(async () => {
      const ids = this.#isAll ? (await this.#everything()).map((it) => it.device_id) : [...this.#marked];
      const next = ids[Symbol.iterator]();
      await Promise.all(Array.from({ length: AT_ONCE }, async () => {
        for (const id of next) {
          await change(id).catch((e) => {
            if (!(e instanceof Refused)) {
              throw e;
            }
            failed.push(id);
            example = `${id}: ${e.message}`;
          });
          this.#done++;
          this.#redraw();
        }
      }));
      this.#marked = new Set(failed);
      this.#isAll = false;
      await this.#reload();
      if (failed.length > 0) {
        throw new Refused(400, `${number(this.#done - failed.length)} done, ${number(failed.length)} not, which are still marked, such as ${example}`);
      }
    }, "Done.");
    if (!this.#said.isError) {
      this.#said.text = `${number(this.#done)} ${this.#done === 1 ? "device" : "devices"}: ${doing.toLowerCase()}, done.`;
    }
    this.#done = undefined;
    this.#redraw();
  }

  /** All that fit, page by page in an order that does not move. */
  async #everything() {
    const devices = new Map();
    for (let page = 1, more = true; more; page++) {
      const found = await this.#pageOf(page);
      if (found.pagination.total > MOST) {
        throw new Refused(400, `${total(found.pagination)} devices fit; at most ${number(MOST)} can be taken at once here. Narrow the search, or use the API.`);
      }
      found.devices.forEach((it) => devices.set(it.device_id, it));
      more = found.pagination.has_next;
    }
    return [...devices.values()];
  }

  async #csv(count) {
    this.#said = await act(async () => {
      const names = Object.keys(COLUMNS);
      download("devices.csv", csv([names, ...(await this.#everything()).map((device) => names.map((it) => device[it]))]));
    }, `${number(count)} ${count === 1 ? "device" : "devices"} written to devices.csv.`);
    this.#redraw();
  }
}
