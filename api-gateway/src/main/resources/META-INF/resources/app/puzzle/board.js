// A puzzle as a grid that one can look at, walk through with the arrow keys, and edit.
import { Part, html, nothing } from "../part.js";
import { altered, hasDigits, named, parted, symbolOfKey, symbols } from "./puzzle.js";

/**
 * A board. `puzzle` is what it shows; `given` (the symbol that the puzzle gives, or null), `confidence`, `changed`, `broken`
 * (by a rule) and `wrong` (not as in the answer) are how, by cell. A given that has become another symbol is marked as
 * altered. Editable ones fire `edit` with cell and symbol: of a key, or of `brush` where somebody draws.
 */
class Board extends Part {
  static properties = {
    puzzle: { attribute: false },
    given: { attribute: false },
    confidence: { attribute: false },
    changed: { attribute: false },
    broken: { attribute: false },
    wrong: { attribute: false },
    brush: { attribute: false },
    editable: { type: Boolean },
    label: {},
    at: { state: true },
  };

  constructor() {
    super();
    this.puzzle = null;
    this.given = [];
    this.confidence = null;
    this.changed = new Set();
    this.broken = new Set();
    this.wrong = new Set();
    this.brush = null;
    this.editable = false;
    this.label = "Puzzle";
    this.at = 0;
  }

  render() {
    if (!this.puzzle) {
      return nothing;
    }
    const { kind, rows, cols } = this.puzzle;
    const at = Math.min(this.at, rows * cols - 1);
    const lost = altered(this.given, this.puzzle);
    return html`<div
      class="board ${hasDigits(kind) ? "digits" : kind} ${this.editable ? "editable" : ""} ${this.brush === null ? "" : "drawing"}"
      role="grid"
      aria-label=${this.label}
      aria-readonly=${this.editable ? "false" : "true"}
      aria-rowcount=${rows}
      aria-colcount=${cols}
      .style=${`--cols: ${cols}; --rows: ${rows}`}
      @keydown=${this.key}
      @pointerdown=${this.press}
      @pointerover=${this.drag}
    >
      ${Array.from(
        { length: rows },
        (_, row) =>
          html`<div role="row" class="board-row">
            ${Array.from({ length: cols }, (__, col) => this.cell(row, col, row * cols + col === at, lost))}
          </div>`,
      )}
    </div>`;
  }

  cell(row, col, current, lost) {
    const { kind, cols, cells, shaded } = this.puzzle;
    const cell = row * cols + col;
    const symbol = cells[cell];
    const classes = ["cell", `is-${kind === "maze" ? named(symbol) : hasDigits(kind) ? "digit" : `arc-${symbol}`}`];
    if (col > 0 && parted(this.puzzle, cell, cell - 1)) {
      classes.push("box-left");
    }
    if (row > 0 && parted(this.puzzle, cell, cell - cols)) {
      classes.push("box-top");
    }
    if (shaded.has(cell)) {
      classes.push("shaded");
    }
    const isAltered = lost.has(cell);
    const isGiven = !isAltered && (this.given[cell] ?? null) !== null;
    if (isGiven) {
      classes.push("given");
    }
    if (isAltered) {
      classes.push("altered");
    }
    if (this.changed.has(cell)) {
      classes.push("changed");
    }
    if (this.broken.has(cell) || this.wrong.has(cell)) {
      classes.push("broken");
    }
    const confidence = isGiven ? null : (this.confidence?.[cell] ?? null);
    return html`<div
      role="gridcell"
      class=${classes.join(" ")}
      tabindex=${current ? "0" : "-1"}
      data-cell=${cell}
      aria-label=${this.words(row, col, cell, { isGiven, isAltered, confidence })}
      .style=${confidence === null ? "" : `--sure: ${confidence}`}
    >
      ${hasDigits(kind) || symbol === "S" || symbol === "G" || Number(symbol) > 9 ? symbol : nothing}
    </div>`;
  }

  words(row, col, cell, { isGiven, isAltered, confidence }) {
    const words = [`row ${row + 1}, column ${col + 1}: ${named(this.puzzle.cells[cell])}`];
    if (this.puzzle.board?.regions) {
      words.push(`region ${this.puzzle.areas[cell]}`);
    }
    if (this.puzzle.shaded.has(cell)) {
      words.push("shaded");
    }
    if (isGiven) {
      words.push("given");
    }
    if (isAltered) {
      words.push(`altered, given was ${named(this.given[cell])}`);
    }
    if (confidence !== null && this.puzzle.cells[cell] !== "") {
      words.push(`${Math.round(confidence * 100)} % sure`);
    }
    if (this.changed.has(cell)) {
      words.push("changed");
    }
    if (this.broken.has(cell)) {
      words.push("breaks a rule");
    }
    if (this.wrong.has(cell)) {
      words.push("not as in the answer");
    }
    return words.join(", ");
  }

  key(event) {
    const { rows, cols } = this.puzzle;
    const row = Math.floor(this.at / cols);
    const col = this.at % cols;
    const to = {
      ArrowUp: [row - 1, col],
      ArrowDown: [row + 1, col],
      ArrowLeft: [row, col - 1],
      ArrowRight: [row, col + 1],
      Home: [row, 0],
      End: [row, cols - 1],
    }[event.key];
    if (to) {
      // Inside a board the arrows walk; the page's own use of them is elsewhere.
      event.preventDefault();
      event.stopPropagation();
      this.focusCell(Math.max(0, Math.min(rows - 1, to[0])) * cols + Math.max(0, Math.min(cols - 1, to[1])));
      return;
    }
    if (!this.editable || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const symbol = symbolOfKey(this.puzzle, event.key);
    if (symbol !== null) {
      event.preventDefault();
      event.stopPropagation();
      this.edit(this.at, symbol);
      if (hasDigits(this.puzzle.kind) && event.key !== "Backspace" && this.at < rows * cols - 1) {
        this.focusCell(this.at + 1);
      }
    }
  }

  press(event) {
    const cell = this.cellOf(event);
    if (cell === null) {
      return;
    }
    this.at = cell;
    if (this.editable && this.brush !== null) {
      event.target.releasePointerCapture?.(event.pointerId);
      this.edit(cell, this.brush);
    }
  }

  drag(event) {
    const cell = this.cellOf(event);
    const once = this.brush === "S" || this.brush === "G";
    if (cell !== null && this.editable && this.brush !== null && !once && event.buttons === 1) {
      this.edit(cell, this.brush);
    }
  }

  cellOf(event) {
    const cell = event.target.closest?.("[data-cell]")?.dataset.cell;
    return cell === undefined ? null : Number(cell);
  }

  edit(cell, symbol) {
    if (symbols(this.puzzle).includes(symbol) && this.puzzle.cells[cell] !== symbol) {
      this.dispatchEvent(new CustomEvent("edit", { detail: { cell, symbol }, bubbles: true }));
    }
  }

  async focusCell(cell) {
    this.at = cell;
    await this.updateComplete;
    this.querySelector(`[data-cell="${cell}"]`)?.focus();
  }
}

customElements.define("trm-board", Board);
