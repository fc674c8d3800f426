// Calls of the public API with the session's cookie. A page that asks again by itself says so: that is no use of the session.

/** Such an answer has no text where the server did not read the whole address. */
const TOO_LONG = [400, 414, 431];

/** The server cannot be reached, or is starting. */
export class ServerAway extends Error {}

/** There is no session, or it is over. */
export class SignedOut extends Error {}

/** An answer that is an error; its message says what to do, its violations (`field`, `message`) what is wrong with what was given. */
export class Refused extends Error {
  constructor(status, message, violations = []) {
    super(message);
    this.status = status;
    this.violations = violations;
  }
}

/** Fires `ended` when a call was answered that there is no session. */
export const session = new EventTarget();

/** The answer's JSON; `also` are statuses beside 2xx that are answers, too. A `csv` is a body as it is. */
export async function call(method, path, { body, csv, poll = false, also = [] } = {}) {
  const headers = { Accept: "application/json", "X-IoTFlow-Console": poll ? "poll" : "1" };
  if (body !== undefined) {
    headers["Content-Type"] = "application/json";
  }
  if (csv !== undefined) {
    headers["Content-Type"] = "text/csv";
  }
  let answer;
  try {
    answer = await fetch(path, { method, headers, body: csv ?? (body === undefined ? undefined : JSON.stringify(body)) });
  } catch {
    throw new ServerAway("The server does not answer.");
  }
  const json = await answer.json().catch(() => null);
  if (answer.ok || also.includes(answer.status)) {
    return json;
  }
  if (answer.status === 401) {
    session.dispatchEvent(new Event("ended"));
    throw new SignedOut(json?.detail ?? "Sign in first.");
  }
  if (answer.status === 503 || answer.status === 502) {
    throw new ServerAway(json?.detail ?? "The server does not answer.");
  }
  throw new Refused(answer.status, json?.detail ?? json?.message ?? (TOO_LONG.includes(answer.status) ? "What was asked for is too long, or has letters that an address cannot have." : `The server answers ${answer.status}.`), json?.violations);
}

/** Does something that somebody wants, and says what came of it: `{ text, isError }`. Without `done` the action gives the text. */
export async function act(action, done) {
  try {
    const result = await action();
    return { text: done ?? result, isError: false };
  } catch (e) {
    if (!(e instanceof Refused || e instanceof ServerAway || e instanceof SignedOut)) {
      throw e;
    }
    return { text: e.message, isError: true, violations: e.violations ?? [] };
  }
}

/** The same, and the page is read anew before its text is shown. */
export function actAndLoad(page, action) {
  return act(async () => {
    const text = await action();
    await page.load(false);
    return text;
  });
}

export const API = "/api/v1";
