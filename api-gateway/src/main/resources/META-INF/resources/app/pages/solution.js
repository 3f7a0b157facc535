// A puzzle that a model works on or has worked on: its cycles, played; two side by side where one likes to compare.
import { Page } from "../page.js";
import { html, nothing } from "../part.js";
import { get, once, post, save } from "../api.js";
import { note as noteInAddress } from "../router.js";
import { may } from "../session.js";
import { icon } from "../icons.js";
import { badge, liveMark, problemNote, stateBadge } from "../parts/notes.js";
import { confirm } from "../parts/dialog.js";
import { select } from "../parts/form.js";
import { idLink, shortId } from "../parts/id.js";
import { toast } from "../parts/toast.js";
import { time } from "../parts/time.js";
import "../parts/chart.js";
import { between, percent, whole } from "../format.js";
import { Solve, isEnd } from "../puzzle/solve.js";
import { altered, brokenCount, givens, kindName, marks, read, sizeOf, write } from "../puzzle/puzzle.js";
import { picture } from "../puzzle/paint.js";
import { legend } from "../puzzle/player.js";
import { attempts, votes } from "../puzzle/votes.js";
import "../puzzle/task.js";

/** Which attempt the answer is of, where there was more than one. */
const searched = ({ search }) =>
  search && search.attempts > 1
    ? ` of attempt ${search.answerOf}; ${search.attempts} of at most ${search.mostAttempts} attempts ran, ${search.cycles} cycles in all`
    : "";

class SolutionPage extends Page {
  static properties = {
    first: { state: true },
    second: { state: true },
    models: { state: true },
    comparing: { state: true },
  };

  constructor() {
    super();
    this.first = null;
    this.second = null;
    this.models = [];
    this.comparing = false;
    this.key = (event) => this.press(event);
  }

  connectedCallback() {
    super.connectedCallback();
    addEventListener("keydown", this.key);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener("keydown", this.key);
    this.first?.solve.close();
    this.second?.solve.close();
  }

  arrived() {
    const { id } = this.params;
    this.heading = "Solution";
    if (this.first?.solve.id !== id) {
      this.first?.solve.close();
      this.first = this.pane(id, this.query.cycle, this.query.attempt);
    }
    const other = this.query.with;
    if (this.second?.solve.id !== other) {
      this.second?.solve.close();
      this.second = other ? this.pane(other, this.query.other) : null;
    }
  }

  /** A solve and where one looks at it. Without a cycle in the address it plays what comes. */
  pane(id, cycle, attempt) {
    const pane = { at: 0, playing: cycle === undefined, wanted: cycle === undefined ? null : Number(cycle), solve: null };
    pane.solve = new Solve(id, () => {
      const { cycles } = pane.solve;
      if (pane.wanted !== null && (cycles.length >= pane.wanted || pane.solve.status === "ended")) {
        pane.at = Math.min(pane.wanted, cycles.length);
        pane.wanted = null;
      }
      this.requestUpdate();
    }, attempt === undefined ? undefined : Number(attempt));
    return pane;
  }

  move(pane, { at, playing }) {
    pane.at = at;
    pane.playing = playing;
    if (!playing) {
      noteInAddress(pane === this.first ? { cycle: at } : { other: at });
    }
    this.requestUpdate();
  }

  async choose(pane, attempt) {
    await pane.solve.choose(attempt);
    if (pane === this.first) {
      noteInAddress({ attempt, cycle: undefined });
    }
    Object.assign(pane, { at: 0, playing: true, wanted: null });
    this.requestUpdate();
  }

  press(event) {
    const busy = event.target.closest?.("input, textarea, select, button, a, dialog, [role=grid], .table-scroll");
    if (event.ctrlKey || event.metaKey || event.altKey || busy) {
      return;
    }
    const players = [...this.querySelectorAll("trm-player")];
    if (players.map((player) => player.key(event.key)).some(Boolean)) {
      event.preventDefault();
    }
  }

  render() {
    const { solve } = this.first;
    if (solve.problem && !solve.job) {
      return html`<div class="page-head"><h1>Solution</h1></div>
        ${problemNote(solve.problem)}
        <p><a href="/jobs">All jobs</a></p>`;
    }
    if (!solve.job) {
      return html`<h1>Solution</h1>
        <p class="soft" role="status">Looking …</p>`;
    }
    return html`
      ${this.head(solve)} ${problemNote(solve.problem)}
      ${solve.job.adaptation ? this.adaptation(solve) : this.second ? this.both() : this.one()}
    `;
  }

