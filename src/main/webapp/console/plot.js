import uPlot from "/webjars/uplot/1.6.30/dist/uPlot.esm.js";

const LOOKS = {
  light: { text: "#495057", grid: "#dee2e6", lines: ["#0b5ed7", "#b54708", "#146c43", "#842029", "#6f42c1", "#087990", "#997404", "#ab296a", "#41464b", "#5c6bc0"] },
  dark: { text: "#ced4da", grid: "#495057", lines: ["#6ea8fe", "#feb272", "#75b798", "#ea868f", "#a98eda", "#6edff6", "#ffda6a", "#e685b5", "#ced4da", "#9fa8da"] },
};
const DASHES = [[], [8, 4], [2, 3], [12, 4, 2, 4], [5, 5]];
/** A line that is alone shows each of so many readings; more of them would be drawn over each other for a second. */
const DOTS = 500;

/** How the line at this place looks: fifty differ by colour and dashes. */
export function stroke(index) {
  const { lines } = look();
  return { color: lines[index % lines.length], dash: DASHES[Math.floor(index / lines.length) % DASHES.length] };
}

function look() {
  return LOOKS[document.documentElement.dataset.bsTheme] ?? LOOKS.light;
}

/** The given tables of times (in seconds) and values, with one column of times for all. */
export function join(tables) {
  return tables.length === 0 ? [[]] : uPlot.join(tables);
}

/** One drawing of lines over time, with at most two axes of values. */
export class Plot {
  #plot;
  #options;
  #range;
  #data;

  /**
   * place: an empty element; lines have a `label`, a `scale` and a `place`, which says how they look. options: those of a Chart;
   * `axis` is the width of the axis of values, where it is the same as that of others.
   */
  constructor(place, lines, options) {
    this.#options = options;
    this.#plot = new uPlot(this.#describe(lines), [[], ...lines.map(() => [])], place);
  }

  /** size in pixels; range: the first and last second of the axis. */
  show(size, data, range) {
    this.#range = range;
    if (this.#plot.width !== size.width || this.#plot.height !== size.height) {
      this.#plot.setSize(size);
    }
    if (data !== this.#data) {
      this.#data = data;
      this.#plot.setData(data);
    }
  }

  toggle(index, isShown) {
    this.#plot.setSeries(index + 1, { show: isShown });
  }

  #describe(lines) {
    const { text, grid } = look();
    const axis = { stroke: text, grid: { stroke: grid, width: 1 }, ticks: { stroke: grid } };
    const scales = [...new Set(lines.map((it) => it.scale))];
    const { onZoom, onCursor, zone, together } = this.#options;
    return {
      width: 300,
      height: 80,
      ...(zone ? { tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), zone) } : {}),
      legend: { show: !onCursor },
      cursor: {
        drag: { x: Boolean(onZoom), y: false, setScale: false },
        ...(together ? { sync: { key: together, filters: { pub: (type) => type === "mousemove" || type === "mouseleave" } } } : {}),
      },
      scales: { x: { range: () => this.#range ?? [0, 1] }, ...this.#ranges(scales) },
      axes: [axis, ...scales.slice(0, 2).map((it, index) => ({
        ...axis,
        scale: it,
        side: index === 0 ? 3 : 1,
        grid: { ...axis.grid, show: index === 0 },
        label: scales.length > 1 ? it : undefined,
        labelSize: 20,
        size: this.#options.axis ?? width,
      }))],
      series: [{}, ...lines.map((it) => line(it, lines.length))],
      hooks: {
        setSelect: [(plot) => onZoom && zoom(plot, onZoom)],
        setCursor: [(plot) => onCursor?.(plot.cursor.idx ?? null)],
        draw: [(plot) => this.#mark(plot, scales[0], text)],
      },
    };
  }

  /** The scales of values whose lowest or highest value is fixed, or which have to show the level. */
  #ranges(scales) {
    const { min, max, level } = this.#options;
    const range = (plot, low, high) => {
      const [least, most] = [low ?? level ?? min ?? max - 1, high ?? level ?? max ?? min + 1];
      const [lowest, highest] = uPlot.rangeNum(Math.min(least, level ?? least), Math.max(most, level ?? most), 0.1, true);
      return [min ?? lowest, max ?? highest];
    };
    return [min, max, level].every((it) => it === undefined) ? {} : Object.fromEntries(scales.map((it) => [it, { range }]));
  }

  /** Draws the level across, and the time upright. */
  #mark({ ctx, bbox, valToPos }, scale, color) {
    const { level, at } = this.#options;
    const [x, y] = [at === undefined ? undefined : valToPos(at, "x", true), level === undefined ? undefined : valToPos(level, scale, true)];
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    ctx.beginPath();
    if (y !== undefined) {
      ctx.moveTo(bbox.left, y);
      ctx.lineTo(bbox.left + bbox.width, y);
    }
    if (x !== undefined) {
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
    }
    ctx.setLineDash([6, 4]);
    ctx.strokeStyle = color;
    ctx.lineWidth = 2;
    ctx.stroke();
    ctx.restore();
  }

  close() {
    this.#plot.destroy();
  }
}

function line(it, count) {
  const { color, dash } = stroke(it.place);
  return { label: it.label, scale: it.scale ?? "y", stroke: color, dash, width: 2, points: { show: count === 1 ? (plot, place, first, last) => last - first <= DOTS : undefined, size: 5 } };
}

/** Tells between which seconds somebody has dragged; less than five pixels is a click. */
function zoom(plot, onZoom) {
  const { left, width: dragged } = plot.select;
  if (dragged > 5) {
    const [start, stop] = [left, left + dragged].map((it) => plot.posToVal(it, "x"));
    plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    onZoom(start, stop);
  }
}

/** As wide as the longest number needs. */
function width(plot, values) {
  return 20 + 7 * Math.max(4, ...(values ?? []).map((it) => String(it).length));
}
