import { Plot } from "/console/plot.js";

/** So many axes of values a drawing has; lines of more scales are drawn below each other, those of one scale together. */
const AXES = 2;
/** Heights of a drawing that is one of several: on a page, and at least in a panel. */
const ON_A_PAGE = 180;
const IN_A_PANEL = 140;
const TITLE = 24;
const AXIS = 76;

/** Lines over time that keep their place when they get new points. */
export class Chart {
  #options;
  #parts = [];
  #place;
  #look;
  #data;

  /**
   * height in pixels, or undefined to fill its place; onZoom is told the seconds between which somebody has dragged, onCursor
   * the index of the time below the pointer or null. With onCursor the page has a legend of its own. min and max: of all axes of
   * values, where they are not those of the values; level and at: a value and a second that are marked; zone: of the times, where
   * it is not the browser's.
   */
  constructor(options = {}) {
    this.#options = { height: 220, together: `chart ${++count}`, ...options };
  }

  /**
   * lines have a `label`, their `field` where there may be several, and `scale`, which lines with the same axis have in common.
   * Of one or two scales there is one drawing with an axis for each; of more a drawing for each, below its name. range: the first
   * and last second of the axis; else that of the points.
   */
  show(place, lines, data, range) {
    if (!place) {
      return;
    }
    const wanted = JSON.stringify([document.documentElement.dataset.bsTheme, lines]);
    if (place !== this.#place || wanted !== this.#look) {
      this.close();
      this.#place = place;
      this.#look = wanted;
      this.#data = undefined;
      this.#parts = this.#split(place, lines.map((it, index) => ({ scale: "y", ...it, place: index })));
    }
    if (data !== this.#data) {
      this.#data = data;
      this.#parts.forEach((it) => { it.data = [data[0], ...it.lines.map((line) => data[line.place + 1])]; });
    }
    const size = this.#size(place);
    this.#parts.forEach((it) => it.plot.show(size, it.data, range ?? span(data[0][0], data[0].at(-1))));
    place.dataset.lines = lines.length;
    place.dataset.points = data[0].length;
    place.dataset.last = data[1]?.at(-1) ?? "";
  }

  #split(place, lines) {
    const scales = [...new Set(lines.map((it) => it.scale))];
    place.classList.toggle("parts", scales.length > AXES);
    place.tabIndex = scales.length > AXES && !this.#options.height ? 0 : -1; // in a panel they scroll, also with the keyboard
    if (scales.length <= AXES) {
      return [{ lines, plot: new Plot(place, lines, { ...this.#options, together: undefined }) }];
    }
    return scales.map((scale) => {
      const its = lines.filter((it) => it.scale === scale);
      return { lines: its, plot: new Plot(this.#part(place, title(scale, its)), its, { ...this.#options, axis: AXIS }) };
    });
  }

  /** A place for a drawing, below what its values are. */
  #part(place, text) {
    const [part, title] = [document.createElement("div"), document.createElement("bdi")];
    part.className = "part";
    title.className = "small user-text";
    title.textContent = text;
    part.append(title);
    place.append(part);
    return part;
  }

  toggle(index, isShown) {
    const part = this.#parts.find((it) => it.lines.some((line) => line.place === index));
    part?.plot.toggle(part.lines.findIndex((it) => it.place === index), isShown);
  }

  #size(place) {
    const { height } = this.#options;
    const width = place.clientWidth || 300;
    const parts = this.#parts.length;
    if (parts > 1) {
      return { width, height: height ? ON_A_PAGE : Math.max(IN_A_PANEL, Math.floor(place.clientHeight / parts) - TITLE) };
    }
    return { width, height: height ?? Math.max(place.clientHeight, 80) };
  }

  close() {
    this.#parts.forEach((it) => it.plot.close());
    this.#parts = [];
    this.#place?.replaceChildren();
    this.#place = undefined;
  }
}

let count = 0;

/** The fields that have this scale, and their unit. */
function title(scale, lines) {
  const fields = [...new Set(lines.map((it) => it.field))].join(", ");
  return fields === scale ? scale : `${fields} (${scale})`;
}

/** From the first to the last point, a minute at least. */
function span(first, last) {
  const end = last ?? Date.now() / 1000;
  return [Math.min(first ?? end, end - 60), end];
}
