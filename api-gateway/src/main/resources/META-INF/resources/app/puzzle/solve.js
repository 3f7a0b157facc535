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
 * are others.
 */
export class Solve {
  job = null;
  question = null;
  cycles = [];
  votes = null;
  metrics = [];
  status = null;
  problem = null;

  #id;
  #changed;
  #following = null;
  #closed = false;

  constructor(id, changed) {
    this.#id = id;
    this.#changed = changed;
    this.#begin();
  }

  get id() {
    return this.#id;
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
      this.cycles = [...this.cycles.filter((cycle) => cycle.cycle < data.cycle), heard(data)];
    } else if (type === "metrics") {
      this.metrics = [...this.metrics, data];
    } else if (type === "progress") {
      this.job = { ...this.job, progress: data };
    } else if (type === "state") {
      if (data.state === "QUEUED") {
        // Another try begins from nothing.
        this.cycles = [];
        this.metrics = [];
      }
      this.job = { ...this.job, ...data };
    }
  }

  async #whole() {
    if (this.job.kind === "SOLVE" || this.job.kind === "solve") {
      const { cycles } = await get(`/jobs/${this.#id}/trace`);
      if (cycles.length > 0) {
        this.cycles = cycles;
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
