// What a device has sent, and what was refused of it, as its page shows it.
import { html, nothing } from "/webjars/lit-html/3.3.2/lit-html.js";
import { short } from "/console/commands.js";
import { ago, number } from "/console/text.js";

export function lastValues(values) {
  return values.length === 0
    ? html`<p>Nothing has come yet. See “Connect this device”.</p>`
    : html`<table class="table table-sm"><thead><tr><th scope="col">Field</th><th scope="col">Value</th><th scope="col">Age</th></tr></thead>
        <tbody>${values.map((it) => html`<tr><td class="user-text"><bdi>${it.measurement} ${it.field}</bdi></td>
          <td class="user-text"><bdi>${typeof it.value === "number" ? number(it.value) : String(it.value)}</bdi> ${it.unit ?? ""}</td><td>${ago(it.time)}</td></tr>`)}</tbody></table>`;
}

export function messages(all) {
  return all.length === 0
    ? html`<p>None yet.</p>`
    : html`<ul class="messages" tabindex="0" aria-label="Newest messages" id="messages">${all.map((it) => html`<li class="user-text">${ago(it.time)}, <bdi>${it.measurement}</bdi>: ${short(it.fields)}${it.leftOut ? html` <strong class="left-out">left out: ${short(it.leftOut)}</strong>` : nothing}</li>`)}</ul>`;
}

export function refused(all) {
  return all.length === 0
    ? html`<p>Nothing in the last 30 days.</p>`
    : html`<ul>${all.map((it) => html`<li class="user-text"><bdi>${it.detail}</bdi> (${it.reason}, ${it.times} times, ${ago(it.last_at)})</li>`)}</ul>`;
}