  head({ job, question, status }) {
    const what = question ? `${kindName(question.kind)} ${sizeOf(question)}` : "ARC task";
    return html`<div class="page-head">
      <div>
        <p class="crumbs"><a href="/jobs">Jobs</a> <span>/</span> ${idLink("/jobs", job.id)}</p>
        <h1>${what}</h1>
      </div>
      <div class="actions">
        ${liveMark(status)} ${isEnd(job.state) ? nothing : stateBadge(job.state)}
        ${!isEnd(job.state) && may("submitter")
          ? html`<button class="danger" @click=${this.cancel}>${icon("stop")}Cancel</button>`
          : nothing}
        <a class="button" href="/solve?from=${job.id}">${icon("edit")}Edit and run again</a>
        ${question && !this.second
          ? html`<button aria-expanded=${this.comparing} @click=${this.compare}>${icon("columns")}Compare</button>`
          : nothing}
        <button @click=${this.share}>${icon("link")}Share</button>
        ${question
          ? html`<button @click=${this.png}>${icon("save")}PNG</button>
              <button @click=${this.json}>${icon("save")}JSON</button>`
          : nothing}
      </div>
    </div>`;
  }

  one() {
    const { solve } = this.first;
    return html`
      ${this.comparing ? this.comparison() : nothing}
      <div class="solve-columns">
        <section class="card" aria-label="Cycles">
          ${this.player(this.first, "")} ${legend(solve.question.kind)}
        </section>
        <div class="stack">
          ${this.verdict(solve)}
          <section class="card" aria-labelledby="halt-head">
            <h2 id="halt-head">How sure it is that it is done</h2>
            ${this.chart()}
          </section>
          <section class="card" aria-labelledby="facts-head">
            <h2 id="facts-head">The solve</h2>
            ${this.facts(solve)}
          </section>
        </div>
      </div>
      <p class="soft small">Keys: <kbd>←</kbd> <kbd>→</kbd> step, <kbd>space</kbd> plays and pauses, <kbd>Home</kbd> and <kbd>End</kbd>.</p>
    `;
  }

  both() {
    return html`
      <div class="solve-columns even">
        ${[this.first, this.second].map(
          (pane, i) =>
            html`<section class="card" aria-label=${i === 0 ? "Left" : "Right"}>
              <div class="spread pane-head">
                <h2>${pane.solve.job?.result?.model ?? pane.solve.job?.model ?? "…"}</h2>
                ${i === 1
                  ? html`<button class="quiet" @click=${this.alone}>${icon("close")}Close</button>`
                  : nothing}
              </div>
              ${pane.solve.problem ? problemNote(pane.solve.problem) : nothing}
              ${pane.solve.question ? this.player(pane, i === 0 ? "Left:" : "Right:") : nothing}
              ${pane.solve.job ? this.verdict(pane.solve) : nothing}
            </section>`,
        )}
      </div>
      <section class="card" aria-labelledby="halt-head">
        <h2 id="halt-head">How sure they are that they are done</h2>
        ${this.chart()}
        ${this.difference()}
        ${legend(this.first.solve.question.kind)}
      </section>
    `;
  }

  player(pane, label) {
    const { solve } = pane;
    if (solve.cycles.length === 0 && isEnd(solve.job.state) && solve.job.result) {
      return html`${this.attemptChoice(pane)}<trm-board .puzzle=${read(solve.question.kind, solve.job.result.grid)} label="The answer"></trm-board>
        <p class="soft">No cycles were kept of this solve (trace: none). This is its answer.</p>`;
    }
    return html`${this.attemptChoice(pane)}<trm-player
      .question=${solve.question}
      .cycles=${solve.cycles}
      .at=${Math.min(pane.at, solve.cycles.length)}
      .playing=${pane.playing}
      .running=${!isEnd(solve.job.state)}
      label=${label}
      @at=${(event) => this.move(pane, event.detail)}
    ></trm-player>`;
  }

  attemptChoice(pane) {
    const { solve } = pane;
    const { search } = solve.job.result ?? {};
    return solve.attempts.length < 2
      ? nothing
      : select({
          name: pane === this.first ? "attempt" : "other-attempt",
          label: "Attempt",
          value: String(solve.attempt),
          options: solve.attempts.map((number) => ({
            value: String(number),
            words: `${number}${number === search?.solvedBy ? " – solved it" : number === search?.answerOf ? " – the answer" : ""}`,
          })),
          change: (number) => this.choose(pane, Number(number)),
        });
  }

