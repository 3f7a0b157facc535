// Some held-out puzzles as a training's latest evaluation saw them solved: the same ones each time, so that one sees them
// get better.
import { Part, html } from "../part.js";
import { whole } from "../format.js";
import { choice } from "../parts/form.js";
import { marks, read } from "../puzzle/puzzle.js";
import "../puzzle/board.js";

const SHOWN = [
  { value: "draft", words: "Draft" },
  { value: "puzzle", words: "Puzzle" },
  { value: "answer", words: "Answer" },
];

const NONE = new Set();

/** `seen` is what the REST interface tells of a run's samples. */
class HeldOut extends Part {
  static properties = {
    seen: { attribute: false },
    shown: { state: true },
  };

  constructor() {
    super();
    this.seen = null;
    this.shown = "draft";
  }

  render() {
    const { kind, step, samples } = this.seen;
    const right = samples.filter((each) => each.right).length;
    return html`<section class="card" aria-labelledby="heldout-head">
      <div class="spread">
        <h2 id="heldout-head">Held-out puzzles at step ${whole(step)}</h2>
        ${choice({ label: "What is shown", value: this.shown, options: SHOWN, change: (value) => (this.shown = value) })}
      </div>
      <div class="samples">${samples.map((each, i) => this.sample(kind, each, i))}</div>
      <p class="soft small">
        ${right} of these ${samples.length} right. No training saw them, and each evaluation solves the same ones; cells unlike the answer
        are marked.
      </p>
    </section>`;
  }

  sample(kind, { puzzle, draft, answer, right, cycles }, i) {
    const asked = read(kind, puzzle);
    const grid = { puzzle, draft, answer }[this.shown];
    const { puzzle: board, given } = marks(asked, { grid, changed: [] }, null);
    return html`<figure>
      <trm-board
        .puzzle=${board}
        .given=${given}
        .wrong=${this.shown === "draft" && !right ? unlike(board, read(kind, answer)) : NONE}
        label="Held-out puzzle ${i + 1}, ${this.shown}"
      ></trm-board>
      <figcaption>
        <span class=${right ? "" : "soft"}>${right ? "right" : "not right"}</span>
        <span class="soft">${cycles} ${cycles === 1 ? "cycle" : "cycles"}</span>
      </figcaption>
    </figure>`;
  }
}

/** The cells of a draft that the answer has otherwise. */
function unlike(draft, answer) {
  return new Set(
    [...draft.cells.keys()].filter((cell) => {
      const row = Math.floor(cell / draft.cols);
      const col = cell % draft.cols;
      return row >= answer.rows || col >= answer.cols || draft.cells[cell] !== answer.cells[row * answer.cols + col];
    }),
  );
}

customElements.define("trm-held-out", HeldOut);
