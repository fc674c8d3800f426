import { html, nothing, render } from "/webjars/lit-html/3.3.2/lit-html.js";
import { API, ServerAway, SignedOut, call } from "/console/api.js";
import { AlertRules } from "/console/alertrules.js";
import { Alerts } from "/console/alerts.js";
import { Audit } from "/console/audit.js";
import { Channels } from "/console/channels.js";
import { Dashboard } from "/console/dashboard.js";
import { Dashboards } from "/console/dashboards.js";
import { Device } from "/console/device.js";
import { Devices } from "/console/devices.js";
import { ask } from "/console/dialog.js";
import { Explore } from "/console/explore.js";
import { Fields } from "/console/fields.js";
import { Group } from "/console/group.js";
import { Groups } from "/console/groups.js";
import { Health } from "/console/health.js";
import { Keys } from "/console/keys.js";
import { ManyDevices } from "/console/manydevices.js";
import { Mappings } from "/console/mappings.js";
import { NewDevice } from "/console/newdevice.js";
import { Overview } from "/console/overview.js";
import { Quarantine } from "/console/quarantine.js";
import { Settings } from "/console/settings.js";
import { findProvider, returnToPlace, signInView, takeReason, takeToken } from "/console/signin.js";
import { Silences } from "/console/silences.js";

const root = document.getElementById("app");
const THEME = "iotflow-theme";
const PAGES = [["#/", "Overview", Overview], ["#/devices", "Devices", Devices], ["#/groups", "Groups", Groups],
  ["#/explore", "Explore", Explore], ["#/dashboards", "Dashboards", Dashboards], ["#/alerts", "Alerts", Alerts], ["#/health", "Health", Health], ["#/quarantine", "Quarantine", Quarantine], ["#/fields", "Fields", Fields], ["#/mappings", "Mappings", Mappings], ["#/keys", "Keys", Keys],
  ["#/audit", "Audit", Audit], ["#/settings", "Settings", Settings], ["#/devices/new", undefined, NewDevice], ["#/devices/many", undefined, ManyDevices],
  ["#/alert-rules", undefined, AlertRules], ["#/channels", undefined, Channels], ["#/silences", undefined, Silences]];
const ONE = { device: Device, group: Group, dashboards: Dashboard };

let who;
let page;
let problem;
let isAway = false;
let isSigningIn = false;
let timer;

function theme(name) {
  document.documentElement.dataset.bsTheme = name;
}

function switchTheme() {
  const next = document.documentElement.dataset.bsTheme === "dark" ? "light" : "dark";
  localStorage.setItem(THEME, next);
  theme(next);
  draw();
}

