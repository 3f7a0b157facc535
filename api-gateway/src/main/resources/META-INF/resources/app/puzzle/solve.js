// A solve as it happens: the job, and its cycles live until the trace has them whole.
import { get } from "../api.js";
import { follow } from "../events.js";
import { read } from "./puzzle.js";

const ENDS = new Set(["SUCCEEDED", "FAILED", "CANCELLED"]);

/** Whether a job in this state stays in it. */
export const isEnd = (state) => ENDS.has(state);

/** A cycle as an event tells it, with its confidence (a byte a cell, base64) as the trace has it: 0 to 1 a cell. */
const heard = ({ confidence, ...cycle }) =>
  confidence === undefined ? cycle : { ...cycle, confidence: [...atob(confidence)].map((byte) => byte.charCodeAt(0) / 255) };

/**
 * Follows one job. `job`, `question`, `cycles`, `status` and `problem` are what is known; changed is called when they
 * are others. The cycles are those of one attempt: the chosen one, else the one that the answer is of, else the newest.
 */
export class Solve {
  job = null;
  question = null;
  votes = null;
  metrics = [];
  status = null;
  problem = null;

  #id;
  #changed;
  #chosen;
  #attempts = new Map();
  #newest = 1;
  #following = null;
  #closed = false;

  constructor(id, changed, attempt) {
    this.#id = id;
    this.#changed = changed;
    this.#chosen = attempt ?? null;
    this.#begin();
  }

  get id() {
    return this.#id;
  }

  /** The attempt that is shown, from 1. */
  get attempt() {
    return this.#chosen ?? this.job?.result?.search?.answerOf ?? this.#newest;
  }

  /** The numbers of the attempts that may be shown. */
  get attempts() {
    const made = this.job?.result?.search?.attempts ?? 0;
    const known = new Set([...this.#attempts.keys(), ...Array.from({ length: made }, (_, i) => i + 1)]);
    return [...known].sort((one, other) => one - other);
  }

  get cycles() {
    return this.#attempts.get(this.attempt) ?? [];
  }

  /** Shows another attempt. */
  async choose(attempt) {
    this.#chosen = attempt;
    try {
      if (this.job.result) {
        await this.#whole();
      }
    } catch (problem) {
      this.problem = problem;
    }
    this.#tell();
  }

  close() {
    this.#closed = true;
    this.#following?.close();
  }

  async #begin() {
    try {
      await this.#look();
      if (isEnd(this.job.state)) {
        this.status = "ended";
        await this.#whole();
      } else if (!this.#closed) {
        this.#follow();
      }
    } catch (problem) {
      this.problem = problem;
    }
    this.#tell();
  }

  async #look() {
    this.job = await get(`/jobs/${this.#id}`);
    this.question ??= this.job.puzzle ? read(this.job.puzzle.kind, this.job.puzzle.grid) : null;
  }

  #follow() {
    this.#following = follow(`/jobs/${this.#id}/events`, {
      ended: (event) => event.type === "state" && isEnd(event.data.state),
      onEvents: (events) => {
        events.forEach((event) => this.#hear(event));
        this.#tell();
      },
      onStatus: async (status, problem) => {
        this.status = status;
        this.problem = problem ?? null;
        this.#tell();
        if (status === "ended" && !problem) {
          try {
            await this.#look();
            await this.#whole();
          } catch (cause) {
            this.problem = cause;
          }
          this.#tell();
        }
      },
    });
  }

  #hear({ type, data }) {
    if (type === "cycle") {
      this.#newest = data.attempt ?? 1;
      const before = this.#attempts.get(this.#newest) ?? [];
      this.#attempts.set(this.#newest, [...before.filter((cycle) => cycle.cycle < data.cycle), heard(data)]);
    } else if (type === "metrics") {
      this.metrics = [...this.metrics, data];
    } else if (type === "progress") {
      this.job = { ...this.job, progress: data };
    } else if (type === "state") {
      if (data.state === "QUEUED") {
        // Another try begins from nothing.
        this.#attempts.clear();
        this.#newest = 1;
        this.metrics = [];
      }
      this.job = { ...this.job, ...data };
    }
  }

  async #whole() {
    if (this.job.kind === "SOLVE" || this.job.kind === "solve") {
      const { attempt } = this;
      const { cycles } = await get(`/jobs/${this.#id}/trace`, { attempt });
      if (cycles.length > 0) {
        this.#attempts.set(attempt, cycles);
      }
    } else if (this.job.state === "SUCCEEDED") {
      this.votes = await get(`/jobs/${this.#id}/votes`);
    }
  }

  #tell() {
    if (!this.#closed) {
      this.#changed();
    }
  }
}
