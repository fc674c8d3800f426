import { html, nothing, svg } from "/webjars/lit-html/3.3.2/lit-html.js";
import { shown, tones } from "/console/looks.js";

const WIDTH = 1000;
const HEIGHT = 20;
const MOST_STATES = 20;

/**
 * A strip for each line: which state it was in from when to when. A state holds until the next one. isChosen: whether somebody
 * has named the fields; else numbers are left out, unless the options say what they stand for.
 */
export function timeline(lines, options, { span, zone, isChosen }) {
  const [first, last] = span ?? [Math.min(...lines.map((it) => it.times[0])), Date.now() / 1000];
  const states = isChosen || options.thresholds?.length > 0 || options.states?.length > 0 ? lines : ofStates(lines);
  if (states.length === 0) {
    return html`<p class="m-0">These are measured values, no states. Choose a field with on and off, a text, or a number that stands for a state.</p>`;
  }
  const strips = states.map((it) => ({ line: it, runs: runs(it) }));
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
    <ul class="lines" tabindex="0" aria-label="States">${known.slice(0, MOST_STATES).map((it) => html`<li><svg width="12" height="12" aria-hidden="true"><rect class=${toneOf(it)} width="12" height="12" rx="2"></rect></svg>
      <bdi class="user-text">${shown(it, options)}</bdi></li>`)}${known.length > MOST_STATES ? html`<li>and ${known.length - MOST_STATES} more</li>` : nothing}</ul>`;
}

/** The lines that are no numbers. */
function ofStates(lines) {
  return lines.filter((it) => it.values.some((value) => value !== null && typeof value !== "number"));
}

/** Each state from when it began; what is the same as before goes on. */
function runs({ times, values }) {
  return times.map((from, index) => ({ from, value: values[index] }))
    .filter((it, index) => it.value !== null && (index === 0 || it.value !== values[index - 1]));
}

function segment({ from, value }, to, first, last, toneOf, options, times) {
  const x = (time) => (Math.min(1, Math.max(0, (time - first) / (last - first))) * WIDTH);
  return svg`<rect class=${toneOf(value)} x=${x(from).toFixed(1)} width=${Math.max(0, x(to) - x(from)).toFixed(1)} height=${HEIGHT}>
    <title>${shown(value, options)} from ${times.format(from * 1000)}</title></rect>`;
}

function told(line, its, options, times) {
  const now = its.at(-1);
  return now ? `${line.label}: ${shown(now.value, options)} since ${times.format(now.from * 1000)}, ${its.length - 1} changes` : `${line.label}: no state`;
}
