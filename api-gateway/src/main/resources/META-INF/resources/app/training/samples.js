// Fresh puzzles of a training's kind, solved by the version that came of it.
import { Part, html, nothing } from "../part.js";
import { call, get, once } from "../api.js";
import { may } from "../session.js";
import { icon } from "../icons.js";
import { problemNote } from "../parts/notes.js";
import { givens, hasDigits, hasRules, read } from "../puzzle/puzzle.js";
import "../puzzle/board.js";

const COUNT = 4;

/** Whether puzzles can be made that a training on these data learns to solve. */
export const makesPuzzles = (dataset) => hasRules(dataset.generator);

/** `model` is a version, `dataset` what it was trained on. */
class Samples extends Part {
  static properties = {
    model: {},
    dataset: { attribute: false },
    solved: { state: true },
    busy: { state: true },
    problem: { state: true },
  };

  constructor() {
    super();
    this.model = "";
    this.dataset = null;
    this.solved = [];
    this.busy = false;
    this.problem = null;
  }

  render() {
    const right = this.solved.filter((each) => each.job.result?.solved).length;
    return html`<section class="card" aria-labelledby="samples-head">
      <div class="spread">
        <h2 id="samples-head">Samples</h2>
        ${may("submitter")
          ? html`<button ?disabled=${this.busy} @click=${this.solve}>${icon("dice")}${this.busy ? "Solving …" : `Solve ${COUNT} fresh puzzles`}</button>`
          : nothing}
      </div>
      ${problemNote(this.problem)}
      ${this.solved.length === 0
        ? html`<p class="soft">
            ${may("submitter")
              ? html`Puzzles are made of the kind and size that ${this.model} was trained on, and solved by it. They are new, but not
                  checked against those trained on: the share right on held-out puzzles is above.`
              : "Whoever may submit can have fresh puzzles solved by this version here."}
          </p>`
        : html`<div class="samples">${this.solved.map((each, i) => this.sample(each, i))}</div>
            ${this.busy ? nothing : html`<p class="soft small" role="status">${right} of ${this.solved.length} solved, checked by the rules.</p>`}`}
    </section>`;
  }

  sample({ puzzle, job }, i) {
    const shown = read(puzzle.kind, job.result?.grid ?? puzzle.grid);
    const asked = read(puzzle.kind, puzzle.grid);
    return html`<figure>
      <trm-board
        .puzzle=${shown}
        .given=${hasDigits(puzzle.kind) ? givens(asked) : []}
        label="Sample ${i + 1}"
      ></trm-board>
      <figcaption>
        <span class="soft">${job.result ? `${job.result.solved ? "solved" : "not solved"} in ${job.result.cycles}` : job.state.toLowerCase()}</span>
        <a href="/solve/${job.id}" aria-label="Watch sample ${i + 1}">watch</a>
      </figcaption>
    </figure>`;
  }

  async solve() {
    this.busy = true;
    this.problem = null;
    this.solved = [];
    try {
      const { generator, variant, size, width, height } = this.dataset;
      const made = await Promise.all(
        Array.from({ length: COUNT }, () => get(`/puzzles/${generator}`, hasDigits(generator) ? { variant, size } : { width, height })),
      );
      await Promise.all(
        made.map(async ({ puzzle }) => {
          const { headers } = once();
          const job = await call("POST", "/solve-jobs", {
            body: { model: this.model, puzzle },
            headers: { ...headers, Prefer: "wait=30" },
          });
          this.solved = [...this.solved, { puzzle, job }];
        }),
      );
    } catch (problem) {
      this.problem = problem;
    }
    this.busy = false;
  }
}

customElements.define("trm-samples", Samples);
