import { html, nothing } from "/webjars/lit-html/3.3.2/lit-html.js";

/** A button that copies a text, and says that it has. */
export function copyButton(text, label = "Copy") {
  return html`<button type="button" class="btn btn-sm btn-secondary" @click=${(event) => copy(text, event.currentTarget.nextElementSibling)}>${label}</button>
    <span class="small" role="status"></span>`;
}

/** A command or a key on its own lines, with a button to copy it. */
export function copyable(text, id) {
  return html`<pre class="mb-2" tabindex="0" id=${id ?? nothing}>${text}</pre>${copyButton(text)}`;
}

async function copy(text, status) {
  const isDone = navigator.clipboard ? await navigator.clipboard.writeText(text).then(() => true, () => byHand(text)) : byHand(text);
  status.textContent = isDone ? "Copied" : "Select it and copy it";
  setTimeout(() => (status.textContent = ""), 2000);
}

/** Without TLS, and not on this machine, a browser has no clipboard. */
function byHand(text) {
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  const isDone = document.execCommand("copy");
  area.remove();
  return isDone;
}
