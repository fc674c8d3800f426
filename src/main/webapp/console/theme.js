// Light or dark: as the system is, or as somebody has chosen.
const CHOSEN = "iotflow-theme";
const dark = matchMedia("(prefers-color-scheme: dark)");

function show(name) {
  document.documentElement.dataset.bsTheme = name;
}

/** Shows the one that is wanted, also when the system changes. */
export function followTheme(redraw) {
  show(localStorage.getItem(CHOSEN) ?? (dark.matches ? "dark" : "light"));
  dark.addEventListener("change", (e) => {
    if (!localStorage.getItem(CHOSEN)) {
      show(e.matches ? "dark" : "light");
      redraw();
    }
  });
}

/** The other one from now on. */
export function switchTheme() {
  const next = document.documentElement.dataset.bsTheme === "dark" ? "light" : "dark";
  localStorage.setItem(CHOSEN, next);
  show(next);
}
