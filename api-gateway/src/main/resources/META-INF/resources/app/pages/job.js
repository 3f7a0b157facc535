// One job: how it stands and why, what became of it, and the proof of it.
import { Page } from "../page.js";
import { html, nothing } from "../part.js";
import { download, get, once, post } from "../api.js";
import { follow } from "../events.js";
import { go } from "../router.js";
import { may } from "../session.js";
import { icon } from "../icons.js";
import { badge, liveMark, note, problemNote, stateBadge } from "../parts/notes.js";
import { table } from "../parts/table.js";
import { confirm } from "../parts/dialog.js";
import { idLink, shortId } from "../parts/id.js";
import { toast } from "../parts/toast.js";
import { time } from "../parts/time.js";
import { between, brief, briefHash, capital, exact, percent, whole } from "../format.js";
import { isEnd } from "../puzzle/solve.js";
import { givens, hasDigits, kindName, read } from "../puzzle/puzzle.js";
import { advice } from "./advice.js";
import "../puzzle/board.js";

class JobPage extends Page {
  static properties = {
    job: { state: true },
    history: { state: true },
    queue: { state: true },
    status: { state: true },
  };

  #following = null;
  #look = () => {};

  constructor() {
    super();
    this.job = null;
    this.history = null;
    this.queue = null;
    this.status = null;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#following?.close();
  }

