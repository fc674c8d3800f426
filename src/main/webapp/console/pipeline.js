import { svg, html } from "/webjars/lit-html/3.3.2/lit-html.js";

const BOX = { width: 172, height: 74 };
const WIDE_GAP = 140;
const TALL_GAP = 92;

/**
 * Boxes with arrows between them, beside each other where there is room, else below each other. A box has a `name`, what it
 * says in `lines`, and a `state`: well, bad or off; an arrow `lines` and a `state`, which is bad where nothing goes on.
 */
export function pipeline(boxes, arrows) {
  const told = [...boxes, ...arrows].map((it) => [it.name, ...it.lines].filter(Boolean).join(", ")).join("; ");
  return html`<div class="d-none d-lg-block">${drawing(boxes, arrows, told, true)}</div>
    <div class="d-lg-none">${drawing(boxes, arrows, told, false)}</div>`;
}

function drawing(boxes, arrows, told, isWide) {
  const step = isWide ? BOX.width + WIDE_GAP : BOX.height + TALL_GAP;
  const length = step * boxes.length - (isWide ? WIDE_GAP : TALL_GAP);
  const size = isWide ? [length, BOX.height + 30] : [310, length];
  return html`<svg class="pipeline ${isWide ? "" : "tall"}" viewBox="-2 -2 ${size[0] + 4} ${size[1] + 4}" role="img" aria-label=${told}>
    ${boxes.map((it, index) => box(it, isWide ? index * step : 0, isWide ? 15 : index * step))}
    ${arrows.map((it, index) => (isWide ? wide(it, index * step + BOX.width) : tall(it, index * step + BOX.height)))}</svg>`;
}

function box(it, x, y) {
  return svg`<g class=${it.state} transform="translate(${x} ${y})"><rect width=${BOX.width} height=${BOX.height} rx="8"></rect>
    <text class="name" x=${BOX.width / 2} y="26" text-anchor="middle">${it.name}</text>
    ${it.lines.map((line, index) => svg`<text x=${BOX.width / 2} y=${46 + index * 17} text-anchor="middle">${line}</text>`)}</g>`;
}

function wide(it, x) {
  const middle = 15 + BOX.height / 2;
  const end = WIDE_GAP - 6;
  return svg`<g class="arrow ${it.state}" transform="translate(${x} 0)"><path d="M6 ${middle} H${end - 8}"></path>
    <path class="head" d="M${end - 10} ${middle - 6} L${end} ${middle} L${end - 10} ${middle + 6} Z"></path>
    ${it.lines.map((line, index) => svg`<text x=${WIDE_GAP / 2} y=${index === 0 ? middle - 10 : middle + 4 + 16 * index} text-anchor="middle">${line}</text>`)}</g>`;
}

function tall(it, y) {
  const middle = BOX.width / 2;
  const end = TALL_GAP - 6;
  return svg`<g class="arrow ${it.state}" transform="translate(0 ${y})"><path d="M${middle} 6 V${end - 8}"></path>
    <path class="head" d="M${middle - 6} ${end - 10} L${middle} ${end} L${middle + 6} ${end - 10} Z"></path>
    ${it.lines.map((line, index) => svg`<text x=${middle + 16} y=${32 + 18 * index}>${line}</text>`)}</g>`;
}
