// The API's live stream for the page that is open: it goes on behind the last event that it heard, by itself.
import { html } from "/webjars/lit-html/3.3.2/lit-html.js";
import { API, session } from "/console/api.js";

const TICK = 1000;
const SILENT = 40_000; // a comment comes each 15 seconds
const SHORTEST = 1000;
const LONGEST = 30_000;
/** After a longer time away it begins anew: what came meanwhile the page asks for. */
const GAP = 120_000;
/** So many milliseconds the page waits for more news before it shows them. */
const TOGETHER = 200;

const STATES = {
  connecting: ["connecting", "secondary", "The live stream is being opened."],
  live: ["live", "success", "What comes is shown as it comes."],
  paused: ["paused", "secondary", "Nothing on this page moves."],
  hidden: ["paused", "secondary", "Nobody looks at this page."],
  away: ["not live", "warning", "The live stream is away. It is tried again by itself; until then the page asks every few seconds."],
};

/**
 * Events that fit a query, as long as somebody looks. It is `fetch` and not EventSource, because that cannot say that an open
 * page is no use of the session.
 */
export class Live {
  state = "connecting";
  #query;
  #heard;
  #redraw;
  #lastId;
  #lastAt = 0;
  #why;
  #tries = 0;
  #stream;
  #waiting;
  #ticking;
  #drawing;
  #isPaused = false;
  #looked = () => this.#look();

  /**
   * query: filters of the stream, as in its address; heard: is given each event's name, data and id. redraw is called for all
   * that came within a moment, and each second while somebody looks, so that ages and charts move.
   */
  constructor(query, heard, redraw) {
    this.#query = new URLSearchParams(query);
    this.#heard = heard;
    this.#redraw = redraw;
  }

  get isLive() {
    return this.state === "live";
  }

  get isPaused() {
    return this.#isPaused;
  }

  /** Opens it, if it is not open. */
  start() {
    if (!this.#ticking) {
      this.#ticking = setInterval(() => this.#tick(), TICK);
      document.addEventListener("visibilitychange", this.#looked);
      this.#look();
    }
  }

  /** Ends it; it may be started again. */
  close() {
    clearInterval(this.#ticking);
    this.#ticking = undefined;
    document.removeEventListener("visibilitychange", this.#looked);
    this.#stop("connecting");
  }

  /** Stands still, or goes on. */
  pause(isPaused) {
    this.#isPaused = isPaused;
    this.#look();
    this.#redraw();
  }

  #look() {
    if (this.#isPaused || document.hidden) {
      this.#stop(this.#isPaused ? "paused" : "hidden");
    } else if (this.#ticking && !this.#stream) {
      this.#open();
    }
  }

  #stop(state) {
    clearTimeout(this.#waiting);
    const stream = this.#stream;
    this.#stream = undefined;
    stream?.abort();
    this.state = state;
  }

  async #open() {
    clearTimeout(this.#waiting);
    const stream = new AbortController();
    this.#stream = stream;
    this.state = this.#why ? "away" : "connecting";
    let wait = 0;
    try {
      wait = await this.#listen(stream);
    } catch {
      this.#why ??= "The server does not answer.";
    }
    if (stream === this.#stream) {
      this.#stream = undefined;
      this.state = this.#why ? "away" : "connecting"; // each stream ends after some minutes
      this.#again(wait);
    }
  }

  /** Until the stream ends; answers how long to wait at least before the next one, in milliseconds. */
  async #listen(stream) {
    const headers = { Accept: "text/event-stream", "X-IoTFlow-Console": "poll" };
    if (this.#lastId && Date.now() - this.#lastAt < GAP) {
      headers["Last-Event-ID"] = this.#lastId;
    }
    const answer = await fetch(`${API}/stream?${this.#query}`, { headers, signal: stream.signal });
    if (answer.status === 401) {
      session.dispatchEvent(new Event("ended"));
    }
    if (!answer.ok) {
      this.#why = (await answer.json().catch(() => null))?.detail ?? "The server does not answer.";
      return 1000 * Number(answer.headers.get("Retry-After") ?? 0);
    }
    this.#lastAt = Date.now();
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
      this.#lastAt = Date.now();
      const events = (rest + value).split("\n\n");
      rest = events.pop();
      if (stream === this.#stream) {
        events.forEach((it) => this.#take(it));
      }
    }
    return 0;
  }

  #take(text) {
    const fields = Object.fromEntries(text.split("\n").map((it) => [it.slice(0, it.indexOf(":")), it.slice(it.indexOf(":") + 2)]));
    this.#lastId = fields.id ?? this.#lastId;
    if (fields.event === "ready") {
      this.#tries = 0;
      this.#why = undefined;
      this.state = "live";
      this.#draw();
    } else if (fields.event === "dropped") {
      this.#why = `The server has ended it: ${JSON.parse(fields.data).reason}.`;
    } else if (fields.event) {
      this.#heard(fields.event, JSON.parse(fields.data), Number(fields.id));
      this.#drawing ??= setTimeout(() => this.#draw(), TOGETHER);
    }
  }

  #draw() {
    this.#drawing = undefined;
    if (this.#ticking && !this.#isPaused) {
      this.#redraw();
    }
  }

  /** Waits longer each time, and not all pages at once. */
  #again(least) {
    const longest = Math.min(LONGEST, SHORTEST * 2 ** this.#tries++);
    this.#waiting = setTimeout(() => this.#look(), Math.max(least, longest * (0.5 + Math.random() / 2)));
    this.#draw();
  }

  #tick() {
    if (this.#stream && this.isLive && Date.now() - this.#lastAt > SILENT) {
      this.#why = "Nothing came over it for too long.";
      this.#stream.abort();
    }
    if (!document.hidden) {
      this.#draw();
    }
  }

  /** Whether it is live, and a button that stops what moves on the page. */
  view() {
    const [word, look, title] = STATES[this.state];
    return html`<span class="d-inline-flex flex-wrap align-items-center gap-2" id="live" data-state=${this.state}>
      <span class="badge text-bg-${look}" role="status" title=${title}>${word}</span>
      ${this.state === "away" ? html`<span class="small user-text" id="live-why">${this.#why} It is tried again by itself.</span>` : ""}
      <button type="button" class="btn btn-sm btn-secondary" id="pause" @click=${() => this.pause(!this.#isPaused)}>${this.#isPaused ? "Go on" : "Pause"}</button></span>`;
  }
}
