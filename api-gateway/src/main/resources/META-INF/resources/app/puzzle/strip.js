// The cycles of a solve side by side, small; one is chosen.
import { Part, html, repeat } from "../part.js";
import { brokenCount, marks } from "./puzzle.js";
import { paint, palette } from "./paint.js";
import { percent } from "../format.js";

const SIDE = 64;

/** A strip of cycles. `at` is the chosen one, 0 is the question; fires `pick` with another. */
class Strip extends Part {
  static properties = {
    question: { attribute: false },
    cycles: { attribute: false },
    at: { type: Number },
  };

  constructor() {
    super();
    this.question = null;
    this.cycles = [];
    this.at = 0;
    this.retheme = () => this.draw(true);
    this.drawn = new WeakMap();
  }

  connectedCallback() {
    super.connectedCallback();
    addEventListener("trm-theme", this.retheme);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener("trm-theme", this.retheme);
  }

  render() {
    const all = [null, ...this.cycles];
    return html`<ol class="strip" aria-label="Cycles">
      ${repeat(
        all,
        (_, i) => i,
        (cycle, i) =>
          html`<li>
            <button
              type="button"
              aria-current=${this.at === i ? "true" : "false"}
              aria-label=${this.words(cycle, i)}
              @click=${() => this.dispatchEvent(new CustomEvent("pick", { detail: i }))}
            >
              <canvas width=${SIDE * 2} height=${SIDE * 2}></canvas>
              <span class="number">${i === 0 ? "Puzzle" : i}</span>
            </button>
          </li>`,
      )}
    </ol>`;
  }

  words(cycle, i) {
    return cycle === null
      ? "The puzzle"
      : `Cycle ${i}: ${brokenCount(cycle)} rules broken, halt probability ${percent(cycle.haltProbability)}`;
  }

  updated(changed) {
    this.draw(changed.has("question"));
    if (changed.has("at")) {
      const button = this.querySelectorAll("button")[this.at];
      const strip = this.querySelector(".strip");
      if (button && strip) {
        const left = button.offsetLeft - strip.offsetLeft;
        if (left < strip.scrollLeft || left + button.offsetWidth > strip.scrollLeft + strip.clientWidth) {
          strip.scrollTo({ left: left - strip.clientWidth / 2 });
        }
      }
    }
  }

  draw(all) {
    if (!this.question) {
      return;
    }
    const colours = palette();
    this.querySelectorAll("canvas").forEach((canvas, i) => {
      const cycle = i === 0 ? this.question : this.cycles[i - 1];
      if (!all && this.drawn.get(canvas) === cycle) {
        return;
      }
      this.drawn.set(canvas, cycle);
      const ctx = canvas.getContext("2d");
      ctx.setTransform(2, 0, 0, 2, 0, 0);
      ctx.clearRect(0, 0, SIDE, SIDE);
      const drawing =
        i === 0
          ? { puzzle: this.question, given: [], confidence: null, changed: new Set(), broken: new Set() }
          : marks(this.question, cycle, this.cycles[i - 2]);
      const { rows, cols } = drawing.puzzle;
      const longer = Math.max(rows, cols);
      const size = SIDE - 2;
      paint(
        ctx,
        drawing,
        { x: 1 + (size * (1 - cols / longer)) / 2, y: 1 + (size * (1 - rows / longer)) / 2, size, words: rows <= 9 && i === 0 },
        colours,
      );
    });
  }
}

customElements.define("trm-strip", Strip);
