// How the system stands: what waits, what runs, what went through, and what needs somebody.
import { html, nothing } from "../../part.js";
import { get } from "../../api.js";
import { badge, empty, note } from "../../parts/notes.js";
import { choice } from "../../parts/form.js";
import { idLink } from "../../parts/id.js";
import { table } from "../../parts/table.js";
import { time } from "../../parts/time.js";
import { between, few, whole } from "../../format.js";
import { OperatingPage } from "./operating.js";
import { places } from "./places.js";
import { queueBadge, waitingBar } from "./waiting.js";
import "../../parts/chart.js";

const MINUTE = 60_000;
const MINUTES = Array.from({ length: 15 }, (_, i) => i - 14);

class OverviewPage extends OperatingPage {
  static properties = { seen: { state: true }, kind: { state: true } };

  constructor() {
    super();
    this.seen = null;
    this.kind = "";
  }

  arrived() {
    this.heading = "Operations";
    this.watch(async () => {
      const [{ queues }, { workers }, throughput, failed, quarantine] = await Promise.all([
        get("/queues"),
        get("/workers"),
        get("/throughput"),
        get("/jobs", { state: "FAILED", limit: 5 }),
        get("/jobs", { state: "QUARANTINED", limit: 100 }),
      ]);
      this.seen = { queues, workers, throughput, failed, quarantine };
    });
  }

  render() {
    return html`${this.head("Operations", { lead: this.lead() })} ${this.seen ? this.all() : this.looking()}`;
  }

  lead() {
    return this.seen ? html`Counted ${time(this.seen.throughput.at)}` : "Asking …";
  }

  all() {
    return html`
      ${this.needs()} ${this.figures()}
      <div class="columns">${this.throughput()} ${this.workers()}</div>
      ${this.queues()} ${this.failures()}
    `;
  }

  /** What does not mend itself. */
  needs() {
    const { queues, quarantine } = this.seen;
    const all = [];
    if (quarantine.jobs.length > 0) {
      const many = quarantine.next ? `More than ${quarantine.jobs.length}` : quarantine.jobs.length;
      all.push(html`<p>
        ${many} ${quarantine.jobs.length === 1 ? "job is" : "jobs are"} in quarantine.
        <a href="/operations/quarantine">Look at the causes</a>
      </p>`);
    }
    for (const queue of queues) {
      if (queue.paused) {
        all.push(html`<p>
          The ${queue.name} queue is paused since ${time(queue.paused.since)} by
          ${queue.paused.by}${queue.paused.reason ? html`: ${queue.paused.reason}` : nothing}.
          <a href="/operations/queues">To the queues</a>
        </p>`);
      } else if (queue.workers === 0 && queue.queued > 0) {
        all.push(html`<p>
          ${whole(queue.queued)} ${queue.name} ${queue.queued === 1 ? "job waits" : "jobs wait"}, and no worker takes them.
          <code>./trm up</code> starts all.
        </p>`);
      }
    }
    return all.length === 0 ? nothing : note("warn", html`<strong>This needs somebody</strong>${all}`);
  }

  figures() {
    const { queues, workers } = this.seen;
    const sum = (field) => queues.reduce((total, queue) => total + queue[field], 0);
    const oldest = queues.filter((queue) => queue.oldestSince).sort((a, b) => a.oldestSince.localeCompare(b.oldestSince))[0];
    const capacity = sum("capacity");
    const recent = this.counts(5, "");
    return html`<section class="card" aria-label="Now">
      <div class="figures">
        ${figure(whole(sum("queued")), "jobs wait")}
        ${figure(
          oldest ? between(oldest.oldestSince) : "–",
          oldest
            ? html`waits the oldest${oldest.oldest ? html`, ${idLink("/jobs", oldest.oldest)}` : nothing}`
            : "nobody waits",
        )}
        ${figure(whole(sum("running")), "run, each under a lease of its worker")}
        ${figure(html`${whole(capacity - sum("free"))}<small> of ${whole(capacity)}</small>`, `places taken, of ${workers.length} workers`)}
        ${figure(few(recent.started / 5), "begun a minute, over the last 5")}
        ${figure(
          html`<span class=${recent.failed > 0 ? "alarm" : ""}>${whole(recent.failed)}</span>`,
          "failed in the last 5 minutes",
        )}
      </div>
    </section>`;
  }

  /** How many began, and ended well or not, in the last minutes; of all kinds where kind is empty. */
  counts(minutes, kind) {
    const from = Math.floor(Date.parse(this.seen.throughput.at) / MINUTE) - minutes + 1;
    const total = { started: 0, succeeded: 0, failed: 0 };
    for (const each of this.seen.throughput.minutes) {
      if ((!kind || each.kind === kind) && Date.parse(each.at) / MINUTE >= from) {
        total.started += each.started;
        total.succeeded += each.succeeded;
        total.failed += each.failed;
      }
    }
    return total;
  }

