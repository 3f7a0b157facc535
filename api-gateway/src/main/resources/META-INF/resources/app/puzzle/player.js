// Plays the cycles of a solve: a board, a strip, and buttons to play, pause, scrub and step.
import { Part, html, live, nothing } from "../part.js";
import { icon } from "../icons.js";
import { duration, percent } from "../format.js";
import { altered, brokenCount, givens, hasDigits, hasRules, kindName, marks, read, sizeOf } from "./puzzle.js";
import "./board.js";
import "./strip.js";

const PACE = 550;

/**
 * The player. `question` and `cycles` are what it plays, `at` the cycle that it shows, 0 for the question; while
 * `running`, it goes on with what comes. Fires `at` with another cycle, and whether it plays.
 */
class Player extends Part {
  static properties = {
    question: { attribute: false },
    cycles: { attribute: false },
    at: { type: Number },
    playing: { type: Boolean },
    running: { type: Boolean },
    label: {},
  };

  #timer = 0;

  constructor() {
    super();
    this.question = null;
    this.cycles = [];
    this.at = 0;
    this.playing = false;
    this.running = false;
    this.label = "";
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    this.#timer = 0;
  }

  updated() {
    if (!this.playing) {
      clearTimeout(this.#timer);
      this.#timer = 0;
    } else if (!this.#timer) {
      this.#timer = setTimeout(() => {
        this.#timer = 0;
        this.advance();
      }, PACE);
    }
  }

  advance() {
    if (!this.playing) {
      return;
    }
    if (this.at < this.cycles.length) {
      this.show(this.at + 1, this.running || this.at + 1 < this.cycles.length);
    } else if (this.running) {
      this.requestUpdate();
    } else {
      this.show(this.at, false);
    }
  }

  show(at, playing = false) {
    const to = Math.max(0, Math.min(this.cycles.length, at));
    this.dispatchEvent(new CustomEvent("at", { detail: { at: to, playing } }));
  }

  /** Plays, from the beginning where it is at the end; or pauses. */
  toggle() {
    const end = this.at >= this.cycles.length && !this.running;
    this.show(end && !this.playing ? 0 : this.at, !this.playing);
  }

  /** Does what a key means; whether it means anything. */
  key(key) {
    const step = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity }[key];
    if (step !== undefined) {
      this.show(this.at + step);
      return true;
    }
    if (key === " ") {
      this.toggle();
      return true;
    }
    return false;
  }

  render() {
    if (!this.question) {
      return nothing;
    }
    const cycle = this.at > 0 ? this.cycles[this.at - 1] : null;
    const drawn = cycle
      ? marks(this.question, cycle, this.cycles[this.at - 2])
      : {
          puzzle: this.question,
          given: hasDigits(this.question.kind) ? givens(this.question) : [],
          confidence: null,
          changed: new Set(),
          broken: new Set(),
        };
    return html`<div class="player">
      <trm-board
        .puzzle=${drawn.puzzle}
        .given=${drawn.given}
        .confidence=${drawn.confidence}
        .changed=${drawn.changed}
        .broken=${drawn.broken}
        label="${this.label} ${kindName(this.question.kind)} ${sizeOf(this.question)}, ${
          cycle ? `draft after cycle ${this.at}` : "the puzzle"
        }"
      ></trm-board>
      ${this.controls()}
      <p class="told">${cycle ? this.told(cycle) : html`<span>The puzzle, before the first cycle</span>`}</p>
      <trm-strip
        .question=${this.question}
        .cycles=${this.cycles}
        .at=${this.at}
        @pick=${(event) => this.show(event.detail)}
      ></trm-strip>
    </div>`;
  }

  controls() {
    const count = this.cycles.length;
    return html`<div class="controls">
      <div class="row">
        <button type="button" class="icon" aria-label="Step back" title="Step back (←)" ?disabled=${this.at === 0} @click=${() => this.show(this.at - 1)}>
          ${icon("back")}
        </button>
        <button
          type="button"
          class="icon primary"
          aria-label=${this.playing ? "Pause" : "Play"}
          title="${this.playing ? "Pause" : "Play"} (space)"
          ?disabled=${count === 0 && !this.running}
          @click=${() => this.toggle()}
        >
          ${icon(this.playing ? "pause" : "play")}
        </button>
        <button type="button" class="icon" aria-label="Step on" title="Step on (→)" ?disabled=${this.at >= count} @click=${() => this.show(this.at + 1)}>
          ${icon("next")}
        </button>
      </div>
      <input
        type="range"
        aria-label="Cycle"
        aria-valuetext=${this.at === 0 ? "The puzzle" : `Cycle ${this.at} of ${count}`}
        min="0"
        max=${count}
        .value=${live(String(this.at))}
        ?disabled=${count === 0}
        @input=${(event) => this.show(Number(event.target.value))}
      />
      <span class="number soft">${this.at} / ${count}</span>
    </div>`;
  }

  told(cycle) {
    const broken = brokenCount(cycle);
    const lost = altered(givens(this.question), read(this.question.kind, cycle.grid)).size;
    const rules = hasRules(this.question.kind);
    return html`<span>Cycle <strong>${cycle.cycle}</strong></span>
      <span><strong>${cycle.changed.length}</strong> changed</span>
      ${rules ? html`<span><strong>${broken}</strong> ${broken === 1 ? "rule" : "rules"} broken</span>` : nothing}
      ${lost ? html`<span class="lost"><strong>${lost}</strong> ${lost === 1 ? "given" : "givens"} altered</span>` : nothing}
      <span>halt <strong>${percent(cycle.haltProbability)}</strong></span>
      <span>${duration(cycle.micros / 1000)}</span>`;
  }
}

customElements.define("trm-player", Player);

/** What the marks on a board mean. */
export const legend = (kind) =>
  hasDigits(kind)
    ? html`<ul class="legend">
        <li><i class="sure"></i>the surer, the deeper</li>
        <li><i class="changed"></i>changed in this cycle</li>
        <li><i class="broken"></i>breaks a rule</li>
        <li><b>5</b>given</li>
        <li><i class="altered"></i>a given that was altered</li>
      </ul>`
    : html`<ul class="legend">
        <li><i class="changed"></i>changed in this cycle</li>
        ${kind === "maze"
          ? html`<li><i class="broken"></i>breaks a rule</li>
              <li><i class="altered"></i>a given that was altered</li>`
          : nothing}
      </ul>`;
