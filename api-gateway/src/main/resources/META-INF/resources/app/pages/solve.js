// A puzzle, made or brought, and handed to a model.
import { Page } from "../page.js";
import { html, nothing } from "../part.js";
import { call, get, once, post } from "../api.js";
import { go, note as noteInAddress } from "../router.js";
import { may } from "../session.js";
import { icon } from "../icons.js";
import { note, problemNote } from "../parts/notes.js";
import { choice, select } from "../parts/form.js";
import { ask } from "../parts/dialog.js";
import { toast } from "../parts/toast.js";
import { SIZES, emptied, givens, hasDigits, hasRules, kindName, named, read, sizeOf, symbols, write } from "../puzzle/puzzle.js";
import { SUDOKUS, TASK, VARIANTS } from "../puzzle/samples.js";
import { arcOptions, solveOptions } from "../puzzle/options.js";
import "../puzzle/board.js";
import "../puzzle/task.js";

const KINDS = [
  { value: "sudoku", words: "Sudoku" },
  { value: "constraints", words: "Variant" },
  { value: "maze", words: "Maze" },
  { value: "arc", words: "ARC task" },
];

/** The parameters of a variant's generator. */
const made = (variant) => {
  const [name, size] = variant.split(" ");
  return { variant: name, size: Number.parseInt(size, 10) };
};

class SolvePage extends Page {
  static properties = {
    puzzle: { state: true },
    task: { state: true },
    models: { state: true },
    model: { state: true },
    options: { state: true },
    brush: { state: true },
    variant: { state: true },
    sending: { state: true },
    refused: { state: true },
  };

  constructor() {
    super();
    this.puzzle = read("sudoku", SUDOKUS[9]);
    this.task = null;
    this.models = null;
    this.model = "";
    this.options = { maxCycles: 16, attempts: 16, halt: "", priority: "normal" };
    this.brush = null;
    this.variant = VARIANTS[0];
    this.sending = false;
    this.refused = null;
  }

  connectedCallback() {
    super.connectedCallback();
    this.heading = "Solve";
    this.poll(async () => (this.models = (await get("/models")).models), 30_000);
  }

  arrived() {
    const { kind, grid, from, model } = this.query;
    if (model) {
      this.model = model;
    }
    if (from) {
      this.load(from);
    } else if (kind && grid) {
      if (kind === "sudoku") {
        this.understand(grid);
      } else if (kind === "constraints") {
        this.understand(`{"kind": "constraints", "grid": ${grid}}`);
      } else {
        const rows = grid.split("/");
        this.take(() => read(kind, kind === "maze" ? rows : rows.map((row) => row.split(",").map(Number))));
      }
    } else if (KINDS.some((each) => each.value === kind)) {
      this.change(kind);
    }
  }

  /** The puzzle and options of a job that there was. */
  async load(id) {
    try {
      const job = await get(`/jobs/${id}`);
      if (job.puzzle) {
        this.task = null;
        this.puzzle = read(job.puzzle.kind, job.puzzle.grid);
      } else if (job.adaptation) {
        this.task = job.adaptation.task;
      }
      this.model = job.model;
      this.options = { ...this.options, priority: job.priority.toLowerCase() };
    } catch (problem) {
      this.problem = problem;
    }
  }

  take(reader) {
    try {
      this.puzzle = reader();
      this.task = null;
      this.refused = null;
      this.brush = null;
      return true;
    } catch (cause) {
      toast(cause.message);
      return false;
    }
  }

  get kind() {
    return this.task ? "arc" : this.puzzle.kind;
  }

  render() {
    return html`
      <div class="page-head">
        <div>
          <h1>Solve a puzzle</h1>
          <p class="lead">Type it, paste it or draw it; then watch the model draft, doubt and revise its answer.</p>
        </div>
        ${choice({ label: "Kind of puzzle", value: this.kind, options: KINDS, change: (kind) => this.change(kind) })}
      </div>
      ${problemNote(this.problem)}
      <div class="solve-columns">
        <section class="card" aria-label="Puzzle">
          ${this.tools()} ${this.task ? this.taskEditor() : this.boardEditor()}
        </section>
        <section class="card" aria-label="Model and options">${this.settings()}</section>
      </div>
    `;
  }

