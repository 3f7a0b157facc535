// The workers heard of lately: what they hold, drain and take again.
import { html, nothing } from "../../part.js";
import { get, post } from "../../api.js";
import { may } from "../../session.js";
import { icon } from "../../icons.js";
import { idLink } from "../../parts/id.js";
import { badge, empty } from "../../parts/notes.js";
import { table } from "../../parts/table.js";
import { time } from "../../parts/time.js";
import { whole } from "../../format.js";
import { OperatingPage, TO_DO } from "./operating.js";
import { places } from "./places.js";

const MOST_HELD = 200;
const SHOWN = 3;

class WorkersPage extends OperatingPage {
  static properties = { workers: { state: true }, held: { state: true } };

  constructor() {
    super();
    this.workers = null;
    this.held = new Map();
  }

  arrived() {
    this.heading = "Workers";
    this.watch(async () => {
      const [{ workers }, { jobs }] = await Promise.all([get("/workers"), get("/jobs", { state: "RUNNING", limit: MOST_HELD })]);
      const held = new Map();
      for (const job of jobs) {
        held.set(job.worker, [...(held.get(job.worker) ?? []), job]);
      }
      this.held = held;
      this.workers = workers;
    });
  }

  render() {
    return html`${this.head("Workers", {
      lead: "A worker that is drained ends what it holds and takes nothing new: to be stopped, or looked at. A job whose lease is not renewed goes to another.",
    })}
    ${this.workers === null ? this.looking() : this.workers.length === 0 ? this.nobody() : this.list()}`;
  }

  nobody() {
    return html`<div class="card">
      ${empty({
        title: "No worker was heard of lately",
        text: html`Jobs wait until one comes. <code>./trm up</code> starts gateway, solver and trainer; elsewhere see that the
          workers reach the database and the broker.`,
      })}
    </div>`;
  }

  list() {
    return html`<div class="card flush">
      ${table({
        caption: "Workers heard of lately",
        rows: this.workers,
        key: (worker) => worker.id,
        columns: [
          { head: "Worker", cell: (worker) => html`<strong>${worker.kind}</strong><br /><code class="soft small long">${worker.id}</code>` },
          { head: "State", kind: "tight", cell: state },
          { head: "Places", cell: places },
          { head: "Holds", cell: (worker) => this.holds(worker) },
          { head: "Up", kind: "tight", spare: true, cell: (worker) => time(worker.startedAt) },
          { head: "Heard", kind: "tight", spare: true, cell: (worker) => time(worker.heardAt) },
          ...(may("operator") ? [{ head: TO_DO, kind: "right tight", cell: (worker) => this.button(worker) }] : []),
        ],
      })}
    </div>`;
  }

  holds(worker) {
    const jobs = this.held.get(worker.id) ?? [];
    return jobs.length === 0
      ? html`<span class="soft">nothing</span>`
      : html`<ul class="held">
          ${jobs.slice(0, SHOWN).map((job) => html`<li>${idLink("/jobs", job.id)} ${lease(job)}</li>`)}
          ${jobs.length > SHOWN ? html`<li class="soft">and ${whole(jobs.length - SHOWN)} more</li>` : nothing}
        </ul>`;
  }

  button(worker) {
    return worker.drainedBy
      ? html`<button aria-label="Take jobs again: ${worker.kind}" @click=${() => this.undrain(worker)}>${icon("play")}Take again</button>`
      : worker.draining
        ? nothing
        : html`<button aria-label="Drain ${worker.kind}" @click=${() => this.drain(worker)}>${icon("pause")}Drain</button>`;
  }

  drain(worker) {
    return this.doing(() => post(`/workers/${encodeURIComponent(worker.id)}/drain`), "It takes nothing new and ends what it holds.");
  }

  undrain(worker) {
    return this.doing(() => post(`/workers/${encodeURIComponent(worker.id)}/undrain`), "It takes jobs again.");
  }
}

/** When the worker must have renewed its lease of a job, or another gets it. */
const lease = ({ leaseUntil }) =>
  leaseUntil
    ? html`<span class="soft small">lease ${Date.parse(leaseUntil) < Date.now() ? "ended" : "ends"} ${time(leaseUntil)}</span>`
    : nothing;

function state(worker) {
  if (!worker.draining) {
    return worker.joined.length > 0
      ? badge("Taking jobs", "good")
      : html`${badge("Not connected", "warn")}<br /><span class="soft small">no jobs reach it through Kafka</span>`;
  }
  return worker.drainedBy
    ? html`${badge("Draining", "warn")}<br /><span class="soft small">by ${worker.drainedBy}</span>`
    : badge("Stopping", "warn");
}

customElements.define("page-workers", WorkersPage);
