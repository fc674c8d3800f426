import { html, render } from "/webjars/lit-html/3.3.2/lit-html.js";

/**
 * Asks before something that cannot be undone; `doing` is the button's word for it, `leaving` that for doing nothing. Answers
 * whether it was pressed.
 */
export function ask(title, text, doing, leaving = "Cancel") {
  const dialog = document.createElement("dialog");
  dialog.setAttribute("aria-labelledby", "question");
  render(html`<h2 class="h5 user-text" id="question">${title}</h2><p class="user-text">${text}</p>
    <div class="d-flex flex-wrap gap-2 justify-content-end">
      <button class="btn btn-secondary" autofocus @click=${() => dialog.close()}>${leaving}</button>
      <button class="btn btn-danger" id="confirm" @click=${() => dialog.close("yes")}>${doing}</button></div>`, dialog);
  document.body.append(dialog);
  const before = document.activeElement;
  return new Promise((answer) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      before?.focus?.();
      answer(dialog.returnValue === "yes");
    });
    dialog.showModal();
  });
}

/** Answers what is asked with no: whoever is asked has gone elsewhere. */
export function closeQuestions() {
  document.querySelectorAll("dialog").forEach((it) => it.close());
}
