// Server-sent events by fetch: unlike EventSource it tells a refusal apart from a lost connection, and goes on after the
// last event that was heard, whenever it connects again.
import { Problem, address } from "./api.js";

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 15_000;
// The gateway shows every 15 s that it lives.
const SILENCE = 40_000;

/**
 * Follows a job's events to its end.
 *
 * @param {string} path below /v1
 * @param {{onEvents: (events: object[]) => void, onStatus?: (status: "live"|"lost"|"ended", problem?: Problem) => void,
 *   ended: (event: object) => boolean}} listener events come at most once a frame, those of a frame together; ended says
 *   whether one is the last
 * @returns {{close: () => void}}
 */
export function follow(path, { onEvents, onStatus = () => {}, ended }) {
  let lastId = "";
  let closed = false;
  let pause = FIRST_PAUSE;
  let timer = 0;
  let connection = null;
  let waiting = [];
  let frame = 0;

  const flush = () => {
    frame = 0;
    const events = waiting;
    waiting = [];
    if (events.length > 0 && !closed) {
      onEvents(events);
    }
  };
  const tell = (event) => {
    waiting.push(event);
    // A page in the background gets no frames; it is told all the same.
    frame ||= document.hidden ? setTimeout(flush, 250) : requestAnimationFrame(flush);
  };
  const stop = (status, problem) => {
    closed = true;
    clearTimeout(timer);
    connection?.abort();
    removeEventListener("online", soon);
    onStatus(status, problem);
  };
  const again = () => {
    if (!closed) {
      onStatus("lost");
      timer = setTimeout(connect, pause * (0.75 + Math.random() / 2));
      pause = Math.min(LONGEST_PAUSE, pause * 2);
    }
  };
  const soon = () => {
    if (!closed && !connection) {
      clearTimeout(timer);
      pause = FIRST_PAUSE;
      connect();
    }
  };
  addEventListener("online", soon);

  async function connect() {
    connection = new AbortController();
    const own = connection;
    let silence = 0;
    const heard = () => {
      clearTimeout(silence);
      silence = setTimeout(() => own.abort(), SILENCE);
    };
    let over = false;
    try {
      heard();
      const response = await fetch(address(path), {
        credentials: "same-origin",
        signal: own.signal,
        headers: { Accept: "text/event-stream", ...(lastId ? { "Last-Event-ID": lastId } : {}) },
      });
      if (!response.ok) {
        const told = await response.json().catch(() => ({}));
        if (response.status === 401) {
          dispatchEvent(new CustomEvent("trm-signed-out"));
        }
        if (response.status < 500 && response.status !== 429) {
          flush();
          stop("ended", new Problem({ ...told, status: response.status }));
          return;
        }
        throw new Error(`status ${response.status}`);
      }
      if (response.status === 204) {
        // The job has ended, and all of its events were heard.
        flush();
        stop("ended");
        return;
      }
      onStatus("live");
      for await (const event of parse(response.body, heard)) {
        pause = FIRST_PAUSE;
        lastId = event.id || lastId;
        const data = JSON.parse(event.data);
        tell(data);
        over ||= ended(data);
      }
    } catch {
      // Whatever broke it, it is begun again below.
    } finally {
      clearTimeout(silence);
      connection = null;
    }
    if (over) {
      flush();
      if (!closed) {
        stop("ended");
      }
    } else {
      again();
    }
  }

  connect();
  return {
    close() {
      closed = true;
      clearTimeout(timer);
      connection?.abort();
      removeEventListener("online", soon);
    },
  };
}

/** The events of a stream; comments only show that it lives. */
async function* parse(body, heard) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  let event = { id: "", data: [] };
  for (;;) {
    const { value, done } = await reader.read();
    if (done) {
      return;
    }
    heard();
    text += value;
    const lines = text.split(/\r\n|\n|\r/);
    text = lines.pop();
    for (const line of lines) {
      if (line === "") {
        if (event.data.length > 0) {
          yield { id: event.id, data: event.data.join("\n") };
        }
        event = { id: "", data: [] };
        continue;
      }
      const colon = line.indexOf(":");
      const field = colon < 0 ? line : line.slice(0, colon);
      const said = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
      if (field === "id") {
        event.id = said;
      } else if (field === "data") {
        event.data.push(said);
      }
    }
  }
}
