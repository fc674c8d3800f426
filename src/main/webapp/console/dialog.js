import { html, render } from "/webjars/lit-html/3.3.2/lit-html.js";

/**
 * Asks before something that cannot be undone; `doing` is the button's word for it. Answers whether it was pressed; who leaves
 * the page has not pressed it.
 */
export function ask(title, text, doing) {
  const dialog = document.createElement("dialog");
  dialog.setAttribute("aria-labelledby", "question");
  render(html`<h2 class="h5 user-text" id="question">${title}</h2><p class="user-text">${text}</p>
    <div class="d-flex flex-wrap gap-2 justify-content-end">
      <button class="btn btn-secondary" autofocus @click=${() => dialog.close()}>Leave it</button>
      <button class="btn btn-danger" id="confirm" @click=${() => dialog.close("yes")}>${doing}</button></div>`, dialog);
  document.body.append(dialog);
  const before = document.activeElement;
  const leave = () => dialog.close();
  return new Promise((answer) => {
    window.addEventListener("hashchange", leave);
    dialog.addEventListener("close", () => {
      window.removeEventListener("hashchange", leave);
      dialog.remove();
      before?.focus?.();
      answer(dialog.returnValue === "yes");
    });
    dialog.showModal();
  });
}
