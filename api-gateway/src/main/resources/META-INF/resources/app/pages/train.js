// Starting a training: what it learns from, how, and when it becomes champion. What is left open shows what it will be.
import { Page } from "../page.js";
import { html, nothing } from "../part.js";
import { get, once, post } from "../api.js";
import { go } from "../router.js";
import { may } from "../session.js";
import { icon } from "../icons.js";
import { note, problemNote } from "../parts/notes.js";
import { choice, input, select } from "../parts/form.js";
import { toast } from "../parts/toast.js";
import { brief, whole } from "../format.js";
import { dataWords, gateWords, heldOutOf, shortData } from "../training/words.js";
import { at, changed, plain } from "../training/request.js";

const KINDS = [
  { value: "sudoku", words: "Sudoku" },
  { value: "maze", words: "Mazes" },
  { value: "sent", words: "A data set that was sent" },
];
const SIZES = [4, 6, 9, 16];
const PAUSE = 350;

/** Fields of numbers: where they are in a request, what they are called, what is worth knowing. */
const DATA = {
  sudoku: [
    ["dataset.puzzles", "Puzzles to train on"],
    ["dataset.heldOut", "Held out"],
    ["dataset.seed", "Seed of the puzzles"],
    ["dataset.rating.least", "Guesses, at least", "how hard, by guesses taken back"],
    ["dataset.rating.most", "Guesses, at most"],
  ],
  maze: [
    ["dataset.width", "Width"],
    ["dataset.height", "Height"],
    ["dataset.leastSteps", "Shortest path, at least"],
    ["dataset.puzzles", "Mazes to train on"],
    ["dataset.heldOut", "Held out"],
    ["dataset.seed", "Seed of the mazes"],
  ],
  sent: [],
  mix: [],
};
const USUAL = [
  ["training.steps", "Steps"],
  ["training.batch", "Batch", "puzzles a step"],
  ["training.learningRate", "Learning rate"],
  ["training.seed", "Seed"],
  ["evaluateEvery", "Evaluate every", "steps; a checkpoint is kept with it"],
];
const MORE = [
  ["training.warmupSteps", "Warm-up steps"],
  ["training.minRatio", "Last rate", "share of the learning rate"],
  ["training.weightDecay", "Weight decay"],
  ["training.emaDecay", "Average's decay"],
  ["training.exploration", "Exploration"],
  ["training.labelSmoothing", "Label smoothing"],
  ["training.clipNorm", "Clip gradients", "to this norm; 0 leaves them"],
  ["training.randomStarts", "Random starts", "share of examples"],
];
const NETWORK = [
  ["architecture.hidden", "Width"],
  ["architecture.layers", "Layers"],
  ["architecture.latentSteps", "Latent steps"],
  ["architecture.recursions", "Recursions"],
  ["architecture.maxCycles", "Cycles, at most"],
];
const STOP = [
  ["training.stop.patience", "Patience", "evaluations that are no better"],
  ["training.stop.minDelta", "Better by", "share of held-out puzzles"],
  ["training.stop.targetAccuracy", "Target", "share right at which it ends"],
];
const GATE = [
  ["promotion.margin", "Margin", "more right than the champion, a share"],
  ["promotion.bandLoss", "Loss in a band", "at most, a share"],
  ["promotion.cyclesGrowth", "More cycles", "at most, a share"],
  ["promotion.speedLoss", "Less speed", "at most, a share"],
];

class TrainPage extends Page {
  static properties = {
    request: { state: true },
    plan: { state: true },
    refused: { state: true },
    datasets: { state: true },
    sources: { state: true },
    source: { state: true },
    models: { state: true },
    sending: { state: true },
  };

  #pause = 0;
  #asked = 0;
  #key = null;

  constructor() {
    super();
    this.request = { model: "my-4x4", dataset: { generator: "sudoku", size: 4 } };
    this.plan = null;
    this.refused = null;
    this.datasets = [];
    this.sources = { runs: [], recipes: [] };
    this.source = "";
    this.models = [];
    this.sending = false;
  }

