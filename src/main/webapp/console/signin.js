// The ways in: with an operator key, or with the OpenID Connect provider that the server knows.
import { html, nothing } from "/webjars/lit-html/3.3.2/lit-html.js";
import { API, call } from "/console/api.js";

const PLACE = "iotflow-place";
const AGAIN = "Try again.";
const WHY_NOT = {
  refused: `The provider did not sign you in. ${AGAIN}`,
  "no-role": "You have signed in, but your account has neither of the roles that may use the console. Ask whoever manages the accounts for one.",
  expired: `This sign-in was begun in another browser, or too long ago. ${AGAIN}`,
  "bad-token": "The provider answered with a token that is not good here. The server's log says why.",
  unavailable: `The provider does not answer, or not as it should; the server's log says why. ${AGAIN} A key signs in all the same.`,
};

let provider;

/** Asks once whether there is a provider. */
export async function findProvider(redraw) {
  provider ??= (await call("GET", `${API}/session/methods`).catch(() => null))?.oidc;
  redraw();
}

/** Why the provider's sign-in came to nothing, if the browser comes back from that; the address does not keep it. */
export function takeReason() {
  const word = location.hash.match(/^#\/not-signed-in\/([a-z-]+)$/)?.[1];
  if (word) {
    history.replaceState(null, "", "#/");
  }
  return word && (WHY_NOT[word] ?? WHY_NOT.refused);
}

/** The token of a link that signs in once, which neither the address nor the history keeps. */
export function takeToken() {
  const token = location.hash.match(/^#\/sign-in\/(.+)$/)?.[1];
  if (token) {
    history.replaceState(null, "", "#/");
  }
  return token;
}

/** Back where one was before the provider's page, which keeps nothing behind the #. */
export function returnToPlace() {
  const place = sessionStorage.getItem(PLACE);
  sessionStorage.removeItem(PLACE);
  if (place) {
    history.replaceState(null, "", place);
  }
}

/** isKept: whether a page waits for whoever signs in, which the provider's page must not take the place of. */
export function signInView(problem, signIn, isKept) {
  const byKey = (event) => {
    event.preventDefault();
    signIn({ api_key: new FormData(event.target).get("key").trim() });
  };
  return html`<main class="container py-5 sign-in"><h1 class="h3">IoTFlow</h1>
    ${problem ? html`<div class="alert alert-warning" role="alert">${problem}</div>` : nothing}
    ${provider ? html`<p><a class="btn btn-primary" id="oidc" href=${provider.path} target=${isKept ? "_blank" : nothing} rel="noopener"
      @click=${() => isKept || sessionStorage.setItem(PLACE, location.hash)}>Sign in with ${provider.label}</a>
      ${isKept ? html`<span class="d-block small mt-1">It opens in a new window. Come back to this one when you have signed in.</span>` : nothing}</p><h2 class="h6">Or with a key</h2>` : nothing}
    <form @submit=${byKey}><p>Sign in with an operator key of the role admin or viewer. The quickstart prints one as “Admin key”;
      a server has it in <code>IOTFLOW_ADMIN_API_KEY</code>. The quickstart prints a link, too, that signs in once.</p>
      <label class="form-label" for="key">Operator key</label>
      <input class="form-control mb-3" id="key" name="key" type="password" autocomplete="current-password" required>
      <button class="btn ${provider ? "btn-secondary" : "btn-primary"}">Sign in</button></form></main>`;
}