  change(kind) {
    this.refused = null;
    this.model = "";
    if (kind === "arc") {
      this.task = structuredClone(TASK);
    } else if (kind === "sudoku") {
      this.take(() => read("sudoku", SUDOKUS[9]));
    } else {
      this.make(kind, 10);
    }
    noteInAddress({ kind, grid: undefined, from: undefined, model: undefined });
  }

  tools() {
    const side = this.puzzle.rows;
    const sizes =
      this.kind === "sudoku"
        ? select({
            name: "size",
            label: "Size",
            value: String(side),
            options: SIZES.map((size) => ({ value: String(size), words: `${size}×${size}` })),
            change: (size) => this.make(this.kind, Number(size)),
          })
        : this.kind === "constraints"
          ? select({
              name: "variant",
              label: "New ones are",
              value: this.variant,
              options: VARIANTS.map((variant) => ({ value: variant, words: variant })),
              change: (variant) => {
                this.variant = variant;
                this.make(this.kind);
              },
            })
        : this.kind === "maze"
          ? select({
              name: "size",
              label: "Size",
              value: String(side),
              options: [5, 8, 10, 15, 20, 30].concat([5, 8, 10, 15, 20, 30].includes(side) ? [] : [side]).map((size) => ({
                value: String(size),
                words: `${size}×${size}`,
              })),
              change: (size) => this.make(this.kind, Number(size)),
            })
          : nothing;
    return html`<div class="spread">
      <div class="row">${sizes}</div>
      <div class="actions">
        ${this.kind === "arc"
          ? nothing
          : html`<button type="button" @click=${() => this.make(this.kind, side)}>${icon("dice")}New</button>`}
        <button type="button" @click=${this.sample}>${icon("grid")}Sample</button>
        <button type="button" @click=${this.paste}>${icon("edit")}Paste</button>
        <button type="button" @click=${this.clear}>${icon("close")}Clear</button>
      </div>
    </div>`;
  }

