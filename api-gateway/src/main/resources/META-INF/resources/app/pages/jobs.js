// All jobs, newest first, as they change.
import { Page } from "../page.js";
import { html, nothing } from "../part.js";
import { get, once, post } from "../api.js";
import { go, withQuery } from "../router.js";
import { may } from "../session.js";
import { icon } from "../icons.js";
import { empty, liveMark, problemNote, stateBadge, badge } from "../parts/notes.js";
import { choice, input, select } from "../parts/form.js";
import { pager, table } from "../parts/table.js";
import { confirm } from "../parts/dialog.js";
import { idLink } from "../parts/id.js";
import { toast } from "../parts/toast.js";
import { time } from "../parts/time.js";
import { between, brief, capital, percent, whole } from "../format.js";
import { isEnd } from "../puzzle/solve.js";
import { hasDigits, kindName, read, sizeOf } from "../puzzle/puzzle.js";

const LIMIT = 50;
const EVERY = 2000;
const ID_BEGINNING = /^[0-9a-f-]{4,36}$/i;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const STATES = ["QUEUED", "RUNNING", "SUCCEEDED", "FAILED", "CANCELLED", "QUARANTINED"];
const SPANS = [
  { value: "", words: "any time" },
  { value: "PT1H", words: "the last hour", millis: 3_600_000 },
  { value: "P1D", words: "the last day", millis: 86_400_000 },
  { value: "P7D", words: "the last week", millis: 7 * 86_400_000 },
];

class JobsPage extends Page {
  static properties = {
    jobs: { state: true },
    next: { state: true },
    queues: { state: true },
    bulk: { state: true },
    missed: { state: true },
  };

  #look = () => {};

  constructor() {
    super();
    this.jobs = null;
    this.next = null;
    this.queues = [];
    this.bulk = null;
    this.missed = "";
  }

