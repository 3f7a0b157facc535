// All trainings, newest first, as they go on.
import { Page } from "../page.js";
import { html, live, nothing } from "../part.js";
import { get } from "../api.js";
import { go, withQuery } from "../router.js";
import { may } from "../session.js";
import { icon } from "../icons.js";
import { badge, empty, liveMark, problemNote, stateBadge } from "../parts/notes.js";
import { choice, input } from "../parts/form.js";
import { idLink } from "../parts/id.js";
import { pager, table } from "../parts/table.js";
import { time } from "../parts/time.js";
import { toast } from "../parts/toast.js";
import { brief, briefHash, capital, few, percent, whole } from "../format.js";
import { shortData } from "../training/words.js";

const LIMIT = 50;
const EVERY = 2000;
const MOST_BESIDE = 6;
const STATES = ["QUEUED", "RUNNING", "SUCCEEDED", "FAILED", "CANCELLED", "QUARANTINED"];

class RunsPage extends Page {
  static properties = {
    runs: { state: true },
    next: { state: true },
    queue: { state: true },
    picked: { state: true },
  };

  constructor() {
    super();
    this.runs = null;
    this.next = null;
    this.queue = null;
    this.picked = [];
  }

  arrived() {
    this.heading = "Training";
    this.runs = null;
    this.quiet();
    this.poll(async () => {
      const asked = this.query;
      const { state, model, sweep, cursor } = asked;
      const [page, { queues }] = await Promise.all([get("/runs", { state, model, sweep, cursor, limit: LIMIT }), get("/queues")]);
      if (asked === this.query) {
        this.runs = page.runs;
        this.next = page.next ?? null;
        this.queue = queues.find((queue) => queue.name === "train");
      }
    }, EVERY);
  }

  change(changes) {
    go(withQuery({ ...changes, cursor: undefined }));
  }

  render() {
    return html`
      <div class="page-head">
        <div>
          <h1>Training</h1>
          <p class="lead">${this.depth()}</p>
        </div>
        <div class="actions">
          ${liveMark(this.problem ? "lost" : "live")}
          <a class="button" href="/training/sweeps">${icon("columns")}Sweeps</a>
          ${may("submitter") ? html`<a class="button primary" href="/training/new">${icon("plus")}Start a training</a>` : nothing}
        </div>
      </div>
      ${problemNote(this.problem)} ${this.filters()} ${this.list()}
    `;
  }

  depth() {
    const { queue } = this;
    return queue
      ? html`${whole(queue.queued)} queued, ${whole(queue.running)} running${queue.paused ? html` ${badge("train paused", "warn")}` : nothing}`
      : "Asking …";
  }

  filters() {
    const { state = "", model = "", sweep } = this.query;
    return html`<section class="stack tight" aria-label="Filters">
      <div class="spread">
        ${choice({
          label: "State",
          value: state,
          options: [{ value: "", words: "All" }, ...STATES.map((each) => ({ value: each, words: capital(each) }))],
          change: (chosen) => this.change({ state: chosen }),
        })}
        <div class="one-field">
          ${input({ name: "runs-model", label: "Model", value: model, placeholder: "any", change: (text) => this.change({ model: text.trim() }) })}
        </div>
      </div>
      ${sweep
        ? html`<p class="row">
            Only of sweep ${idLink("/training/sweeps", sweep)}
            <a class="button quiet" href=${withQuery({ sweep: undefined, cursor: undefined })}>${icon("close")}All runs</a>
          </p>`
        : nothing}
      ${this.comparing()}
    </section>`;
  }

  comparing() {
    if (this.picked.length === 0) {
      return nothing;
    }
    const [first, ...others] = this.picked;
    return html`<div class="actions">
      ${others.length > 0
        ? html`<a class="button primary" href="/training/${first}?with=${others.join(",")}">${icon("columns")}Compare ${this.picked.length} runs</a>`
        : html`<span class="soft">Choose another to compare it with.</span>`}
      <button class="quiet" @click=${() => (this.picked = [])}>${icon("close")}Choose none</button>
    </div>`;
  }