  arrived() {
    const { id } = this.params;
    this.heading = `Job ${brief(id)}`;
    this.quiet();
    this.#following?.close();
    this.job = null;
    this.history = null;
    this.#look = this.poll(async () => {
      const [job, history, { queues }] = await Promise.all([get(`/jobs/${id}`), get(`/jobs/${id}/history`), get("/queues")]);
      if (id !== this.params.id) {
        return;
      }
      this.job = job;
      this.history = history;
      this.queue = queues.find((queue) => queue.name === job.kind);
      if (isEnd(job.state) && history.events.at(-1)?.to === job.state) {
        this.quiet();
      }
    }, 5000);
    this.#following = follow(`/jobs/${id}/events`, {
      ended: (event) => event.type === "state" && isEnd(event.data.state),
      onEvents: (events) => {
        if (events.some((event) => event.type === "state")) {
          this.#look();
        } else if (this.job && events.at(-1).type === "progress") {
          this.job = { ...this.job, progress: events.at(-1).data };
        }
      },
      onStatus: (status) => {
        this.status = status;
        if (status === "ended") {
          this.#look();
        }
      },
    });
  }

  render() {
    const { job } = this;
    if (!job) {
      return html`<h1>Job</h1>
        ${this.problem
          ? html`${problemNote(this.problem)}
              <p><a href="/jobs">All jobs</a></p>`
          : html`<p class="soft" role="status">Looking …</p>`}`;
    }
    return html`
      <div class="page-head">
        <div>
          <p class="crumbs"><a href="/jobs">Jobs</a></p>
          <h1>${title(job)}</h1>
          <p class="lead row">${stateBadge(job.state)} <code>${job.id}</code></p>
        </div>
        <div class="actions">${liveMark(this.status)} ${this.buttons(job)}</div>
      </div>
      ${problemNote(this.problem)} ${this.failure(job)} ${this.waiting(job)}
      <div class="columns">
        <section class="card" aria-labelledby="timeline-head">
          <h2 id="timeline-head">Timeline</h2>
          ${this.timeline(job)}
        </section>
        <section class="card" aria-labelledby="job-head">
          <h2 id="job-head">The job</h2>
          ${this.facts(job)}
        </section>
      </div>
      ${this.outcome(job)} ${this.proof()}
    `;
  }

  buttons(job) {
    const solve = job.kind !== "train";
    return html`
      ${solve ? html`<a class="button primary" href="/solve/${job.id}">${icon("grid")}${isEnd(job.state) ? "Its cycles" : "Watch"}</a>` : nothing}
      ${job.kind === "train" ? html`<a class="button primary" href="/training/${job.id}">${icon("curve")}Its curves</a>` : nothing}
      ${may("submitter") && isEnd(job.state)
        ? html`<button @click=${this.retry}>${icon("again")}Run again</button>`
        : nothing}
      ${may("submitter") && solve ? html`<a class="button" href="/solve?from=${job.id}">${icon("edit")}Edit and run again</a>` : nothing}
      ${may("submitter") && job.kind === "solve" && job.state === "SUCCEEDED"
        ? html`<button title="Runs it again on the same weights and compares every cycle" @click=${this.replay}>${icon("shield")}Replay</button>`
        : nothing}
      ${may("operator") && job.state === "QUARANTINED"
        ? html`<button @click=${this.release}>${icon("again")}Release</button>`
        : nothing}
      ${may("submitter") && !isEnd(job.state)
        ? html`<button class="danger" @click=${this.cancel}>${icon("stop")}Cancel</button>`
        : nothing}
    `;
  }

  failure(job) {
    if (!job.failure && job.state !== "QUARANTINED") {
      return nothing;
    }
    const code = job.failure?.code ?? "QUARANTINED";
    return note(
      "bad",
      html`<strong>${job.failure?.message ?? "It ended its worker, alone, too often, and waits for an operator."}</strong>
        <p>${advice(code)}</p>
        <p class="soft small">
          ${code}${job.failure ? (job.failure.retryable ? " – running it again may help" : " – running it again as it is will not help") : nothing}
        </p>
        ${job.crashStack
          ? html`<details>
              <summary>What the worker left to read</summary>
              <pre>${job.crashStack}</pre>
            </details>`
          : nothing}`,
    );
  }

  /** Why a job that is queued is not running. */
  waiting(job) {
    if (job.state !== "QUEUED" || !this.queue) {
      return nothing;
    }
    const { queue } = this;
    const reasons = [];
    if (queue.paused) {
      reasons.push(html`The queue is paused since ${time(queue.paused.since)} by ${queue.paused.by}${queue.paused.reason ? html`: ${queue.paused.reason}` : ""}.
        ${may("operator") ? html`<button @click=${() => this.resumeQueue(queue.name)}>Resume the queue</button>` : "An operator can resume it."}`);
    }
    if (job.runAt) {
      reasons.push(html`It was to wait: it may run ${time(job.runAt)}, at ${exact(job.runAt)}.`);
    }
    if (job.nextAttemptAt) {
      reasons.push(html`It has failed ${whole(job.attempts)} times and is tried again ${time(job.nextAttemptAt)}. ${job.reason ? html`Last: ${job.reason}` : ""}`);
    }
    if (queue.workers === 0) {
      reasons.push(html`No worker that takes ${queue.name} jobs was heard of lately. Start one (<code>./trm up</code> starts all).`);
    } else if (queue.free === 0) {
      reasons.push(html`All ${whole(queue.capacity)} places of ${queue.workers} ${queue.workers === 1 ? "worker is" : "workers are"} taken; ${whole(queue.queued)} jobs wait. More workers take them sooner.`);
    }
    if (job.crashAttempts > 0) {
      reasons.push(html`A worker vanished while it held this job: it is run again apart from others.`);
    }
    if (reasons.length === 0) {
      reasons.push(html`A worker has room; it is handed out at any moment. ${whole(queue.queued)} jobs are queued.`);
    }
    return note("info", html`<strong>Why it waits</strong>${reasons.map((reason) => html`<p>${reason}</p>`)}
      ${job.deadline ? html`<p class="soft">If it has not ended ${time(job.deadline)}, it fails.</p>` : nothing}`);
  }

  timeline(job) {
    const events = this.history?.events ?? [];
    return html`<ol class="timeline">
      ${events.map(
        (event, i) =>
          html`<li class=${event.to.toLowerCase()}>
            <div class="spread">
              <strong>${capital(event.to)}${event.to === "RUNNING" ? ` (attempt ${attemptOf(events, i)})` : ""}</strong>
              <span class="soft small">${time(event.at)}</span>
            </div>
            <p class="soft small">
              ${event.worker ? html`on ${event.worker}, epoch ${event.epoch}` : html`by ${event.actor}`}
              ${event.reason ? html` – ${event.reason}` : nothing}
              ${events[i + 1] ? html` · for ${between(event.at, events[i + 1].at)}` : isEnd(job.state) ? nothing : html` · for ${between(event.at)}`}
            </p>
          </li>`,
      )}
    </ol>`;
  }

  facts(job) {
    const links = [
      ["Run again from", job.retryOf],
      ["Replay of", job.replayOf],
    ].filter(([, id]) => id);
    return html`<dl class="facts">
      <dt>Kind</dt>
      <dd>${job.kind}</dd>
      <dt>Model</dt>
      <dd>${job.result?.model ?? job.model}</dd>
      <dt>Priority</dt>
      <dd>${job.priority.toLowerCase()}</dd>
      <dt>Submitted by</dt>
      <dd>${job.submittedBy}</dd>
      <dt>Attempts</dt>
      <dd>${job.attempts}${job.crashAttempts ? html`, and ${job.crashAttempts} that ended with their worker` : nothing}</dd>
      ${job.startedAt
        ? html`<dt>Waited</dt>
            <dd>${between(job.queuedAt, job.startedAt)}</dd>
            <dt>Ran</dt>
            <dd>${between(job.startedAt, job.finishedAt)}</dd>`
        : nothing}
      ${job.worker
        ? html`<dt>Worker</dt>
            <dd>${job.worker}</dd>`
        : nothing}
      ${job.leaseUntil
        ? html`<dt>Lease ends</dt>
            <dd>${time(job.leaseUntil)} <span class="soft">unless its worker renews it</span></dd>`
        : nothing}
      ${job.deadline
        ? html`<dt>Deadline</dt>
            <dd>${time(job.deadline)}</dd>`
        : nothing}
      ${job.batch
        ? html`<dt>Batch</dt>
            <dd><a href="/jobs?batch=${job.batch}">${shortId(job.batch)}</a></dd>`
        : nothing}
      ${links.map(([words, id]) => html`<dt>${words}</dt><dd>${idLink("/jobs", id)}</dd>`)}
    </dl>`;
  }

  outcome(job) {
    if (job.kind === "solve" && job.result) {
      const { result } = job;
      return html`<section class="card" aria-labelledby="outcome-head">
        <div class="spread">
          <h2 id="outcome-head">Answer</h2>
          ${result.solved === undefined ? badge("answered") : badge(result.solved ? "solved, checked by the rules" : "not solved", result.solved ? "good" : "warn")}
        </div>
        ${result.replay
          ? note(
              result.replay.verdict === "identical" ? "good" : "warn",
              html`<strong>Replay: ${{ identical: "every cycle is identical to the bit", different: "different", notComparable: "not comparable here" }[result.replay.verdict]}</strong>
                ${result.replay.why ? html`<p>${result.replay.why}</p>` : nothing}
                ${result.replay.cycle ? html`<p>First at ${result.replay.attempt ? html`attempt ${result.replay.attempt}, ` : nothing}cycle ${result.replay.cycle}${result.replay.cell ? html`, ${result.replay.cell}` : nothing}</p>` : nothing}`,
            )
          : nothing}
        <div class="columns">
          <trm-board
            .puzzle=${read(job.puzzle.kind, result.grid)}
            .given=${hasDigits(job.puzzle.kind) ? givens(read(job.puzzle.kind, job.puzzle.grid)) : []}
            label="The answer"
          ></trm-board>
          <dl class="facts">
            <dt>Cycles</dt>
            <dd>${result.cycles}${result.search ? html` of attempt ${result.search.answerOf}; ${whole(result.search.cycles)} of ${result.search.attempts} of at most ${result.search.mostAttempts} attempts` : nothing}</dd>
            ${result.search?.variation
              ? html`<dt>Attempt ${result.search.answerOf}</dt>
                  <dd>${result.search.variation.kind}: ${result.search.variation.description}</dd>`
              : nothing}
            <dt>Halted</dt>
            <dd>${result.halted ? "by itself" : "at the limit"}, ${percent(result.haltProbability)} sure</dd>
            <dt>Checkpoint</dt>
            <dd><code title=${result.checkpoint}>${briefHash(result.checkpoint)}</code></dd>
            <dt>On</dt>
            <dd>${result.runtime.device}, ${result.runtime.precision}, ${result.runtime.threads} threads</dd>
            <dt>Library</dt>
            <dd>${result.runtime.library}</dd>
            <dt>Instructions</dt>
            <dd>${result.runtime.instructions}</dd>
            <dt>Kernels</dt>
            <dd>${result.runtime.kernels}</dd>
          </dl>
        </div>
      </section>`;
    }
    if (job.result) {
      return html`<section class="card" aria-labelledby="outcome-head">
        <h2 id="outcome-head">Result</h2>
        <pre tabindex="0" aria-label="Result">${JSON.stringify(job.result, null, 2)}</pre>
      </section>`;
    }
    if (job.progress) {
      const { step, steps } = job.progress;
      return html`<section class="card" aria-labelledby="progress-head">
        <h2 id="progress-head">Progress</h2>
        ${steps ? html`<progress max=${steps} value=${step ?? 0} aria-label="Steps"></progress>` : nothing}
        <pre tabindex="0" aria-label="Progress">${JSON.stringify(job.progress, null, 2)}</pre>
      </section>`;
    }
    return nothing;
  }

  /** The audit's chain, verified by the gateway. */
  proof() {
    const { history } = this;
    if (!history) {
      return nothing;
    }
    return html`<section class="card" aria-labelledby="history-head">
      <div class="spread">
        <h2 id="history-head">History</h2>
        ${history.verified ? badge("chain verified", "good") : badge("does not fit together", "bad")}
      </div>
      ${history.findings.map((finding) => note("bad", html`<strong>${finding.words}</strong>
        <p>Something was altered past the system. An operator should verify the whole audit (<code>./trm audit verify</code>).</p>`))}
      ${table({
        caption: "Every change of the job's state",
        rows: history.events,
        key: (event) => event.seq,
        columns: [
          { head: "No.", kind: "tight", cell: (event) => event.seq },
          { head: "To", kind: "tight", cell: (event) => stateBadge(event.to) },
          { head: "At", kind: "tight", cell: (event) => time(event.at) },
          { head: "By", cell: (event) => event.actor },
          { head: "Epoch", kind: "right", spare: true, cell: (event) => event.epoch },
          { head: "Why", cell: (event) => event.reason ?? nothing },
          { head: "Hash", kind: "tight", spare: true, cell: (event) => html`<code title=${event.hash}>${event.hash.slice(0, 12)}…</code>` },
        ],
      })}
      ${isEnd(this.job.state)
        ? html`<div class="actions"><button @click=${this.saveProof}>${icon("save")}Proof</button>
            <span class="soft small">verified without this system by <code>./trm audit verify FILE</code></span></div>`
        : nothing}
    </section>`;
  }

  async saveProof() {
    await this.doing(() => download(`/jobs/${this.job.id}/proof`, `${this.job.id}-proof.json`));
  }

  async retry() {
    await this.doing(async () => go(`/jobs/${(await post(`/jobs/${this.job.id}/retry`, undefined, once())).id}`));
  }

  async replay() {
    await this.doing(async () => go(`/jobs/${(await post(`/jobs/${this.job.id}/replay`, undefined, once())).id}`));
  }

  async release() {
    await this.doing(() => post(`/quarantine/${this.job.id}/release`));
  }

  async resumeQueue(name) {
    await this.doing(() => post(`/queues/${name}/resume`));
  }

  async cancel() {
    if (
      await confirm({
        title: "Cancel this job?",
        text: "Its work stops within a cycle or a training step. It can be run again as a new job.",
        action: "Cancel the job",
        danger: true,
      })
    ) {
      await this.doing(() => post(`/jobs/${this.job.id}/cancel`));
    }
  }

  async doing(deed) {
    try {
      await deed();
      this.#look();
    } catch (problem) {
      toast(`${problem.message} ${problem.advice ?? ""}`);
    }
  }
}

function title(job) {
  if (job.kind === "train") {
    return `Training of ${job.model}`;
  }
  return job.puzzle ? `${kindName(job.puzzle.kind)} for ${job.model}` : `ARC task for ${job.model}`;
}

const attemptOf = (events, index) => events.slice(0, index + 1).filter((event) => event.to === "RUNNING").length;

customElements.define("page-job", JobPage);
