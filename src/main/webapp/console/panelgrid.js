import { html, nothing } from "/webjars/lit-html/3.3.2/lit-html.js";
import { repeat } from "/webjars/lit-html/3.3.2/directives/repeat.js";
import { Panel } from "/console/panel.js";

const AT_ONCE = 4;
const COLUMNS = 12;
const ROWS = 8;

/** The panels of a dashboard in their order, which wraps in a grid of twelve columns. */
export class PanelGrid {
  #places = [];
  #keys = 0;
  #changed;
  #redraw;

  /** changed is told when somebody has moved, resized or removed a panel. */
  constructor(changed, redraw) {
    this.#changed = changed;
    this.#redraw = redraw;
  }

  get panels() {
    return this.#places.map((it) => it.panel);
  }

  /** Shows these; what is shown already stays. */
  show(panels) {
    const former = this.#places;
    this.#places = panels.map((panel) => former.find((it) => it.panel === panel) ?? this.#place(panel));
    former.filter((it) => !this.#places.includes(it)).forEach((it) => it.view.close());
  }

  #place(panel) {
    const key = ++this.#keys;
    return { panel, key, view: new Panel(panel, key, this.#redraw) };
  }

  /** Asks the questions of these panels, some at once. */
  async ask(panels, range, poll) {
    const waiting = this.#places.filter((it) => panels.includes(it.panel));
    await Promise.all(Array.from({ length: AT_ONCE }, async () => {
      for (let it = waiting.shift(); it; it = waiting.shift()) {
        await it.view.load(range, poll);
        this.#redraw();
      }
    }));
  }

  /** Puts the keyboard where a panel is edited. */
  focus(panel) {
    const place = this.#places.find((it) => it.panel === panel);
    document.getElementById(place ? `edit-${place.key}` : "add")?.focus();
  }

  #resize(place, change) {
    Object.assign(place.panel, change);
    this.#changed();
  }

  #move(place, by, button) {
    const index = this.#places.indexOf(place);
    const others = this.#places.filter((it) => it !== place);
    this.#places = others.toSpliced(index + by, 0, place);
    this.#changed();
    document.getElementById(`${button}-${place.key}`)?.focus(); // what is moved loses it
  }

  #remove(place) {
    this.show(this.panels.filter((it) => it !== place.panel));
    this.#changed();
    this.focus(undefined);
  }

  /** edit opens the form of a panel; without it the panels stay as they are. */
  view(edit) {
    return html`<div class="dashboard">${repeat(this.#places, (it) => it.key, (place, index) => {
      const { panel, key, view } = place;
      return html`<article class="card panel cols-${panel.width} rows-${panel.height}" aria-label=${view.name} data-kind=${panel.kind}>
        <div class="card-body"><h2 class="h6 user-text ${panel.title ? "" : "visually-hidden"}"><bdi>${view.name}</bdi></h2>
        ${edit ? this.#tools(place, index, edit) : nothing}<div class="panel-body" id="panel-${key}">${view.view()}</div></div></article>`;
    })}</div>`;
  }

  #tools(place, index, edit) {
    const { panel, view, key } = place;
    const tool = (name, sign, label, isOff, action) => html`<button type="button" class="btn btn-sm btn-secondary ${name}" id="${name}-${key}"
      aria-label="${label}: ${view.name}" title=${label} aria-disabled=${isOff ? "true" : nothing} @click=${() => isOff || action()}>${sign}</button>`;
    const size = (member, by) => this.#resize(place, { [member]: panel[member] + by });
    return html`<div class="d-flex flex-wrap gap-1 mb-2" role="group" aria-label="Change ${view.name}">
      ${tool("earlier", "←", "Move before the panel before", index === 0, () => this.#move(place, -1, "earlier"))}
      ${tool("later", "→", "Move behind the next panel", index === this.#places.length - 1, () => this.#move(place, 1, "later"))}
      ${tool("narrower", "W−", "Narrower", panel.width === 1, () => size("width", -1))}${tool("wider", "W+", "Wider", panel.width === COLUMNS, () => size("width", 1))}
      ${tool("lower", "H−", "Lower", panel.height === 1, () => size("height", -1))}${tool("taller", "H+", "Taller", panel.height === ROWS, () => size("height", 1))}
      ${tool("edit", "Edit", "Edit", false, () => edit(panel))}${tool("remove", "Delete", "Delete", false, () => this.#remove(place))}</div>`;
  }

  drawn(root) {
    this.#places.forEach((it) => it.view.drawn(root));
  }

  close() {
    this.#places.forEach((it) => it.view.close());
  }
}