  verdict({ job }) {
    const { result, failure, state } = job;
    if (state === "SUCCEEDED" && result) {
      if (result.solved === true) {
        return html`<div class="verdict good" role="status">
          ${icon("good")}<strong>Solved</strong>
          <span>checked by the rules, in ${result.cycles} ${result.cycles === 1 ? "cycle" : "cycles"}${searched(result)}</span>
        </div>`;
      }
      return html`<div class="verdict warn" role="status">
        ${icon(result.solved === false ? "bad" : "good")}<strong>${result.solved === false ? "Not solved" : "Answered"}</strong>
        <span
          >${result.solved === false
            ? `the answer breaks rules after ${result.cycles} cycles${searched(result)}. More attempts or cycles, or another model, may do it.`
            : `in ${result.cycles} cycles; this kind has no rules to check by`}</span
        >
      </div>`;
    }
    if (state === "FAILED") {
      return html`<div class="verdict bad" role="status">
        ${icon("bad")}<strong>Failed</strong><span>${failure?.message}</span>
        <a href="/jobs/${job.id}">What to do</a>
      </div>`;
    }
    if (state === "CANCELLED") {
      return html`<div class="verdict" role="status">${icon("stop")}<strong>Cancelled</strong></div>`;
    }
    if (state === "QUEUED") {
      return html`<div class="verdict warn" role="status">
        <strong>Waiting</strong><span>for a worker. <a href="/jobs/${job.id}">Why it waits</a></span>
      </div>`;
    }
    return html`<div class="verdict" role="status"><strong>Thinking …</strong></div>`;
  }

  chart() {
    const panes = [this.first, this.second].filter((pane) => pane?.solve.cycles.length > 0);
    const most = Math.max(1, ...panes.map((pane) => pane.solve.cycles.length));
    const x = Array.from({ length: most }, (_, i) => i + 1);
    const lines = panes.map((pane) => ({
      label: pane.solve.job?.model ?? "halt",
      values: x.map((cycle) => pane.solve.cycles[cycle - 1]?.haltProbability ?? null),
    }));
    const last = panes[0]?.solve.cycles.at(-1)?.haltProbability;
    return panes.length === 0
      ? html`<p class="soft">The line begins with the first cycle.</p>`
      : html`<trm-chart
          .x=${x}
          .lines=${lines}
          .mark=${this.first.at || null}
          .range=${[0, 1]}
          .height=${150}
          ?legend=${panes.length > 1}
          xLabel="cycle"
          label="Halt probability over ${most} cycles, ${percent(last)} at last"
          @picked=${(event) => this.move(this.first, { at: event.detail, playing: false })}
        ></trm-chart>`;
  }

  /** In how many cells the two that are shown differ. */
  difference() {
    const drafts = [this.first, this.second].map(
      (pane) => pane.solve.question && (pane.at > 0 ? read(pane.solve.question.kind, pane.solve.cycles[pane.at - 1].grid) : pane.solve.question),
    );
    if (!drafts[0] || !drafts[1] || drafts[0].cells.length !== drafts[1].cells.length) {
      return nothing;
    }
    const differing = drafts[0].cells.filter((cell, i) => cell !== drafts[1].cells[i]).length;
    const lost = drafts.map((draft) => altered(givens(this.first.solve.question), draft).size);
    return html`<p role="status">${differing === 0 ? "The two boards above are the same." : `The two boards above differ in ${differing} cells.`}
      ${["left", "right"].map((side, i) => (lost[i] ? ` The ${side} one alters ${lost[i]} ${lost[i] === 1 ? "given" : "givens"}.` : nothing))}</p>`;
  }

  facts({ job, cycles }) {
    const micros = cycles.reduce((sum, cycle) => sum + cycle.micros, 0);
    return html`<dl class="facts">
      <dt>Model</dt>
      <dd>${job.result?.model ?? job.model}</dd>
      <dt>Submitted</dt>
      <dd>${time(job.queuedAt)} by ${job.submittedBy}</dd>
      ${job.startedAt
        ? html`<dt>Waited</dt>
            <dd>${between(job.queuedAt, job.startedAt)}</dd>`
        : nothing}
      ${job.finishedAt && job.startedAt
        ? html`<dt>Took</dt>
            <dd>${between(job.startedAt, job.finishedAt)}${micros ? html` <span class="soft">(${(micros / 1000).toFixed(1)} ms of cycles)</span>` : nothing}</dd>`
        : nothing}
      ${job.result
        ? html`<dt>Halted</dt>
            <dd>${job.result.halted ? "by itself" : "at the limit of cycles"}, ${percent(job.result.haltProbability)} sure</dd>
            ${job.result.search?.variation
              ? html`<dt>Attempt ${job.result.search.answerOf}</dt>
                  <dd>${job.result.search.variation.kind}: ${job.result.search.variation.description}</dd>`
              : nothing}
            <dt>On</dt>
            <dd>${job.result.runtime.device}, ${job.result.runtime.precision}</dd>`
        : nothing}
      ${job.replayOf
        ? html`<dt>Replay of</dt>
            <dd>${idLink("/solve", job.replayOf)} ${job.result?.replay ? badge(job.result.replay.verdict, job.result.replay.verdict === "identical" ? "good" : "warn") : nothing}</dd>`
        : nothing}
      ${job.batch
        ? html`<dt>Batch</dt>
            <dd><a href="/jobs?batch=${job.batch}">${shortId(job.batch)}</a></dd>`
        : nothing}
    </dl>`;
  }