  arrived() {
    this.heading = "Jobs";
    this.jobs = null;
    this.missed = "";
    this.quiet();
    this.#look = this.poll(async () => {
      const asked = this.query;
      const [page, { queues }] = await Promise.all([get("/jobs", { ...this.filter(), cursor: asked.cursor, limit: LIMIT }), get("/queues")]);
      if (asked === this.query) {
        this.jobs = page.jobs;
        this.next = page.next ?? null;
        this.queues = queues;
      }
    }, EVERY);
  }

  /** What the address says to look for, as the gateway takes it. */
  filter() {
    const { kind, state, model, batch, since, id } = this.query;
    const span = SPANS.find((each) => each.value === since);
    return {
      kind,
      state,
      model,
      batch,
      id,
      since: span?.millis ? new Date(Date.now() - span.millis).toISOString() : undefined,
    };
  }

  get filtered() {
    const { kind, state, model, batch, since, id } = this.query;
    return Boolean(kind || state || model || batch || since || id);
  }

  change(changes) {
    go(withQuery({ ...changes, cursor: undefined }));
  }

  render() {
    return html`
      <div class="page-head">
        <div>
          <h1>Jobs</h1>
          <p class="lead">${this.depth()}</p>
        </div>
        <div class="actions">
          ${liveMark(this.problem ? "lost" : "live")}
          ${may("submitter") ? html`<a class="button primary" href="/solve">${icon("plus")}Solve a puzzle</a>` : nothing}
        </div>
      </div>
      ${this.filters()} ${this.missed ? problemNote({ title: "Nothing found", detail: this.missed }) : nothing}
      ${problemNote(this.problem)} ${this.bulk ? this.bulkProgress() : this.bulkActions()} ${this.list()}
    `;
  }

  depth() {
    const queued = this.queues.reduce((sum, queue) => sum + queue.queued, 0);
    const running = this.queues.reduce((sum, queue) => sum + queue.running, 0);
    const paused = this.queues.filter((queue) => queue.paused);
    return this.queues.length === 0
      ? "Asking …"
      : html`${whole(queued)} queued, ${whole(running)} running${paused.map((queue) => html` ${badge(`${queue.name} paused`, "warn")}`)}`;
  }

  filters() {
    const { kind = "", state = "", model = "", batch, since = "", id } = this.query;
    return html`<section class="stack tight" aria-label="Filters">
      ${choice({
        label: "State",
        value: state,
        options: [{ value: "", words: "All" }, ...STATES.map((each) => ({ value: each, words: capital(each) }))],
        change: (chosen) => this.change({ state: chosen }),
      })}
      <div class="fields">
        ${select({
          name: "kind",
          label: "Kind",
          value: kind,
          options: [
            { value: "", words: "any" },
            { value: "solve", words: "solve" },
            { value: "train", words: "train" },
            { value: "adapt", words: "adapt" },
          ],
          change: (chosen) => this.change({ kind: chosen }),
        })}
        ${select({ name: "since", label: "Queued in", value: since, options: SPANS, change: (chosen) => this.change({ since: chosen }) })}
        ${input({
          name: "model",
          label: "Model",
          value: model,
          placeholder: "sudoku@champion",
          change: (text) => this.change({ model: text.trim() }),
        })}
        <form @submit=${this.search}>
          ${input({
            name: "find",
            label: "Search",
            value: "",
            type: "search",
            placeholder: "019abc3e",
            hint: "An id or how it begins, a batch's whole id, or a model as jobs name it. What is in puzzles is not searched.",
            change: () => {},
          })}
        </form>
      </div>
      ${id
        ? html`<p class="row">
            Only ids that begin with <code>${id}</code>
            <button class="quiet" @click=${() => this.change({ id: undefined })}>${icon("close")}All ids</button>
          </p>`
        : nothing}
      ${batch
        ? html`<p class="row">
            Only of batch <code>${batch}</code>
            <button class="quiet" @click=${() => this.change({ batch: undefined })}>${icon("close")}All batches</button>
          </p>`
        : nothing}
    </section>`;
  }

  /** A whole id is a job's or a batch's, whichever there is; what is no part of one is a model's name. */
  async search(event) {
    event.preventDefault();
    const id = event.target.elements.find.value.trim().replace(/…$/, "");
    this.missed = "";
    if (id === "") {
      return;
    }
    if (!UUID.test(id)) {
      event.target.reset();
      this.change(ID_BEGINNING.test(id) ? { id } : { model: id });
      return;
    }
    try {
      await get(`/jobs/${id}`);
      go(`/jobs/${id}`);
    } catch {
      try {
        await get(`/batches/${id}`);
        event.target.reset();
        this.change({ batch: id });
      } catch {
        this.missed = `There is no job and no batch ${id}, or it belongs to another key.`;
      }
    }
  }

  bulkActions() {
    const { state, id } = this.query;
    // What is done to all goes by filters, not by ids.
    if (!state || id || !may("submitter") || !this.jobs?.length) {
      return nothing;
    }
    const words = capital(state).toLowerCase();
    return html`<div class="actions">
      ${isEnd(state)
        ? html`<button @click=${() => this.all("retry")}>${icon("again")}Run all ${words} again</button>`
        : html`<button class="danger" @click=${() => this.all("cancel")}>${icon("stop")}Cancel all ${words}</button>`}
      <span class="soft small">all that match, not only those on this page</span>
    </div>`;
  }

  async all(deed) {
    const filter = this.filter();
    const words = [
      capital(filter.state).toLowerCase(),
      filter.kind && `of kind ${filter.kind}`,
      filter.model && `of model ${filter.model}`,
      filter.batch && `of batch ${brief(filter.batch)}`,
      this.query.since && `queued in ${SPANS.find((each) => each.value === this.query.since).words}`,
    ];
    const which = words.filter(Boolean).join(", ");
    const sure = await confirm({
      title: deed === "retry" ? "Run them all again?" : "Cancel them all?",
      text: html`<p>All jobs that are ${which}${this.next ? " – more than this page shows" : `: ${this.jobs.length}`}.</p>
        <p class="soft">
          ${deed === "retry"
            ? "Each becomes a new job; the old ones stay as they are."
            : "Their work stops within a cycle or a step. This cannot be taken back."}
          You can stop in between.
        </p>`,
      action: deed === "retry" ? "Run all again" : "Cancel all",
      danger: deed === "cancel",
    });
    if (!sure) {
      return;
    }
    this.bulk = { deed, done: 0, stopped: false, problem: null };
    const key = once();
    let cursor;
    try {
      do {
        const more = await post(`/jobs/${deed}`, { ...filter, ...(cursor ? { cursor } : {}) }, deed === "retry" ? key : {});
        cursor = more.next;
        this.bulk = { ...this.bulk, done: this.bulk.done + more.done };
      } while (cursor && !this.bulk.stopped);
      toast(`${whole(this.bulk.done)} ${deed === "retry" ? "run again" : "cancelled"}.`);
      this.bulk = null;
    } catch (problem) {
      this.bulk = { ...this.bulk, problem };
    }
    this.#look();
  }

  bulkProgress() {
    const { deed, done, problem } = this.bulk;
    return html`<div class="card">
      <p role="status">${whole(done)} ${deed === "retry" ? "run again" : "cancelled"} so far${problem ? "" : " …"}</p>
      ${problem ? problemNote(problem) : html`<progress aria-label="At work"></progress>`}
      <div class="actions">
        <button
          @click=${() => {
            this.bulk = problem ? null : { ...this.bulk, stopped: true };
          }}
        >
          ${problem ? "Close" : "Stop here"}
        </button>
      </div>
    </div>`;
  }

  list() {
    if (this.jobs === null) {
      return this.problem ? nothing : html`<p class="soft" role="status">Looking …</p>`;
    }
    if (this.jobs.length === 0) {
      return html`<div class="card">${this.nothing()}</div>`;
    }
    return html`<div class="card flush">
      ${table({
        caption: "Jobs, newest first",
        rows: this.jobs,
        key: (job) => job.id,
        columns: [
          { head: "Job", kind: "tight", cell: (job) => idLink("/jobs", job.id) },
          { head: "State", kind: "tight", cell: (job) => stateBadge(job.state) },
          { head: "What", cell: what },
          { head: "Model", spare: true, cell: (job) => job.result?.model ?? job.model },
          { head: "Outcome", kind: "tight", cell: outcome },
          { head: "By", spare: true, cell: (job) => job.submittedBy },
          { head: "Queued", kind: "tight", cell: (job) => time(job.queuedAt) },
          { head: "Took", kind: "right tight", spare: true, cell: took },
        ],
      })}
      ${this.query.cursor || this.next
        ? pager({
            newest: this.query.cursor ? withQuery({ cursor: undefined }) : undefined,
            older: this.next ? withQuery({ cursor: this.next }) : undefined,
            words: `${this.jobs.length} on this page`,
          })
        : nothing}
    </div>`;
  }

  nothing() {
    if (this.query.cursor) {
      return empty({
        title: "Nothing older",
        text: "What was here may have been removed by policy.",
        action: html`<a class="button" href=${withQuery({ cursor: undefined })}>To the newest</a>`,
      });
    }
    if (this.filtered) {
      return empty({
        sign: "search",
        title: "No job fits",
        text: "Jobs are found by how their id begins and by what they say exactly: a model's name with its alias or version, as in sudoku@champion.",
        action: html`<a class="button" href="/jobs">Show all jobs</a>`,
      });
    }
    return empty({
      title: "No jobs yet",
      text: may("submitter")
        ? "Submit a puzzle, and here you see it wait, run and end."
        : "Nobody has submitted anything yet.",
      action: may("submitter") ? html`<a class="button primary" href="/solve">Solve a puzzle</a>` : nothing,
    });
  }
}