/** The page that the address names; it stays in the address while one signs in. */
function open() {
  page?.close?.();
  const [path, query] = location.hash.replace(/^#/, "").split("?");
  const one = path.match(/^\/(device|group|dashboards)\/(.+)$/);
  const given = { parameters: new URLSearchParams(query), isAdmin: who.role === "admin", redraw: draw };
  if (one) {
    page = new ONE[one[1]](decodeURIComponent(one[2]), given);
  } else {
    const [, , Page] = PAGES.find(([hash]) => hash === `#${path}`) ?? PAGES[0];
    page = new Page(given);
  }
  problem = undefined;
  draw();
  refresh(false);
}

async function refresh(poll) {
  clearTimeout(timer);
  const asked = page;
  try {
    if (!document.hidden || !poll) {
      await asked.load(poll);
    }
    isAway = false;
    problem = undefined;
  } catch (e) {
    failed(e);
  }
  if (asked === page && who) {
    draw();
    timer = setTimeout(() => refresh(true), page.every);
  }
}

function failed(e) {
  if (e instanceof SignedOut) {
    signedOut("Your session has ended. Sign in to go on where you were.");
  } else if (e instanceof ServerAway) {
    isAway = true;
  } else {
    problem = e.message;
  }
}

function signedOut(why) {
  clearTimeout(timer);
  page?.close?.();
  who = undefined;
  problem = why;
  askToSignIn();
}

function askToSignIn() {
  isSigningIn = true;
  draw();
  findProvider(draw);
}

async function signIn(body) {
  try {
    who = await call("POST", `${API}/session`, { body });
    isSigningIn = false;
    open();
  } catch (e) {
    problem = e instanceof ServerAway ? "The server does not answer. Try again." : e.message;
    askToSignIn();
  }
}

async function signOut() {
  await call("DELETE", `${API}/session`).catch(() => {});
  location.hash = "#/";
  signedOut(undefined);
}

function link(hash, name) {
  const isHere = (location.hash || "#/").split("?")[0] === hash;
  return html`<a class="nav-link px-2" href=${hash} aria-current=${isHere ? "page" : nothing}>${name}</a>`;
}

function shell() {
  return html`<a class="skip" href="#main" @click=${(e) => { e.preventDefault(); document.getElementById("main").focus(); }}>To the content</a>
    <header class="border-bottom"><nav class="container-fluid d-flex flex-wrap align-items-center gap-2 py-2" aria-label="Console">
      <strong class="me-2">IoTFlow</strong>
      <span class="d-flex pages order-last order-lg-0">${PAGES.filter(([, name]) => name).map(([hash, name]) => link(hash, name))}</span>
      <span class="ms-auto user-text">${who.name} (${who.role})</span>
      <button class="btn btn-sm btn-secondary" id="sign-out" @click=${signOut}>Sign out</button></nav></header>
    <main class="container-fluid py-3" id="main" tabindex="-1">
      ${isAway ? html`<div class="alert alert-warning" role="alert">The server does not answer. This page goes on by itself when it does.</div>` : nothing}
      ${problem ? html`<div class="alert alert-danger" role="alert">${problem}</div>` : nothing}
      <h1 class="h3 user-text">${page.title}</h1>${page.view()}</main>`;
}

function footer() {
  return html`<footer class="border-top"><div class="container-fluid d-flex flex-wrap gap-3 py-2 small">
    <a href="/docs/">API</a><a href="/metrics">Metrics</a><a href="/openapi?format=json">OpenAPI</a>
    <button class="btn btn-sm btn-secondary ms-auto" id="theme" @click=${switchTheme}>Light or dark</button></div></footer>`;
}

function draw() {
  if (!who && !isSigningIn) {
    return;
  }
  document.title = who ? `${page.title} – IoTFlow` : "Sign in – IoTFlow";
  render(html`${who ? shell() : signInView(problem, signIn)}${footer()}`, root);
  if (who) {
    page.drawn?.(root);
  }
}

async function start() {
  problem = takeReason();
  const token = takeToken();
  if (token) {
    await signIn({ link_token: token });
    return;
  }
  try {
    who = await call("GET", `${API}/session`);
    returnToPlace();
    open();
  } catch (e) {
    if (e instanceof ServerAway) {
      setTimeout(start, 3000);
      return;
    }
    askToSignIn();
  }
}

const dark = matchMedia("(prefers-color-scheme: dark)");
theme(localStorage.getItem(THEME) ?? (dark.matches ? "dark" : "light"));
dark.addEventListener("change", (e) => {
  if (!localStorage.getItem(THEME)) {
    theme(e.matches ? "dark" : "light");
    draw();
  }
});
window.addEventListener("hashchange", async (event) => {
  if (who && page.isChanged && !(await ask("Go without saving?", "What was changed here is lost.", "Go without saving", "Stay here"))) {
    history.replaceState(null, "", new URL(event.oldURL).hash);
    return;
  }
  const token = takeToken();
  if (token) {
    signIn({ link_token: token });
  } else if (who) {
    open();
  }
});
window.addEventListener("beforeunload", (event) => page?.isChanged && event.preventDefault());
window.addEventListener("resize", () => page?.drawn?.(root));
root.replaceChildren();
start();