  boardEditor() {
    return html`
      <trm-board
        editable
        .puzzle=${this.puzzle}
        .given=${hasDigits(this.kind) ? givens(this.puzzle) : []}
        .brush=${this.brush}
        label="${kindName(this.puzzle.kind)} to solve, ${sizeOf(this.puzzle)}"
        @edit=${this.edit}
      ></trm-board>
      <div class="stack tight">
        <div class="brushes" role="group" aria-label="What a click puts in">
          ${hasDigits(this.kind)
            ? html`<button type="button" aria-pressed=${this.brush === null ? "true" : "false"} @click=${() => (this.brush = null)}>
                Keys
              </button>`
            : nothing}
          ${symbols(this.puzzle).map(
            (symbol) =>
              html`<button
                type="button"
                class="number"
                aria-pressed=${this.brush === symbol ? "true" : "false"}
                @click=${() => (this.brush = symbol)}
              >
                ${hasDigits(this.kind) ? symbol || "Blank" : named(symbol)}
              </button>`,
          )}
        </div>
        <p class="soft small">
          ${hasDigits(this.kind)
            ? html`Choose a cell, then type; arrow keys walk, <kbd>⌫</kbd> clears. Or choose a digit above and click.`
            : html`Choose above, then click and drag. With keys: arrows walk, <kbd>#</kbd>, blank, <kbd>S</kbd> and <kbd>G</kbd> set.`}
        </p>
      </div>
    `;
  }

  taskEditor() {
    return html`<trm-task .task=${this.task} @task=${(event) => (this.task = event.detail)}></trm-task>`;
  }

  settings() {
    const names = (this.models ?? []).map((model) => model.name);
    const usual = this.usualModels().find((name) => names.includes(name));
    const options = [
      { value: "", words: usual ? `The champion of ${usual}` : "Whichever takes it" },
      ...names.flatMap((name) => [
        { value: `${name}@champion`, words: `${name}@champion` },
        ...(this.model.startsWith(`${name}@`) && this.model !== `${name}@champion`
          ? [{ value: this.model, words: this.model }]
          : []),
      ]),
    ];
    return html`
      <form class="stack" @submit=${this.submit}>
        <h2>Model and options</h2>
        ${select({
          name: "model",
          label: "Model",
          value: this.model,
          options,
          change: (model) => (this.model = model),
          fault: this.refused?.of("/model"),
          hint: this.models ? `${names.length} ${names.length === 1 ? "model" : "models"} known` : "Asking …",
        })}
        ${(this.kind === "arc" ? arcOptions : solveOptions)({
          kind: this.kind,
          options: this.options,
          fault: (pointer) => this.refused?.of(pointer),
          change: (changed) => (this.options = { ...this.options, ...changed }),
        })}
        ${select({
          name: "priority",
          label: "Priority",
          value: this.options.priority,
          options: ["high", "normal", "low"].map((value) => ({ value, words: value })),
          change: (priority) => (this.options = { ...this.options, priority }),
        })}
        ${this.refusal()}
        ${may("submitter")
          ? html`<button class="primary" ?disabled=${this.sending}>${icon("play")}${this.sending ? "Sending …" : "Solve"}</button>`
          : note("info", html`Your key may look, but not submit. Ask an operator for a submitter's key.`)}
        <button type="button" @click=${this.share}>${icon("link")}Copy a link to this puzzle</button>
      </form>
    `;
  }

  /** The names that the gateway looks for where a request names no model, in its order. */
  usualModels() {
    return this.kind === "arc"
      ? ["arc-30x30"]
      : [`${this.kind}-${sizeOf(this.puzzle).replace("×", "x")}`, this.kind, ...(this.kind === "constraints" ? ["sudoku"] : [])];
  }

  refusal() {
    if (!this.refused) {
      return nothing;
    }
    if (this.refused.of("/model")) {
      return note(
        "bad",
        html`<strong>No model here takes this puzzle</strong>
          <p>${this.refused.message}</p>
          <p class="soft">
            The models that come with trm solve Sudokus of 4×4 to 16×16, their variants, and mazes. For other puzzles, train one (<code>./trm train
            docs/recipes/…</code>) or import one (<code>./trm import</code>), then choose it here.
          </p>`,
      );
    }
    return problemNote(this.refused);
  }

  edit({ detail: { cell, symbol } }) {
    const cells = [...this.puzzle.cells];
    if (symbol === "S" || symbol === "G") {
      // There is one of each.
      cells.forEach((other, i) => other === symbol && (cells[i] = " "));
    }
    cells[cell] = symbol;
    this.puzzle = { ...this.puzzle, cells };
    this.refused = null;
  }

  /** One that nobody has seen before; with a seed, the one that it always makes. */
  async make(kind, side, seed) {
    try {
      const found =
        kind === "maze"
          ? await get("/puzzles/maze", { width: side, height: side, seed })
          : kind === "constraints"
            ? await get("/puzzles/constraints", { ...made(this.variant), seed })
            : await get("/puzzles/sudoku", { size: side, seed });
      this.take(() => read(found.puzzle.kind, found.puzzle.grid));
      this.brush = kind === "maze" ? "#" : null;
    } catch (problem) {
      this.problem = problem;
    }
  }

  sample() {
    if (this.kind === "arc") {
      this.task = structuredClone(TASK);
    } else if (this.kind === "sudoku" && SUDOKUS[this.puzzle.rows]) {
      this.take(() => read("sudoku", SUDOKUS[this.puzzle.rows]));
    } else {
      this.make(this.kind, this.puzzle.rows, 1);
    }
  }

  clear() {
    this.refused = null;
    if (this.kind === "arc") {
      const empty = () => Array.from({ length: 3 }, () => [0, 0, 0]);
      this.task = { train: [{ input: empty(), output: empty() }], test: [{ input: empty() }] };
    } else {
      this.puzzle = emptied(this.puzzle);
    }
  }

  async paste() {
    const hints = {
      sudoku: "In a line or in rows; a blank is . or 0, and spaces, commas and frames do not matter.",
      constraints:
        'As JSON: {"kind": "constraints", "grid": {"cells": "…", "rules": ["rows", "columns", "boxes", "diagonals"], "regions": "AABB…"}}',
      maze: "A row a line: # is a wall, a space or . is open, S or A the start, G or B the goal.",
      arc: 'A task as the competition has it: {"train": [{"input": …, "output": …}], "test": [{"input": …}]}',
    };
    const kind = this.kind;
    const text = await ask({
      title: `Paste ${kind === "arc" ? "an ARC task" : `a ${kindName(kind)}`}`,
      action: "Take it",
      body: () => html`<div class="field">
        <label for="pasted">Text</label>
        <textarea id="pasted" name="text" rows="10" required aria-describedby="pasted-hint" autofocus></textarea>
        <span class="hint" id="pasted-hint">${hints[kind]}</span>
      </div>`,
      answer: (form) => form.elements.text.value,
    });
    if (text === null) {
      return;
    }
    this.understand(text);
  }

  /** Takes the first puzzle or task of a text; the gateway reads it as it reads files. */
  async understand(text) {
    let found;
    try {
      found = await call("POST", "/puzzles/read", { text, type: "text/plain" });
    } catch (problem) {
      toast(problem.message);
      return;
    }
    const { puzzles, tasks, problems, forms } = found;
    if (tasks.length > 0) {
      this.task = { train: tasks[0].task.train, test: tasks[0].task.test };
      this.refused = null;
    } else if (puzzles.length > 0) {
      this.take(() => read(puzzles[0].puzzle.kind, puzzles[0].puzzle.grid));
    } else {
      toast(problems.length > 0 ? `Line ${problems[0].line}: ${problems[0].detail}` : forms);
      return;
    }
    if (puzzles.length + tasks.length > 1) {
      toast("The text has more than one puzzle; this is the first.");
    }
  }

  async share() {
    if (this.task) {
      toast("A task is too long for a link. Solve it, and share the address of its solution.");
      return;
    }
    const grid = write(this.puzzle);
    const address = new URL("/solve", location.href);
    address.search = new URLSearchParams({
      kind: this.puzzle.kind,
      grid: Array.isArray(grid) ? grid.join("/") : typeof grid === "string" ? grid : JSON.stringify(grid),
      ...(this.model ? { model: this.model } : {}),
    });
    history.replaceState(history.state, "", address);
    try {
      await navigator.clipboard.writeText(address.href);
      toast("The link is copied.");
    } catch {
      toast("The link is in the address bar.");
    }
  }

  async submit(event) {
    event.preventDefault();
    this.sending = true;
    this.refused = null;
    try {
      const { maxCycles, attempts, halt, priority, augmentations, steps } = this.options;
      const model = this.model ? { model: this.model } : {};
      const job = this.task
        ? await post(
            "/arc-jobs",
            { task: this.task, ...model, options: { priority, augmentations: augmentations ?? 100, steps: steps ?? 200 } },
            once(),
          )
        : await post(
            "/solve-jobs",
            {
              puzzle: { kind: this.puzzle.kind, grid: write(this.puzzle) },
              ...model,
              options: {
                maxCycles,
                priority,
                ...(hasRules(this.kind) ? { search: { attempts } } : {}),
                ...(halt ? { halt } : {}),
              },
            },
            once(),
          );
      go(`/solve/${job.id}`);
    } catch (problem) {
      this.refused = problem;
    } finally {
      this.sending = false;
    }
  }
}

customElements.define("page-solve", SolvePage);
