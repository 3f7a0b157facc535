// One training: its curves as they come, what came of it, and going on from it.
import { Page } from "../page.js";
import { html, nothing } from "../part.js";
import { download, get } from "../api.js";
import { follow } from "../events.js";
import { go, withQuery } from "../router.js";
import { may } from "../session.js";
import { icon } from "../icons.js";
import { badge, liveMark, note, problemNote, stateBadge } from "../parts/notes.js";
import { select } from "../parts/form.js";
import { idLink, shortId } from "../parts/id.js";
import { table } from "../parts/table.js";
import { time } from "../parts/time.js";
import { toast } from "../parts/toast.js";
import { between, brief, briefHash, bytes, duration, few, percent, whole } from "../format.js";
import { isEnd } from "../puzzle/solve.js";
import { CURVES } from "../training/curves.js";
import { bandTable, bandWords, bandsOf, modeTable, searchNote } from "../training/evaluation.js";
import { besideCard } from "../training/beside.js";
import { dataWords, gateWords, heldOutOf, sentence } from "../training/words.js";
import { fork, resume, stop } from "../training/goingon.js";
import { gateTable, rulesWords } from "../training/gate.js";
import { makesPuzzles } from "../training/samples.js";
import "../training/heldout.js";
import { advice } from "./advice.js";

const POINTS = 400;
/** Curves are asked for no more often than this while they grow, other runs than that, figures drawn than that. */
const EVERY = 1500;
const EVERY_OTHERS = 10_000;
const EVERY_FIGURE = 300;
const MOST_BESIDE = 5;

class RunPage extends Page {
  static properties = {
    run: { state: true },
    metrics: { state: true },
    checkpoints: { state: true },
    seen: { state: true },
    report: { state: true },
    others: { state: true },
    comparison: { state: true },
    status: { state: true },
  };

  #following = null;
  #look = () => {};
  #soon = 0;
  #drawing = 0;
  #told = null;
  #othersAt = 0;

  constructor() {
    super();
    this.#forget();
  }