/** What a job is about. */
function what(job) {
  if (job.kind === "train") {
    return html`<a href="/training/${job.id}">Training</a><span class="only-phone"> of ${job.model}</span>`;
  }
  return html`<a href="/solve/${job.id}">${job.puzzle ? kindName(job.puzzle.kind) : "ARC task"}${
    hasDigits(job.puzzle?.kind) ? ` ${sizeOf(read(job.puzzle.kind, job.puzzle.grid))}` : ""
  }</a>${job.retryOf ? html` <span class="soft small">again</span>` : nothing}${
    job.replayOf ? html` <span class="soft small">replay</span>` : nothing
  }`;
}

function outcome(job) {
  if (job.failure) {
    return html`<span class="soft">${job.failure.code}</span>`;
  }
  if (job.kind === "solve" && job.result) {
    const { solved, cycles } = job.result;
    return html`${solved === true ? "solved" : solved === false ? "not solved" : "answered"}
      <span class="soft">in ${cycles}</span>`;
  }
  if (job.state === "RUNNING" && job.progress?.steps) {
    return html`<span class="soft">${percent(job.progress.step / job.progress.steps, 0)}</span>`;
  }
  return nothing;
}

function took(job) {
  return job.startedAt && (job.finishedAt || job.state === "RUNNING") ? between(job.startedAt, job.finishedAt) : nothing;
}

customElements.define("page-jobs", JobsPage);
