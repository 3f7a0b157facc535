// The public REST interface. Every failure is a Problem with words for people; nothing else is thrown.

/** An error by RFC 9457, and what to do about it. */
export class Problem extends Error {
  constructor({ status = 0, title = "", detail = "", errors = [], retryAfter = 0, type = "" }) {
    super(detail || title);
    this.status = status;
    this.title = title;
    this.detail = detail;
    this.errors = errors;
    this.retryAfter = retryAfter;
    this.type = type;
  }

  /** What is wrong with the field that the JSON pointer names, or with one below it; empty if nothing. */
  of(pointer) {
    const fault = this.errors.find((each) => each.pointer === pointer || each.pointer?.startsWith(`${pointer}/`));
    return fault?.detail ?? "";
  }

  /** What a person can do. */
  get advice() {
    if (this.status === 0) {
      return "The gateway does not answer. See that it runs (./trm status) and that you can reach it, then try again.";
    }
    if (this.status === 401) {
      return "Sign in again.";
    }
    if (this.status === 403) {
      return "Your key's role does not allow this. Ask an operator for one that does.";
    }
    if (this.status === 404) {
      return "It may be gone, or belong to another key. Go back to the list.";
    }
    if (this.status === 409) {
      return "Its state has changed meanwhile. Look again.";
    }
    if (this.status === 429) {
      return `Try again in ${this.retryAfter || 1} s.`;
    }
    if (this.status === 422 || this.status === 400) {
      return "Change what is named, then send it again.";
    }
    if (this.status === 503) {
      return "The database is out of reach. It is tried again by itself; if this stays, look at the gateway's log.";
    }
    return "If it stays, the gateway's log tells more.";
  }
}

const unreachable = (cause) =>
  new Problem({ title: "No answer", detail: `The gateway cannot be reached (${cause.message}).` });

/**
 * Sends a request and gives its JSON.
 *
 * @param {string} method
 * @param {string} path below /v1
 * @param {{query?: object, body?: unknown, text?: string, type?: string, headers?: object, signal?: AbortSignal}} more
 */
export async function call(method, path, more = {}) {
  const response = await send(method, path, more);
  if (response.status === 204) {
    return null;
  }
  const text = await response.text();
  return response.headers.get("Content-Type")?.includes("json") ? JSON.parse(text) : text;
}

/** Sends a request and gives the response, which is a good one. */
export async function send(method, path, { query, body, text, type, headers, signal } = {}) {
  let response;
  try {
    response = await fetch(address(path, query), {
      method,
      signal,
      credentials: "same-origin",
      headers: {
        Accept: "application/json",
        ...(body !== undefined ? { "Content-Type": "application/json" } : {}),
        ...(text !== undefined ? { "Content-Type": type } : {}),
        ...headers,
      },
      body: body !== undefined ? JSON.stringify(body) : text,
    });
  } catch (cause) {
    if (cause.name === "AbortError") {
      throw cause;
    }
    throw unreachable(cause);
  }
  if (!response.ok) {
    throw await problem(response);
  }
  return response;
}

async function problem(response) {
  let told = {};
  try {
    told = await response.json();
  } catch {
    told = { title: response.statusText || `Status ${response.status}` };
  }
  if (response.status === 401) {
    dispatchEvent(new CustomEvent("trm-signed-out"));
  }
  return new Problem({ ...told, status: response.status, retryAfter: Number(response.headers.get("Retry-After") ?? 0) });
}

/** The address of a call, with those of the parameters that are set. */
export function address(path, query = {}) {
  const set = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== "");
  const search = new URLSearchParams(set.map(([name, value]) => [name, String(value)])).toString();
  return `/v1${path}${search ? `?${search}` : ""}`;
}

export const get = (path, query, more) => call("GET", path, { query, ...more });
export const post = (path, body, more) => call("POST", path, { body, ...more });
export const put = (path, body, more) => call("PUT", path, { body, ...more });
export const patch = (path, body, more) => call("PATCH", path, { body, ...more });
export const remove = (path, more) => call("DELETE", path, more);

/** A header under which a POST that is sent again does nothing twice. */
export const once = (key = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`) => ({
  headers: { "Idempotency-Key": key },
});

/** Has the browser keep what a call answers as a file. */
export async function download(path, name, query) {
  const response = await send("GET", path, { query, headers: { Accept: "*/*" } });
  save(await response.blob(), name);
}

/** Has the browser keep a blob as a file. */
export function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
