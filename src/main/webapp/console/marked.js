// What is wrong with a form is said at its fields, in the form that was sent.
let form;

document.addEventListener("submit", (event) => {
  form = event.target;
  [...form.elements].forEach(unmark);
}, true);

/** What came of a form that was sent: marks the fields that are wrong, with what is wrong below each, and goes to the first. */
export function marked(it) {
  const wrong = it.isError && form?.isConnected ? it.violations.map(({ field, message }) => [named(field), message]) : [];
  const known = wrong.filter(([field]) => field);
  known.forEach(([field, message], index) => mark(field, message, index));
  known[0]?.[0].focus();
  return known.length > 0 && known.length === wrong.length ? { ...it, text: `Nothing is stored: correct what is marked${known.length > 1 ? `, ${known.length} fields` : ""}.` } : it;
}

/** The form's field for a member of what was sent; of several, such as ticks, the first. */
function named(member) {
  const field = form.elements.namedItem(member.replace(/^.*\./, ""));
  return field instanceof RadioNodeList ? field[0] : field;
}

function mark(field, message, index) {
  unmark(field);
  const told = document.createElement("div");
  told.className = "invalid-feedback user-text";
  told.id = `wrong-${index}`;
  told.textContent = `${message[0].toUpperCase()}${message.slice(1)}.`;
  field.after(told);
  field.classList.add("is-invalid");
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", told.id);
  field.addEventListener("input", () => unmark(field), { once: true });
}

function unmark(field) {
  if (field.getAttribute("aria-invalid")) {
    document.getElementById(field.getAttribute("aria-describedby"))?.remove();
    field.classList.remove("is-invalid");
    field.removeAttribute("aria-invalid");
    field.removeAttribute("aria-describedby");
  }
}
