import { html } from "/webjars/lit-html/3.3.2/lit-html.js";
import { API, call } from "/console/api.js";
import { loading, table } from "/console/elements.js";

/** The settings of the node that answers, and where each is from. */
export class Settings {
  title = "Settings";
  every = 60_000;
  #isAdmin;
  #redraw;
  #settings;
  #isGivenOnly = true;

  constructor({ isAdmin, redraw }) {
    this.#isAdmin = isAdmin;
    this.#redraw = redraw;
  }

  async load(poll) {
    if (this.#isAdmin) {
      this.#settings = (await call("GET", `${API}/admin/settings`, { poll })).settings;
    }
  }

  view() {
    if (!this.#isAdmin) {
      return html`<div class="alert alert-info">Only a key of the role admin reads the settings.</div>`;
    }
    if (!this.#settings) {
      return loading();
    }
    const shown = this.#settings.filter((it) => !this.#isGivenOnly || (it.is_set && it.source !== "default"));
    return html`<p>They are set as environment variables and read at the start. What each does is in configuration.md of the project.</p>
      <div class="form-check mb-3"><input class="form-check-input" type="checkbox" id="given" .checked=${this.#isGivenOnly}
        @change=${(e) => { this.#isGivenOnly = e.target.checked; this.#redraw(); }}><label class="form-check-label" for="given">Only those that somebody has set</label></div>
      ${shown.length === 0 ? html`<p>None is set; the defaults are in force.</p>` : table("Settings", ["Setting", "Value", "From"], shown.map((it) => [
        html`<code>${it.name}</code>`, value(it), it.source ?? "–"]))}`;
  }
}

function value(setting) {
  if (setting.is_secret) {
    return setting.is_set ? "(secret, is set)" : "(secret, not set)";
  }
  return setting.is_set ? html`<bdi>${setting.value}</bdi>` : "not set";
}