  connectedCallback() {
    super.connectedCallback();
    this.heading = "Start a training";
    if (may("submitter")) {
      this.load();
    }
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.#pause);
  }

  async load() {
    try {
      const [{ datasets }, { runs }, { recipes }, { models }] = await Promise.all([
        get("/datasets"),
        get("/runs", { limit: 50 }),
        get("/recipes"),
        get("/models"),
      ]);
      this.datasets = datasets;
      this.models = models;
      this.sources = { runs, recipes };
    } catch (problem) {
      this.problem = problem;
    }
  }

  arrived() {
    if (!may("submitter")) {
      return;
    }
    const { from, recipe } = this.query;
    if (from) {
      this.take(`run ${from}`);
    } else if (recipe) {
      this.take(`recipe ${recipe}`);
    } else {
      this.later(0);
    }
  }

  /** Begins with what a run or a recipe has. */
  async take(source) {
    this.source = source;
    this.#key = null;
    const [kind, name] = source.split(" ");
    try {
      const found = kind === "run" ? (await get(`/runs/${name}`)).job.training : kind === "recipe" ? (await get(`/recipes/${name}`)).job : null;
      this.request = found ? plain(found) : { model: "my-4x4", dataset: { generator: "sudoku", size: 4 } };
      this.problem = null;
      this.later(0);
    } catch (problem) {
      this.problem = problem;
    }
  }

  change(field, value) {
    this.request = changed(this.request, field, value);
    this.#key = null;
    this.later(PAUSE);
  }

