// What several pages have: cards, tables, messages.
import { html, nothing } from "/webjars/lit-html/3.3.2/lit-html.js";

export function card(title, content, width = "col-12 col-xl-6") {
  return html`<section class=${width}><div class="card h-100"><div class="card-body"><h2 class="h5">${title}</h2>${content}</div></div></section>`;
}

export function loading() {
  return html`<p role="status">Loading…</p>`;
}

/** What came of what somebody did: `{ text, isError }`, or nothing yet. */
export function said(it) {
  return it?.text ? html`<div class="alert ${it.isError ? "alert-danger" : "alert-success"} user-text" role=${it.isError ? "alert" : "status"}>${it.text}</div>` : nothing;
}

/** Brings what was said into view, where the form that it answers is below it; what is marked in the form is in view. */
export function showSaid() {
  const isMarked = document.activeElement?.getAttribute("aria-invalid") === "true";
  (isMarked ? undefined : document.querySelector("main .alert[role]"))?.scrollIntoView({ block: "nearest" });
}

/**
 * A table that scrolls sideways by itself, also with the keyboard; rows are arrays of cells. On a phone each row is a list of
 * its cells with their names, unless the table is of values only.
 */
export function table(label, heads, rows, isOfValues = false) {
  return html`<div class="table-responsive" tabindex="0" role="region" aria-label=${label}>
    <table class="table table-hover align-middle ${isOfValues ? "" : "listed"}" role="table">
    <thead role="rowgroup"><tr role="row">${heads.map((it) => html`<th scope="col" role="columnheader">${it}</th>`)}</tr></thead>
    <tbody role="rowgroup">${rows.map((row) => html`<tr role="row">${row.map((it, index) => html`<td class="user-text" role="cell" data-name=${isOfValues ? nothing : heads[index]}>${it}</td>`)}</tr>`)}</tbody></table></div>`;
}

/** A labelled choice; options are texts, or pairs of value and text. */
export function choice(id, label, options, value, onChange, name = id) {
  return html`<label class="form-label" for=${id}>${label}</label>
    <select class="form-select" id=${id} name=${name} @change=${(e) => onChange?.(e.target.value)}>${options.map((it) => {
      const [key, text] = Array.isArray(it) ? it : [it, it];
      return html`<option value=${key} ?selected=${key === value}>${text}</option>`;
    })}</select>`;
}

/** What opens below a button closes when one goes elsewhere or presses Escape. */
export function closeWhenLeft(selector) {
  const opened = () => [...document.querySelectorAll(selector)].filter((it) => it.open);
  document.addEventListener("click", (event) => opened().filter((it) => !it.contains(event.target)).forEach((it) => (it.open = false)));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      opened().forEach((it) => {
        it.open = false;
        it.querySelector("summary").focus();
      });
    }
  });
}
