import { html, nothing, render } from "/webjars/lit-html/3.3.2/lit-html.js";
import { keyed } from "/webjars/lit-html/3.3.2/directives/keyed.js";
import { API, ServerAway, SignedOut, call, session } from "/console/api.js";
import { ask, closeQuestions } from "/console/dialog.js";
import { closeWhenLeft } from "/console/elements.js";
import { isAt, navigation, pageAt } from "/console/pages.js";
import { findProvider, returnToPlace, signInView, takeReason, takeToken } from "/console/signin.js";
import { followTheme, switchTheme } from "/console/theme.js";

const root = document.getElementById("app");
const [signInPlace, pagePlace, footerPlace] = [1, 2, 3].map(() => Object.assign(document.createElement("div"), { className: "place" }));
let who;
let page;
let place;
let problem;
let isAway = false;
let isSigningIn = false;
let timer;
let isWritten = false;
let isLoaded = false;
/** The page on which somebody wrote when the session ended, out of sight until the same one signs in. */
let kept;

/** The page that the address names; it stays in the address while one signs in. */
function open() {
  closeQuestions();
  page?.close?.();
  isWritten = false;
  const [here, query] = location.hash.replace(/^#/, "").split("?");
  place = `${here} ${who.name}`;
  page = pageAt(here, { parameters: new URLSearchParams(query), isAdmin: who.role === "admin", redraw: draw });
  isLoaded = false;
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
    isLoaded ||= asked === page;
  } catch (e) {
    failed(e);
  }
  if (asked === page && who) {
    draw();
    timer = setTimeout(() => refresh(true), page.every);
  }
}

function failed(e) {
  if (e instanceof ServerAway) {
    isAway = true;
  } else if (!(e instanceof SignedOut)) {
    problem = e.message;
  }
}

/** Whatever a page has asked for. */
function sessionEnded() {
  if (!who) {
    return;
  }
  const isKept = isWritten || page.isChanged;
  const { name, role } = who;
  signedOut(`Your session has ended. Sign in to go on where you were${isKept ? "; what you have written is still there" : ""}.`,
    isKept ? { page, name, role, hash: location.hash } : undefined);
}

function signedOut(why, keep) {
  clearTimeout(timer);
  closeQuestions();
  page?.close?.();
  kept = keep;
  page = kept?.page;
  who = undefined;
  problem = why;
  askToSignIn();
}

/** Shows the page that was kept, or the one that the address names. */
function goOn() {
  isSigningIn = false;
  const isSame = kept && kept.name === who.name && kept.role === who.role && kept.hash === location.hash;
  kept = undefined;
  if (isSame) {
    problem = undefined;
    draw();
    refresh(true);
  } else {
    open();
  }
}

/** Somebody may have signed in in another window, as with a provider. */
async function lookAgain() {
  if (kept) {
    who = await call("GET", `${API}/session`).catch(() => undefined);
    who && goOn();
  } else if (who) {
    refresh(true);
  }
}

function askToSignIn() {
  isSigningIn = true;
  draw();
  findProvider(draw);
}

async function signIn(body) {
  try {
    who = await call("POST", `${API}/session`, { body });
    goOn();
  } catch (e) {
    problem = e instanceof ServerAway ? "The server does not answer. Try again." : e.message;
    askToSignIn();
  }
}

async function signOut() {
  if (page.isChanged && !(await ask("Sign out without saving?", "What was changed here is lost.", "Sign out"))) {
    return;
  }
  await call("DELETE", `${API}/session`).catch(() => {});
  location.hash = "#/";
  signedOut(undefined);
}

function link(hash, name) {
  const isHere = isAt((location.hash || "#/").split("?")[0], hash);
  return html`<a class="nav-link px-2" href=${hash} aria-current=${isHere ? "page" : nothing}>${name}</a>`;
}

function shell() {
  return html`<a class="skip" href="#main" @click=${(e) => { e.preventDefault(); document.getElementById("main").focus(); }}>To the content</a>
    <header class="border-bottom"><nav class="container-fluid d-flex flex-wrap align-items-center gap-2 py-2" aria-label="Console">
      <strong class="me-2">IoTFlow</strong>
      <span class="d-flex pages order-last order-lg-0">${navigation(who.role).map(([hash, name]) => link(hash, name))}</span>
      <span class="ms-auto user-text">${who.name} (${who.role})</span>
      <button class="btn btn-sm btn-secondary" id="sign-out" @click=${signOut}>Sign out</button></nav></header>
    <main class="container-fluid py-3" id="main" tabindex="-1">
      ${isAway ? html`<div class="alert alert-warning" role="alert">The server does not answer. This page goes on by itself when it does.</div>` : nothing}
      ${problem ? html`<div class="alert alert-danger" role="alert">${problem}</div>` : nothing}
      <h1 class="h3 user-text">${page.title}</h1>${problem && !isLoaded ? nothing : keyed(place, page.view())}</main>`; // nobody finds what another one has written
}

function footer() {
  return html`<footer class="border-top"><div class="container-fluid d-flex flex-wrap gap-3 py-2 small">
    <a href="/docs/">API</a><a href="/metrics">Metrics</a><a href="/openapi?format=json">OpenAPI</a>
    <button class="btn btn-sm btn-secondary ms-auto" id="theme" @click=${() => { switchTheme(); draw(); }}>Light or dark</button></div></footer>`;
}

function draw() {
  if (!who && !isSigningIn) {
    return;
  }
  document.title = who ? `${page.title} – IoTFlow` : "Sign in – IoTFlow";
  pagePlace.hidden = !who;
  render(who ? nothing : signInView(problem, signIn, Boolean(kept)), signInPlace);
  if (who || !kept) {
    render(who ? shell() : nothing, pagePlace);
  }
  render(footer(), footerPlace);
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

followTheme(draw);
closeWhenLeft("details.fields, details.columns");
session.addEventListener("ended", sessionEnded);
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
document.addEventListener("visibilitychange", () => document.hidden || lookAgain());
pagePlace.addEventListener("input", () => (isWritten = true));
window.addEventListener("resize", () => who && page.drawn?.(root));
root.replaceChildren(signInPlace, pagePlace, footerPlace);
start();