  #forget() {
    this.run = null;
    this.metrics = new Map();
    this.checkpoints = [];
    this.seen = null;
    this.report = null;
    this.others = [];
    this.comparison = null;
    this.status = null;
    this.#told = null;
    this.#othersAt = 0;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#following?.close();
    this.#still();
  }

  #still() {
    clearTimeout(this.#soon);
    clearTimeout(this.#drawing);
    this.#soon = 0;
    this.#drawing = 0;
  }

  arrived() {
    const { id } = this.params;
    this.heading = `Training ${brief(id)}`;
    this.quiet();
    this.#following?.close();
    this.#still();
    if (this.run?.id !== id) {
      this.#forget();
    }
    this.#look = this.poll(() => this.ask(id, this.beside), 5000);
    this.#following = follow(`/jobs/${id}/events`, {
      ended: (event) => event.type === "state" && isEnd(event.data.state),
      onEvents: (events) => {
        this.#told = events.findLast((event) => event.type === "metrics" || event.type === "progress")?.data ?? this.#told;
        if (events.some((event) => event.type === "state")) {
          this.#look();
        } else {
          this.#soon ||= setTimeout(() => {
            this.#soon = 0;
            this.#look();
          }, EVERY);
          this.#drawing ||= setTimeout(() => {
            this.#drawing = 0;
            this.#draw();
          }, EVERY_FIGURE);
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

  /** Shows what was told last of how far it is. */
  #draw() {
    if (this.#told && this.run && !isEnd(this.run.job.state)) {
      this.run = { ...this.run, job: { ...this.run.job, progress: this.#told } };
    }
  }

  /** The runs that are shown with this one, as the address says. */
  get beside() {
    const ids = (this.query.with ?? "").split(",").filter((id) => id && id !== this.params.id);
    return [...new Set(ids)].slice(0, MOST_BESIDE);
  }

  async ask(id, beside) {
    const ids = [id, ...beside];
    const curves = (each) => get(`/runs/${each}/metrics`, { names: CURVES.join(","), points: POINTS });
    const [run, { checkpoints }, seen, ...metrics] = await Promise.all([
      get(`/runs/${id}`),
      get(`/runs/${id}/checkpoints`),
      get(`/runs/${id}/samples`),
      ...ids.map(curves),
    ]);
    const [report, others, comparison] = await Promise.all([
      isEnd(run.job.state) ? get(`/runs/${id}/report`) : null,
      this.askOthers(id),
      beside.length > 0 ? get("/runs/compare", { ids: ids.join(","), points: 1 }) : null,
    ]);
    if (id !== this.params.id) {
      return;
    }
    this.run = run;
    this.checkpoints = checkpoints;
    this.seen = seen;
    this.metrics = new Map(ids.map((each, i) => [each, metrics[i].metrics]));
    this.report = report;
    this.others = others;
    this.comparison = comparison;
    this.#draw();
    if (isEnd(run.job.state) && comparison?.runs.every((each) => isEnd(each.state)) !== false) {
      this.quiet();
    }
  }

  /** The runs that this one can be shown with. */
  async askOthers(id) {
    if (Date.now() - this.#othersAt < EVERY_OTHERS) {
      return this.others;
    }
    this.#othersAt = Date.now();
    return (await get("/runs", { limit: 100 })).runs.filter((each) => each.id !== id);
  }

  render() {
    const { run } = this;
    if (!run) {
      return html`<h1>Training</h1>
        ${this.problem
          ? html`${problemNote(this.problem)}
              <p><a href="/training">All trainings</a></p>`
          : html`<p class="soft" role="status">Looking …</p>`}`;
    }
    return html`
      <div class="page-head">
        <div>
          <p class="crumbs"><a href="/training">Training</a></p>
          <h1>Training of ${run.job.model}</h1>
          <p class="lead row"><span role="status">${run.stopping ? badge("Stopping", "warn") : stateBadge(run.job.state)}</span> <code>${run.id}</code></p>
        </div>
        <div class="actions">${liveMark(this.status)} ${this.buttons(run)}</div>
      </div>
      ${problemNote(this.problem)} ${this.failure(run)} ${this.standing(run)} ${this.verdict(run)} ${this.figures(run)}
      ${this.curves(run)} ${this.comparison ? besideCard(this.comparison) : nothing} ${this.evaluation(run)}
      ${this.seen?.samples.length ? html`<trm-held-out .seen=${this.seen}></trm-held-out>` : nothing}
      ${run.job.result?.model && makesPuzzles(run.job.training.dataset)
        ? html`<trm-samples .model=${run.job.result.model} .dataset=${run.job.training.dataset}></trm-samples>`
        : nothing}
      <div class="columns">${this.checkpointCard(run)} ${this.settings(run)}</div>
    `;
  }

  buttons(run) {
    const { state } = run.job;
    const act = may("submitter");
    const stopped = state === "CANCELLED" || state === "FAILED";
    return html`
      ${act && stopped && !run.goesOnAs && this.resumable.length > 0
        ? html`<button class="primary" @click=${() => this.doing(() => resume(run))}>${icon("play")}Resume</button>`
        : nothing}
      ${act && this.resumable.length > 0
        ? html`<button @click=${() => this.doing(() => fork(run, this.checkpoints))}>${icon("layers")}Fork …</button>`
        : nothing}
      ${act ? html`<a class="button" href="/training/new?from=${run.id}">${icon("edit")}Start one like it</a>` : nothing}
      <button @click=${() => this.doing(() => download(`/runs/${run.id}/report`, `${run.job.model}-${run.id}.md`))}>
        ${icon("save")}Report
      </button>
      ${act && !isEnd(state) && !run.stopping
        ? html`<button class="danger" @click=${() => this.doing(() => stop(run))}>${icon("stop")}Stop</button>`
        : nothing}
    `;
  }

  get resumable() {
    return this.checkpoints.filter((each) => each.resumable);
  }

  failure({ job }) {
    return job.failure
      ? note(
          "bad",
          html`<strong>${job.failure.message}</strong>
            <p>${advice(job.failure.code)}</p>
            ${this.resumable.length > 0 ? html`<p class="soft">What it learnt until step ${whole(this.resumable[0].step)} is kept: resume or fork it.</p>` : nothing}`,
        )
      : nothing;
  }

  /** How it stands where that is not plain from its state. */
  standing(run) {
    const told = [];
    if (run.stopping) {
      told.push(html`${run.stopping.by} asked it to stop ${time(run.stopping.at)}. It ends with its next step, once a checkpoint is kept.`);
    }
    if (run.job.state === "QUEUED") {
      told.push(html`It waits for a trainer. <a href="/jobs/${run.id}">Why it waits</a> is told with its job.`);
    }
    if (run.job.progress?.checkpointFailure && !isEnd(run.job.state)) {
      told.push(html`Its last checkpoint was not kept: ${run.job.progress.checkpointFailure}.`);
    }
    if (run.goesOnFrom) {
      const { run: before, checkpoint, step } = run.goesOnFrom;
      told.push(html`It goes on from ${before ? html`run ${idLink("/training", before)}` : html`checkpoint <code title=${checkpoint}>${briefHash(checkpoint)}</code>`}${
        step ? html`, step ${whole(step)}` : nothing
      }.`);
    }
    if (run.goesOnAs) {
      told.push(html`It was resumed, and goes on as run ${idLink("/training", run.goesOnAs)}.`);
    }
    if (run.sweep) {
      told.push(html`It is of sweep ${idLink("/training/sweeps", run.sweep)}.`);
    }
    if (run.job.state === "CANCELLED" && run.job.reason) {
      told.push(html`It was stopped: ${run.job.reason}.`);
    }
    if (run.notBitIdentical?.length) {
      told.push(html`It does not end in the bits of a run that never stopped: ${run.notBitIdentical.join("; ")}.`);
    }
    return told.length === 0 ? nothing : note("info", told.map((each) => html`<p>${each}</p>`));
  }

  /** What the gate decided. */
  verdict({ job }) {
    const { result } = job;
    const { report } = this;
    if (!result || !report) {
      return nothing;
    }
    const version = result.model?.split("@")[1];
    const words =
      {
        passed: "Promoted",
        refused: "Not promoted",
        ungated: "Registered, and promotes nothing",
        swept: "Registered; its sweep decides",
      }[report.verdict] ?? report.verdict;
    return html`<section class="card" aria-labelledby="verdict-head">
      <div class="verdict ${{ passed: "good", refused: "warn" }[report.verdict] ?? ""}">
        ${icon(report.verdict === "passed" ? "good" : "shield")}
        <strong id="verdict-head">${words}</strong>
        <span>
          ${report.verdict === "passed"
            ? `${result.model} became ${job.model}@champion.`
            : result.champion
              ? `${result.champion.model} stayed the champion.`
              : `${result.model} is kept as a version.`}
        </span>
        <a href="/models/${job.model}?version=${version}">See the version</a>
      </div>
      <p>${result.gate?.length ? rulesWords(result.gate) : sentence(report.reason)}</p>
      ${result.stoppedEarly
        ? html`<p class="soft">It ended before its last step: ${result.stoppedEarly.message}; the weights are of step ${whole(result.stoppedEarly.weightsStep)}.</p>`
        : nothing}
      ${report.sweep?.decided ? html`<p>Of its sweep, ${report.sweep.decided}.</p>` : nothing} ${gateTable(result.gate)}
    </section>`;
  }

  figures(run) {
    const { job } = run;
    const told = isEnd(job.state) ? {} : (job.progress ?? {});
    const at = (name) => told[name] ?? run.latest[name]?.value;
    const { steps } = job.training.training;
    const step = job.result?.steps ?? told.step ?? run.latest.loss?.step ?? job.progress?.step ?? 0;
    const speed = at("stepsPerSecond");
    const left = job.state === "RUNNING" && speed > 0 ? ((steps - step) / speed) * 1000 : null;
    const figure = (value, what) => html`<div class="figure"><div class="value">${value}</div><div class="what">${what}</div></div>`;
    return html`<section class="card" aria-label="How far it is">
      <div class="figures">
        ${figure(whole(step), `of ${whole(steps)} steps`)} ${figure(few(at("loss")), "loss")}
        ${figure(percent(at("heldOut.accuracy")), "of held-out puzzles right")}
        ${figure(percent(at("exactAccuracy")), "right in training")}
        ${figure(few(speed), "steps a second")}
        ${left === null
          ? figure(job.startedAt ? between(job.startedAt, job.finishedAt) : "–", "took")
          : figure(duration(left), "left, at this speed")}
      </div>
      ${job.state === "RUNNING" ? html`<progress max=${steps} value=${step} aria-label="Steps"></progress>` : nothing}
    </section>`;
  }

  curves(run) {
    const shown = [run.id, ...this.beside].filter((id) => this.metrics.has(id));
    const free = this.others.filter((each) => !this.beside.includes(each.id));
    const named = (id) => (id === run.id ? "this run" : brief(id));
    return html`<section class="card" aria-labelledby="curves-head">
      <div class="spread">
        <h2 id="curves-head">Curves</h2>
        ${this.beside.length < MOST_BESIDE && free.length > 0
          ? html`<div class="one-field wide">
              ${select({
                name: "beside",
                label: "Compare with",
                value: "",
                options: [
                  { value: "", words: "add a run …" },
                  ...free.map((each) => ({ value: each.id, words: `${each.job.model} ${brief(each.id)} (${each.job.state.toLowerCase()})` })),
                ],
                change: (id) => id && go(withQuery({ with: [...this.beside, id].join(",") }), { replace: true }),
              })}
            </div>`
          : nothing}
      </div>
      ${this.beside.length > 0
        ? html`<div class="row">
            ${this.beside.map(
              (id) =>
                html`<span class="row"
                  ><a href="/training/${id}">${shortId(id)}</a
                  ><button class="quiet icon" aria-label="Take away run ${brief(id)}" title="Take it away" @click=${() => this.without(id)}>${icon("close")}</button></span
                >`,
            )}
          </div>`
        : nothing}
      <trm-curves .runs=${shown.map((id) => ({ id, label: named(id), metrics: this.metrics.get(id) }))}></trm-curves>
    </section>`;
  }

  without(id) {
    go(withQuery({ with: this.beside.filter((each) => each !== id).join(",") }), { replace: true });
  }

  evaluation({ job }) {
    const found = job.result?.evaluation;
    if (!found) {
      return nothing;
    }
    const champion = job.result.champion;
    const other = champion ? { evaluation: champion.evaluation, words: "Champion" } : undefined;
    return html`<section class="card" aria-labelledby="evaluation-head">
      <h2 id="evaluation-head">On ${whole(found.puzzles)} held-out puzzles</h2>
      <div class="columns">
        <div class="stack tight"><h3>By how a solve ends</h3>${modeTable(found)} ${searchNote(found)}</div>
        ${bandsOf(found)
          .slice(0, 1)
          .map((name) => html`<div class="stack tight"><h3>Right ${bandWords(name)}</h3>${bandTable(found, name, other)}</div>`)}
      </div>
    </section>`;
  }

  checkpointCard(run) {
    return html`<section class="card" aria-labelledby="checkpoints-head">
      <h2 id="checkpoints-head">Checkpoints</h2>
      ${this.checkpoints.length === 0
        ? html`<p class="soft">
            ${isEnd(run.job.state) ? "None was kept." : `The first is kept at step ${whole(run.job.training.evaluateEvery)}, with an evaluation.`}
          </p>`
        : table({
            caption: "Checkpoints, newest first",
            rows: this.checkpoints,
            key: (each) => each.id,
            columns: [
              { head: "Step", kind: "right tight", cell: (each) => html`<span class="phone-only soft">step </span>${whole(each.step)}` },
              {
                head: "Checkpoint",
                cell: (each) =>
                  html`<span class="checkpoint-name"
                    ><code title=${each.id}>${each.id.slice(0, 8)}…</code>${each.resumable ? nothing : html`<span class="soft small">weights</span>`}</span
                  >`,
              },
              { head: "Kept", kind: "tight", spare: true, cell: (each) => time(each.createdAt) },
              {
                head: html`<span class="unseen">Actions</span>`,
                kind: "right tight",
                cell: (each) =>
                  html`<span class="deeds"
                    >${may("submitter") && each.resumable
                      ? html`<button class="quiet" aria-label="Fork from step ${each.step}" @click=${() => this.doing(() => fork(run, this.checkpoints, each))}>
                          Fork
                        </button>`
                      : nothing}<a
                      class="button quiet"
                      aria-label="File of step ${each.step}${each.resumable ? "" : ", weights"}"
                      title=${bytes(each.bytes)}
                      href="/v1/checkpoints/${each.id}/file"
                      download
                      >File</a
                    ></span
                  >`,
              },
            ],
          })}
    </section>`;
  }

  settings(run) {
    const { job } = run;
    const { dataset, training, architecture, promotion, evaluateEvery } = job.training;
    const optimizer = { muon: ", Muon", adamW: ", AdamW" }[training.optimizer] ?? "";
    return html`<section class="card" aria-labelledby="settings-head">
      <h2 id="settings-head">How it is set up</h2>
      <dl class="facts">
        <dt>Data</dt>
        <dd>${dataWords(dataset)}, ${whole(heldOutOf(dataset))} held out${dataset.seed === undefined ? nothing : html`, seed ${dataset.seed}`}</dd>
        <dt>Network</dt>
        <dd>${architecture.mixer}, ${architecture.hidden} wide, ${architecture.layers} layers, up to ${architecture.maxCycles} cycles</dd>
        <dt>Steps</dt>
        <dd>${whole(training.steps)} of ${training.batch} puzzles, evaluated every ${whole(evaluateEvery)}</dd>
        <dt>Learning rate</dt>
        <dd>${training.learningRate}, ${training.schedule}, ${whole(training.warmupSteps)} steps of warm-up${optimizer}</dd>
        <dt>Seed</dt>
        <dd>${training.seed}</dd>
        <dt>Gate</dt>
        <dd>${gateWords(promotion)}</dd>
        <dt>Started by</dt>
        <dd>${job.submittedBy}${run.origin?.commit ? html`, for commit <code>${run.origin.commit.slice(0, 10)}</code>` : nothing} ${time(job.queuedAt)}</dd>
        <dt>Job</dt>
        <dd>${idLink("/jobs", run.id)}${job.worker ? html` on ${job.worker}` : nothing}</dd>
      </dl>
      <details class="more">
        <summary>All settings</summary>
        <pre tabindex="0" aria-label="All settings">${JSON.stringify(job.training, null, 2)}</pre>
      </details>
    </section>`;
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

customElements.define("page-run", RunPage);