  /** Asks what it would be, once nothing was changed for a moment. */
  later(millis) {
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => this.ask(), millis);
  }

  async ask() {
    const number = (this.#asked += 1);
    let plan = null;
    let refused = null;
    try {
      plan = await post("/training-jobs/plan", this.request);
    } catch (problem) {
      refused = problem;
    }
    if (number === this.#asked) {
      this.plan = plan ?? this.plan;
      this.refused = refused;
    }
  }

  /** The version that its result would take the place of; undefined where there is none. */
  get champion() {
    return this.models.find(({ name }) => name === this.request.model)?.aliases.champion;
  }

  get kind() {
    const { dataset = {} } = this.request;
    return dataset.name || dataset.id ? "sent" : (dataset.generator ?? "sudoku");
  }

  render() {
    if (!may("submitter")) {
      return html`<h1>Start a training</h1>
        ${note("info", html`<strong>Your key may look, but not start trainings.</strong>
          <p>Ask an operator for one with the role submitter, or <a href="/training">watch those there are</a>.</p>`)}`;
    }
    return html`
      <div class="page-head">
        <div>
          <p class="crumbs"><a href="/training">Training</a></p>
          <h1>Start a training</h1>
          <p class="lead">Only the model's name is needed. What is left open shows what it will be.</p>
        </div>
        <div class="one-field wide">${this.begin()}</div>
      </div>
      ${problemNote(this.problem)}
      <form class="run-layout train-form" @submit=${this.submit} novalidate>
        <div class="stack">
          ${this.data()} ${this.training()} ${this.promotion()}
        </div>
        ${this.summary()}
      </form>
    `;
  }

  begin() {
    const { runs, recipes } = this.sources;
    const known = [...recipes.map(({ name }) => `recipe ${name}`), ...runs.map(({ id }) => `run ${id}`)];
    return select({
      name: "begin-with",
      label: "Begin with",
      value: this.source,
      options: [
        { value: "", words: "defaults" },
        ...(this.source && !known.includes(this.source) ? [{ value: this.source, words: this.source }] : []),
        ...recipes.map(({ name }) => ({ value: `recipe ${name}`, words: `recipe ${name}` })),
        ...runs.map((run) => ({ value: `run ${run.id}`, words: `run ${brief(run.id)} of ${run.job.model}` })),
      ],
      change: (source) => this.take(source),
    });
  }

  data() {
    const { kind, request } = this;
    return html`<fieldset class="card">
      <legend class="unseen">What it learns</legend>
      <div class="spread">
        <h2>What it learns</h2>
        ${choice({ label: "Kind of puzzle", value: kind, options: kind === "mix" ? [...KINDS, { value: "mix", words: "A mix" }] : KINDS, change: (chosen) => this.kindTo(chosen) })}
      </div>
      <div class="fields">
        ${this.field(["model", "Model", "what the result is registered as"], { type: "text", required: true })}
        ${kind === "sudoku"
          ? this.select(
              "dataset.size",
              "Size",
              SIZES.map((size) => ({ value: String(size), words: `${size}×${size}` })),
              (size) => this.sizeTo(Number(size)),
            )
          : nothing}
        ${kind === "maze"
          ? this.select("dataset.unique", "Shortest path", [
              { value: "true", words: "the only one" },
              { value: "false", words: "one of several" },
            ], (unique) => this.change("dataset.unique", unique === "true"))
          : nothing}
        ${kind === "sent"
          ? this.select(
              "dataset.name",
              "Data set",
              [{ value: "", words: this.datasets.length > 0 ? "choose one" : "none was sent yet" }, ...this.datasets.map(({ name, kind: of, training }) => ({ value: name, words: `${name} (${of}, ${whole(training)})` }))],
              (name) => this.setTo(name),
            )
          : nothing}
      </div>
      ${kind === "mix" ? html`<p class="soft small">${shortData(request.dataset)}. Change its parts in the recipe's file.</p>` : nothing}
      ${kind === "sent"
        ? html`<p class="soft small">Data sets are sent by <code>./trm datasets add FILE</code>: Sudokus or mazes, pairs of grids, or ARC tasks.</p>`
        : html`<div class="fields">${DATA[kind].map((each) => this.field(each))}</div>`}
      ${this.champion
        ? html`<p class="soft small">
            <a href="/models/${request.model}">${request.model}</a> has a champion, version ${this.champion}: the gate compares with it.
          </p>`
        : nothing}
    </fieldset>`;
  }

  kindTo(kind) {
    const made = {
      sudoku: { model: "my-4x4", dataset: { generator: "sudoku", size: 4 } },
      maze: { model: "my-mazes", dataset: { generator: "maze", width: 10 } },
      sent: { model: this.datasets[0]?.name ?? "", dataset: { name: this.datasets[0]?.name ?? "" } },
    };
    if (!made[kind]) {
      return; // a mix comes from a recipe or a run only
    }
    this.source = "";
    this.#key = null;
    this.plan = null;
    this.request = made[kind];
    this.later(0);
  }

  sizeTo(size) {
    const usual = `my-${this.request.dataset.size ?? 9}x${this.request.dataset.size ?? 9}`;
    if (this.request.model === usual) {
      this.request = { ...this.request, model: `my-${size}x${size}` };
    }
    this.change("dataset.size", size);
  }

  setTo(name) {
    this.request = { ...this.request, model: this.request.model || name, dataset: { name } };
    this.change("dataset.name", name);
  }

  training() {
    return html`<fieldset class="card">
      <legend class="unseen">How it learns</legend>
      <h2>How it learns</h2>
      <div class="fields">${USUAL.map((each) => this.field(each))}</div>
      <details class="more" ?open=${this.touched(MORE, NETWORK, STOP)}>
        <summary>More: optimiser, network, an early end</summary>
        <div class="stack">
          <div class="fields">
            ${this.choose("training.schedule", "Schedule", ["cosine", "constant"])}
            ${this.choose("training.optimizer", "Optimiser", ["adamAtan2", "adamW", "muon"])} ${MORE.map((each) => this.field(each))}
          </div>
          <h3>Network</h3>
          <div class="fields">
            ${this.choose("architecture.mixer", "Mixer", ["mlp", "attention", "relations", "neighbours"])} ${NETWORK.map((each) => this.field(each))}
          </div>
          <h3>End before the last step</h3>
          <div class="fields">
            ${STOP.map((each) => this.field(each))}
            ${this.field(["training.stop.maxTime", "After", "as in PT30M"], { type: "text" })}
          </div>
        </div>
      </details>
    </fieldset>`;
  }

  touched(...groups) {
    return groups.flat().some(([field]) => at(this.request, field) !== undefined || this.refused?.of(pointer(field)));
  }

  promotion() {
    const gate = at(this.request, "promotion.gate") ?? "better";
    return html`<fieldset class="card">
      <legend class="unseen">When it becomes champion</legend>
      <h2>When it becomes champion</h2>
      <div class="fields">
        ${this.select(
          "promotion.gate",
          "Promote it",
          [
            { value: "better", words: "if it passes" },
            { value: "never", words: "never" },
            { value: "always", words: "in any case" },
          ],
          (chosen) => this.change("promotion.gate", chosen),
        )}
        ${gate === "better" ? GATE.map((each) => this.field(each)) : nothing}
      </div>
    </fieldset>`;
  }

  summary() {
    const { plan, refused } = this;
    return html`<section class="card sticky" aria-labelledby="plan-head">
      <h2 id="plan-head">What it comes to</h2>
      ${refused ? problemNote(refused) : nothing}
      ${plan
        ? html`<dl class="facts">
            <dt>Model</dt>
            <dd>${plan.model}</dd>
            <dt>Data</dt>
            <dd>${dataWords(plan.dataset)}, ${whole(heldOutOf(plan.dataset))} held out</dd>
            <dt>Network</dt>
            <dd>${plan.architecture.mixer}, ${plan.architecture.hidden} wide, ${plan.architecture.layers} layers</dd>
            <dt>Training</dt>
            <dd>${whole(plan.training.steps)} steps of ${plan.training.batch}, ${whole(plan.training.steps * plan.training.batch)} puzzles in all</dd>
            <dt>Evaluated</dt>
            <dd>${whole(Math.ceil(plan.training.steps / plan.evaluateEvery))} times</dd>
            <dt>Gate</dt>
            <dd>${gateWords(plan.promotion)}</dd>
          </dl>`
        : refused
          ? nothing
          : html`<p class="soft" role="status">Asking …</p>`}
      <button class="primary" ?disabled=${this.sending || Boolean(refused)}>${icon("play")}${this.sending ? "Starting …" : "Start the training"}</button>
      <details class="more">
        <summary>The same from the command line</summary>
        <p class="soft small">As a file for <code>./trm train FILE</code>:</p>
        <pre tabindex="0" aria-label="The request">${JSON.stringify(this.request, null, 2)}</pre>
      </details>
    </section>`;
  }

  /** A field whose placeholder is what it will be if nothing is said. */
  field([name, label, hint], more = {}) {
    const numeric = more.type !== "text";
    const planned = at(this.plan ?? {}, name);
    return input({
      name,
      label,
      hint,
      value: at(this.request, name) ?? "",
      placeholder: planned === undefined || planned === null ? "none" : String(planned),
      fault: this.refused?.of(pointer(name)),
      type: numeric ? "number" : "text",
      step: numeric ? "any" : undefined,
      ...more,
      change: (text) => this.change(name, text.trim() === "" ? undefined : numeric ? Number(text) : text.trim()),
    });
  }

  select(name, label, options, change) {
    return select({
      name,
      label,
      value: String(at(this.request, name) ?? at(this.plan ?? {}, name) ?? ""),
      options,
      fault: this.refused?.of(pointer(name)),
      change,
    });
  }

  choose(name, label, values) {
    return this.select(name, label, values.map((value) => ({ value, words: value })), (value) => this.change(name, value));
  }

  async submit(event) {
    event.preventDefault();
    clearTimeout(this.#pause);
    this.sending = true;
    this.#key ??= once();
    try {
      const job = await post("/training-jobs", this.request, this.#key);
      toast("The training is queued.");
      go(`/training/${job.id}`);
    } catch (problem) {
      this.refused = problem;
    }
    this.sending = false;
  }
}

const pointer = (field) => `/${field.replaceAll(".", "/")}`;

customElements.define("page-train", TrainPage);