  throughput() {
    const { throughput } = this.seen;
    const last = Math.floor(Date.parse(throughput.at) / MINUTE);
    const byMinute = { started: MINUTES.map(() => 0), succeeded: MINUTES.map(() => 0), failed: MINUTES.map(() => 0) };
    for (const each of throughput.minutes) {
      const index = Date.parse(each.at) / MINUTE - last + 14;
      if ((!this.kind || each.kind === this.kind) && index >= 0 && index < 15) {
        for (const name of Object.keys(byMinute)) {
          byMinute[name][index] += each[name];
        }
      }
    }
    const total = this.counts(15, this.kind);
    return html`<section class="card" aria-labelledby="throughput-head">
      <div class="spread">
        <h2 id="throughput-head">Jobs a minute</h2>
        ${choice({
          label: "Kind",
          value: this.kind,
          options: [{ value: "", words: "All" }, ...this.seen.queues.map(({ name }) => ({ value: name, words: name }))],
          change: (kind) => (this.kind = kind),
        })}
      </div>
      <trm-chart
        .x=${MINUTES}
        .lines=${[
          { label: "begun", values: byMinute.started, dash: [4, 4] },
          { label: "failed", values: byMinute.failed },
          { label: "succeeded", values: byMinute.succeeded },
        ]}
        .range=${fromNought}
        .height=${180}
        xLabel="minutes from now, by when they began"
        label="Of the jobs begun in the last 15 minutes, ${total.started}, ${total.succeeded} succeeded and ${total.failed} failed"
      ></trm-chart>
      <p class="legend small">
        <span class="key begun">${whole(total.started)} begun</span>
        <span class="key well">${whole(total.succeeded)} succeeded</span>
        <span class="key failed">${whole(total.failed)} failed</span>
        <span class="soft">in the last 15 minutes</span>
      </p>
    </section>`;
  }

  workers() {
    const { workers } = this.seen;
    return html`<section class="card" aria-labelledby="workers-head">
      <div class="spread">
        <h2 id="workers-head">Workers</h2>
        <a href="/operations/workers">All about them</a>
      </div>
      ${workers.length === 0
        ? empty({ title: "No worker was heard of lately", text: html`Nothing runs until one comes. <code>./trm up</code> starts all.` })
        : html`<ul class="plain">
            ${workers.map(
              (worker) =>
                html`<li class="worker">
                  <span class="row"><strong>${worker.kind}</strong> ${worker.draining ? badge("draining", "warn") : nothing}</span>
                  ${places(worker)}
                  <span class="soft small">heard ${time(worker.heardAt)}</span>
                </li>`,
            )}
          </ul>`}
    </section>`;
  }

  queues() {
    return html`<section class="card flush" aria-labelledby="queues-head">
      <div class="spread head"><h2 id="queues-head">Queues</h2><a href="/operations/queues">Pause and resume</a></div>
      ${table({
        caption: "Queues",
        rows: this.seen.queues,
        key: (queue) => queue.name,
        columns: [
          { head: "Kind", kind: "tight", cell: (queue) => html`<strong>${queue.name}</strong>` },
          { head: "State", kind: "tight", cell: queueBadge },
          { head: "Waiting, by priority", kind: "wide", cell: waitingBar },
          {
            head: "Oldest",
            kind: "right tight",
            cell: (queue) => (queue.oldestSince ? html`<span class="only-phone">waits </span>${between(queue.oldestSince)}` : nothing),
          },
          { head: "Running", kind: "right tight", cell: (queue) => html`${whole(queue.running)}<span class="only-phone"> run</span>` },
          { head: "Places", kind: "right tight", spare: true, cell: (queue) => `${whole(queue.capacity - queue.free)} of ${whole(queue.capacity)}` },
        ],
      })}
    </section>`;
  }

  failures() {
    const { jobs } = this.seen.failed;
    return html`<section class="card flush" aria-labelledby="failures-head">
      <div class="spread head">
        <h2 id="failures-head">Latest failures</h2>
        ${jobs.length > 0 ? html`<a href="/jobs?state=FAILED">All failed jobs</a>` : nothing}
      </div>
      ${jobs.length === 0
        ? html`<p class="soft head">No job has failed.</p>`
        : table({
            caption: "The latest jobs that failed",
            rows: jobs,
            key: (job) => job.id,
            columns: [
              { head: "Job", kind: "tight", cell: (job) => idLink("/jobs", job.id) },
              { head: "Code", kind: "tight", cell: (job) => html`<code>${job.failure?.code}</code>` },
              { head: "Why", cell: (job) => job.failure?.message },
              { head: "Kind", kind: "tight", spare: true, cell: (job) => job.kind },
              { head: "When", kind: "tight", cell: (job) => time(job.finishedAt) },
            ],
          })}
    </section>`;
  }
}

const figure = (value, what) =>
  html`<div class="figure">
    <div class="value">${value}</div>
    <div class="what">${what}</div>
  </div>`;

/** From nought to a little above the highest, so that a line of noughts lies at the bottom. */
const fromNought = (_, least, most) => [0, Math.max(4, Math.ceil((most ?? 0) * 1.1))];

customElements.define("page-overview", OverviewPage);
