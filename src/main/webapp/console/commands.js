// Commands: the fields of a form that sends one, and how sent ones are listed.
import { html, nothing } from "/webjars/lit-html/3.3.2/lit-html.js";
import { ago } from "/console/text.js";

/** What devices of the firmware and of the simulator understand, by the command's type. */
const EXAMPLES = { control: '{"action":"report"}', config: '{"interval":10}', firmware: '{"version":"1.1.0"}' };

const LONGEST = 200;

/** Type and command; another type shows its example, if nothing else was written. id begins the ids of both fields. */
export function commandFields(id) {
  const example = (event) => {
    const field = event.target.form.elements.command;
    if (Object.values(EXAMPLES).includes(field.value.trim())) {
      field.value = EXAMPLES[event.target.value];
    }
  };
  return html`<label class="form-label" for="${id}-type">Type</label>
    <select class="form-select mb-2" id="${id}-type" name="type" @change=${example}>${Object.keys(EXAMPLES).map((it) => html`<option>${it}</option>`)}</select>
    <label class="form-label" for=${id}>Command, as JSON</label>
    <textarea class="form-control mb-2" id=${id} name="command" rows="2" required>${EXAMPLES.control}</textarea>`;
}

/** The newest commands with what became of them and what the device said. */
export function commandList(all) {
  return all.length === 0
    ? html`<p>None yet.</p>`
    : html`<ul class="messages mb-3" tabindex="0" aria-label="Newest commands">${all.map((it) => html`<li class="user-text">${it.command_type} ${short(it.command)}:
        ${it.state}${it.result ? `, ${it.result}` : ""}${said(it.answer)}, ${ago(it.created_at)}</li>`)}</ul>`;
}

function said(answer) {
  const text = answer?.message ?? answer?.detail ?? answer?.error;
  return text ? html` (<bdi>${text}</bdi>)` : nothing;
}

/** JSON that devices and people have written; what is long is cut until somebody wants it. */
export function short(value) {
  const text = JSON.stringify(value);
  return text.length <= LONGEST
    ? html`<code><bdi>${text}</bdi></code>`
    : html`<details class="d-inline"><summary class="d-inline"><code><bdi>${text.slice(0, LONGEST)}…</bdi></code> (${text.length} characters)</summary><code><bdi>${text}</bdi></code></details>`;
}
