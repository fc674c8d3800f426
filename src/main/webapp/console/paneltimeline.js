import { html, nothing, svg } from "/webjars/lit-html/3.3.2/lit-html.js";
import { shown, tones } from "/console/looks.js";

const WIDTH = 1000;
const HEIGHT = 20;
const MOST_STATES = 20;

/** A strip for each line: which state it was in from when to when. A state holds until the next one. */
export function timeline(lines, options, span, zone) {
  const [first, last] = span ?? [Math.min(...lines.map((it) => it.times[0])), Date.now() / 1000];
  const strips = stateful(lines, options).map((it) => ({ line: it, runs: runs(it) }));
  const all = strips.flatMap((it) => it.runs.map((run) => run.value));
  const toneOf = tones(all, options);
  const times = new Intl.DateTimeFormat(undefined, { ...(last - first > 86_400 ? { dateStyle: "short" } : {}), timeStyle: "short", timeZone: zone });
  const known = [...new Set(all)];
  return html`<div class="timeline" tabindex="0" role="group" aria-label="States over time">
      ${strips.map(({ line, runs: its }) => html`<div class="strip"><bdi class="small user-text">${line.label}</bdi>
        <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label=${told(line, its, options, times)}>
          ${its.map((run, index) => segment(run, its[index + 1]?.from ?? last, first, last, toneOf, options, times))}</svg></div>`)}
      <div class="strip" aria-hidden="true"><span></span><span class="small d-flex justify-content-between">${[first, (first + last) / 2, last].map((it) => html`<span>${times.format(it * 1000)}</span>`)}</span></div>
    </div>
    <ul class="lines" tabindex="0" aria-label="States">${known.slice(0, MOST_STATES).map((it) => html`<li><svg width="12" height="12" aria-hidden="true"><rect class="tone-${toneOf(it)}" width="12" height="12" rx="2"></rect></svg>
      <bdi class="user-text">${shown(it, options)}</bdi></li>`)}${known.length > MOST_STATES ? html`<li>and ${known.length - MOST_STATES} more</li>` : nothing}</ul>`;
}

/** Numbers are states where somebody has said so, or where there is nothing else. */
function stateful(lines, { states = [], thresholds = [] }) {
  const named = lines.filter((it) => it.values.some((value) => typeof value === "string" || typeof value === "boolean"));
  return named.length === 0 || states.length > 0 || thresholds.length > 0 ? lines : named;
}

/** Each state from when it began; what is the same as before goes on. */
function runs({ times, values }) {
  return times.map((from, index) => ({ from, value: values[index] }))
    .filter((it, index) => it.value !== null && (index === 0 || it.value !== values[index - 1]));
}

function segment({ from, value }, to, first, last, toneOf, options, times) {
  const x = (time) => (Math.min(1, Math.max(0, (time - first) / (last - first))) * WIDTH);
  return svg`<rect class="tone-${toneOf(value)}" x=${x(from).toFixed(1)} width=${Math.max(0, x(to) - x(from)).toFixed(1)} height=${HEIGHT}>
    <title>${shown(value, options)} from ${times.format(from * 1000)}</title></rect>`;
}

function told(line, its, options, times) {
  const now = its.at(-1);
  return now ? `${line.label}: ${shown(now.value, options)} since ${times.format(now.from * 1000)}, ${its.length - 1} changes` : `${line.label}: no state`;
}
