// An ARC task: pairs of drawings that show what is to be done, and those that it is to be done with.
import { Part, html, nothing } from "../part.js";
import { icon } from "../icons.js";
import { read, symbols } from "./puzzle.js";
import "./board.js";

const MOST_PAIRS = 10;

/** A task that can be drawn. Fires `task` with the changed one. */
class Task extends Part {
  static properties = {
    task: { attribute: false },
    readonly: { type: Boolean },
    brush: { state: true },
  };

  constructor() {
    super();
    this.task = null;
    this.readonly = false;
    this.brush = "1";
  }

  render() {
    const { train, test } = this.task;
    return html`<div class="stack">
      ${this.readonly ? nothing : this.brushes()}
      <div class="pairs">
        <h3>Examples</h3>
        ${train.map((pair, i) => this.pair("train", pair, i))}
        ${this.readonly || train.length >= MOST_PAIRS
          ? nothing
          : html`<button type="button" @click=${() => this.add("train")}>${icon("plus")}Another example</button>`}
        <h3>To be answered</h3>
        ${test.map((pair, i) => this.pair("test", pair, i))}
      </div>
    </div>`;
  }

  brushes() {
    return html`<div class="brushes" role="group" aria-label="Colour to draw with">
      ${symbols({ kind: "arc" }).map(
        (symbol) =>
          html`<button
            type="button"
            class="icon"
            aria-label="Colour ${symbol}"
            aria-pressed=${this.brush === symbol ? "true" : "false"}
            @click=${() => (this.brush = symbol)}
          >
            <span class="swatch cell is-arc-${symbol}"></span>
          </button>`,
      )}
    </div>`;
  }

  pair(list, pair, index) {
    const what = list === "train" ? `Example ${index + 1}` : `Test ${index + 1}`;
    return html`<div class="pair">
      ${this.drawing(list, index, "input", pair.input, `${what}, input`)}
      <span class="soft" aria-hidden="true">→</span>
      ${pair.output
        ? this.drawing(list, index, "output", pair.output, `${what}, output`)
        : html`<span class="soft">?</span>`}
    </div>`;
  }

  drawing(list, index, side, grid, label) {
    return html`<div class="stack tight">
      <trm-board
        ?editable=${!this.readonly}
        .puzzle=${read("arc", grid)}
        .brush=${this.brush}
        label=${label}
        @edit=${(event) => this.edit(list, index, side, event.detail)}
      ></trm-board>
      ${this.readonly
        ? nothing
        : html`<div class="row small">
            ${[
              ["−", -1, 0, "a row less"],
              ["+", 1, 0, "a row more"],
              ["−", 0, -1, "a column less"],
              ["+", 0, 1, "a column more"],
            ].map(
              ([sign, rows, cols, words], i) =>
                html`${i === 0 ? html`<span class="soft">rows</span>` : i === 2 ? html`<span class="soft">columns</span>` : nothing}
                  <button
                    type="button"
                    class="quiet"
                    aria-label="${label}: ${words}"
                    @click=${() => this.resize(list, index, side, rows, cols)}
                  >
                    ${sign}
                  </button>`,
            )}
          </div>`}
    </div>`;
  }

  edit(list, index, side, { cell, symbol }) {
    this.change((task) => {
      const grid = task[list][index][side];
      grid[Math.floor(cell / grid[0].length)][cell % grid[0].length] = Number(symbol);
    });
  }

  resize(list, index, side, rows, cols) {
    this.change((task) => {
      const grid = task[list][index][side];
      const height = Math.max(1, Math.min(30, grid.length + rows));
      const width = Math.max(1, Math.min(30, grid[0].length + cols));
      task[list][index][side] = Array.from({ length: height }, (_, row) =>
        Array.from({ length: width }, (__, col) => grid[row]?.[col] ?? 0),
      );
    });
  }

  add(list) {
    this.change((task) => {
      const last = task[list][task[list].length - 1];
      const blank = (grid) => grid.map((row) => row.map(() => 0));
      task[list].push({ input: blank(last.input), output: blank(last.output) });
    });
  }

  change(how) {
    const task = structuredClone(this.task);
    how(task);
    this.dispatchEvent(new CustomEvent("task", { detail: task }));
  }
}

customElements.define("trm-task", Task);