  comparison() {
    const { job } = this.first.solve;
    const options = [
      { value: "", words: "Choose …" },
      { value: "same", words: "this one, at another cycle" },
      ...(may("submitter")
        ? this.models.map((model) => ({ value: `${model.name}@champion`, words: `${model.name}@champion` }))
        : []),
    ];
    return html`<section class="card" aria-label="Compare">
      ${select({
        name: "compare",
        label: "Beside it",
        value: "",
        options,
        hint: `Another model is given the same puzzle as a new job; now it is ${job.model}.`,
        change: (chosen) => this.beside(chosen),
      })}
    </section>`;
  }

  async compare() {
    this.comparing = !this.comparing;
    if (this.comparing && this.models.length === 0) {
      try {
        this.models = (await get("/models")).models;
      } catch (problem) {
        toast(problem.message);
      }
    }
  }

  async beside(chosen) {
    if (!chosen) {
      return;
    }
    const { job, question } = this.first.solve;
    try {
      const id =
        chosen === "same"
          ? job.id
          : (
              await post(
                "/solve-jobs",
                { puzzle: { kind: question.kind, grid: write(question) }, model: chosen },
                once(),
              )
            ).id;
      this.comparing = false;
      noteInAddress({ with: id, cycle: this.first.at });
      this.query = { ...this.query, with: id };
    } catch (problem) {
      toast(`${problem.message}`);
    }
  }

  alone() {
    noteInAddress({ with: undefined, other: undefined });
    this.query = { ...this.query, with: undefined, other: undefined };
  }

  async cancel() {
    const { job } = this.first.solve;
    if (
      await confirm({
        title: "Cancel this job?",
        text: "Its work stops within a cycle. What it has drafted is lost.",
        action: "Cancel the job",
        danger: true,
      })
    ) {
      try {
        await post(`/jobs/${job.id}/cancel`);
      } catch (problem) {
        toast(problem.message);
      }
    }
  }

  async share() {
    noteInAddress({ cycle: this.first.at, ...(this.second ? { other: this.second.at } : {}) });
    try {
      await navigator.clipboard.writeText(location.href);
      toast("The link to what you see is copied.");
    } catch {
      toast("The link to what you see is in the address bar.");
    }
  }

  async png() {
    const { solve, at } = this.first;
    const cycle = at > 0 ? solve.cycles[at - 1] : null;
    const drawn = cycle
      ? marks(solve.question, cycle, solve.cycles[at - 2])
      : { puzzle: solve.question, given: givens(solve.question), confidence: null, changed: new Set(), broken: new Set() };
    const words = cycle
      ? `Cycle ${at} of ${solve.cycles.length}: ${brokenCount(cycle)} rules broken, halt ${percent(cycle.haltProbability)}`
      : "The puzzle";
    save(await picture(drawn, solve.job.result?.model ?? solve.job.model, words), `${solve.job.id}-cycle-${at}.png`);
  }

  json() {
    const { job, cycles } = this.first.solve;
    save(new Blob([JSON.stringify({ job, cycles }, null, 2)], { type: "application/json" }), `${job.id}.json`);
  }

  // ---- an unseen ARC task ----

  adaptation(solve) {
    const { job } = solve;
    const { task } = job.adaptation;
    const progress = job.progress;
    return html`
      <div class="solve-columns">
        <section class="card" aria-label="Task"><trm-task readonly .task=${task}></trm-task></section>
        <div class="stack">
          ${job.state === "SUCCEEDED" ? attempts(job) : this.verdict(solve)}
          ${progress && !isEnd(job.state)
            ? html`<section class="card" aria-label="Progress">
                <p>${progress.phase === "voting" ? "The forms vote" : "Fine-tuning"}: step ${whole(progress.step)} of ${whole(progress.steps)}</p>
                <progress max=${progress.steps ?? 1} value=${progress.step ?? 0} aria-label="Steps"></progress>
              </section>`
            : nothing}
          ${solve.metrics.length > 1
            ? html`<section class="card" aria-labelledby="loss-head">
                <h2 id="loss-head">Loss</h2>
                <trm-chart
                  .x=${solve.metrics.map((each) => each.step)}
                  .lines=${[{ label: "loss", values: solve.metrics.map((each) => each.loss ?? null) }]}
                  label="Loss of the fine-tune"
                  xLabel="step"
                ></trm-chart>
              </section>`
            : nothing}
          ${votes(solve)}
        </div>
      </div>
    `;
  }
}

customElements.define("page-solution", SolutionPage);
