// What every page is: a part with the address it is at, that asks again while somebody looks.
import { Part } from "./part.js";

/** Answers that asking again does not change. */
const HOPELESS = [401, 403, 404];

/**
 * A page. It sets its title in heading, and draws an h1 of its own; params are the parts of its path, query the
 * address's parameters. When these change, `arrived` is called.
 */
export class Page extends Part {
  static properties = {
    params: { attribute: false },
    query: { attribute: false },
    problem: { state: true },
  };

  #polls = [];

  constructor() {
    super();
    this.params = {};
    this.query = {};
    this.problem = null;
  }

  /** Called when the page is there, and at each change of its address. */
  arrived() {}

  willUpdate(changed) {
    if (changed.has("params") || changed.has("query")) {
      this.arrived();
    }
  }

  /** What the browser's tab and history say. */
  set heading(text) {
    document.title = text ? `${text} – trm` : "trm";
  }

  /**
   * Does something now and then again and again, each time so long after it was done, while the page is there and seen.
   * What it throws is shown; the next that succeeds takes it away.
   *
   * @returns {() => void} does it once more, now
   */
  poll(work, millis) {
    const poll = { timer: 0, busy: false, asked: false, stopped: false };
    const run = async () => {
      clearTimeout(poll.timer);
      if (poll.stopped) {
        return;
      }
      if (poll.busy) {
        poll.asked = true;
        return;
      }
      poll.busy = true;
      try {
        await work();
        this.problem = null;
      } catch (problem) {
        this.problem = problem;
      }
      poll.busy = false;
      if (poll.asked) {
        poll.asked = false;
        run();
      } else if (!document.hidden && !poll.stopped && !HOPELESS.includes(this.problem?.status)) {
        const slower = this.problem?.retryAfter ? this.problem.retryAfter * 1000 : millis;
        poll.timer = setTimeout(run, Math.max(millis, slower));
      }
    };
    poll.stop = () => {
      poll.stopped = true;
      clearTimeout(poll.timer);
      document.removeEventListener("visibilitychange", poll.seen);
    };
    poll.seen = () => document.hidden || run();
    document.addEventListener("visibilitychange", poll.seen);
    this.#polls.push(poll);
    run();
    return run;
  }

  /** Ends all that `poll` began. */
  quiet() {
    this.#polls.forEach((poll) => poll.stop());
    this.#polls = [];
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.quiet();
  }
}