  list() {
    if (this.runs === null) {
      return this.problem ? nothing : html`<p class="soft" role="status">Looking …</p>`;
    }
    if (this.runs.length === 0) {
      return html`<div class="card">${this.nothing()}</div>`;
    }
    return html`<div class="card flush">
      ${table({
        caption: "Trainings, newest first",
        rows: this.runs,
        key: (run) => run.id,
        columns: [
          { head: "Run", kind: "tight", cell: (run) => this.name(run) },
          { head: "State", kind: "tight", cell: state },
          {
            head: "Model",
            kind: "tight",
            cell: (run) => html`<strong>${run.job.model}</strong><span class="under">${shortData(run.job.training.dataset)}</span>`,
          },
          { head: "Step", kind: "tight", cell: step },
          { head: "Loss", kind: "right tight", cell: (run) => (run.latest.loss ? html`<span class="phone-only soft">loss </span>${few(run.latest.loss.value)}` : nothing) },
          {
            head: "Held out",
            kind: "right tight",
            cell: (run) =>
              run.latest["heldOut.accuracy"]
                ? html`${percent(run.latest["heldOut.accuracy"].value)}<span class="phone-only soft"> right</span>`
                : nothing,
          },
          { head: "Outcome", kind: "tight", cell: outcome },
          ...(this.runs.some((run) => run.sweep || run.goesOnFrom || run.goesOnAs) ? [{ head: "Of", kind: "tight", spare: true, cell: kin }] : []),
        ],
      })}
      ${this.query.cursor || this.next
        ? pager({
            newest: this.query.cursor ? withQuery({ cursor: undefined }) : undefined,
            older: this.next ? withQuery({ cursor: this.next }) : undefined,
            words: `${this.runs.length} on this page`,
          })
        : nothing}
    </div>`;
  }

  name(run) {
    return html`<span class="pick"
      ><input
        type="checkbox"
        aria-label="Compare run ${brief(run.id)}"
        .checked=${live(this.picked.includes(run.id))}
        @change=${(event) => this.pick(run.id, event.target)}
      /><span>${idLink("/training", run.id)}<span class="under">${time(run.job.queuedAt)}</span></span></span
    >`;
  }

  pick(id, box) {
    if (box.checked && this.picked.length === MOST_BESIDE) {
      box.checked = false;
      toast(`Up to ${MOST_BESIDE} runs can be compared at once.`);
      return;
    }
    this.picked = box.checked ? [...this.picked, id] : this.picked.filter((each) => each !== id);
  }

  nothing() {
    const { state, model, sweep, cursor } = this.query;
    if (cursor) {
      return empty({
        title: "Nothing older",
        text: "What was here may have been removed by policy.",
        action: html`<a class="button" href=${withQuery({ cursor: undefined })}>To the newest</a>`,
      });
    }
    if (state || model || sweep) {
      return empty({
        sign: "search",
        title: "No training fits",
        text: "Models are found by their whole name, as in sudoku-4x4.",
        action: html`<a class="button" href="/training">Show all trainings</a>`,
      });
    }
    return empty({
      sign: "curve",
      title: "No trainings yet",
      text: may("submitter")
        ? "A 4×4 Sudoku model is trained in minutes on a laptop. Start one, and watch here how it learns."
        : "Nobody has started one yet. A submitter's or an operator's key can.",
      action: may("submitter") ? html`<a class="button primary" href="/training/new">${icon("plus")}Start a training</a>` : nothing,
    });
  }
}

const state = (run) =>
  run.stopping ? badge("Stopping", "warn") : stateBadge(run.job.state);

function step(run) {
  const steps = run.job.training.training.steps;
  const at = run.job.result?.steps ?? run.job.progress?.step ?? run.latest.loss?.step ?? 0;
  if (run.job.state === "RUNNING") {
    return html`<span class="short-progress"
      ><progress max=${steps} value=${at} aria-label="Steps"></progress><span class="number">${whole(at)} / ${whole(steps)}</span></span
    >`;
  }
  return html`<span class="number">${at === steps ? nothing : `${whole(at)} / `}${whole(steps)}</span>`;
}

function outcome({ job }) {
  if (job.failure) {
    return html`<span class="soft small">${job.failure.code}</span>`;
  }
  if (!job.result) {
    return nothing;
  }
  const version = job.result.model.split("@")[1];
  return html`<a href="/models/${job.model}?version=${version}">version ${version}</a>${job.result.promoted ? html`<div>${badge("promoted", "good")}</div>` : nothing}`;
}

/** The sweep and the other runs that a run belongs to; which, when one points at them. */
function kin({ sweep, goesOnFrom, goesOnAs }) {
  const told = [];
  if (sweep) {
    told.push(relation("/training/sweeps", sweep, "a sweep"));
  }
  if (goesOnFrom) {
    const { run, checkpoint, step } = goesOnFrom;
    told.push(
      html`from ${run ? relation("/training", run, "a run") : html`<code title=${checkpoint}>${briefHash(checkpoint)}</code>`}${
        step ? `, step ${whole(step)}` : nothing
      }`,
    );
  }
  if (goesOnAs) {
    told.push(html`on as ${relation("/training", goesOnAs, "another")}`);
  }
  return told.map((each) => html`<div class="small">${each}</div>`);
}

const relation = (path, id, words) => html`<a href="${path}/${id}" title=${id} aria-label="${words}, ${brief(id)}">${words}</a>`;

customElements.define("page-runs", RunsPage);
