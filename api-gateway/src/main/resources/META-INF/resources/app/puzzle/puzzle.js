// Puzzles as the pages hold them: cells row by row, each a symbol. A Sudoku's blank is "", a maze's symbols are # for a
// wall, a blank for an open cell, S, G and o for the path; those of ARC and grids of one's own are numbers as text.

const SYMBOLS = "123456789ABCDEFG";
const BOXES = { 4: [2, 2], 6: [2, 3], 9: [3, 3], 16: [4, 4] };

export const SIZES = [4, 6, 9, 16];

/** A grid in the form of the REST interface, read. */
export function read(kind, grid) {
  if (kind === "sudoku") {
    const side = Math.sqrt(grid.length);
    return shape(kind, side, side, [...grid].map((symbol) => (symbol === "." || symbol === "0" ? "" : symbol)));
  }
  if (kind === "maze") {
    return shape(kind, grid.length, grid[0].length, grid.flatMap((row) => [...row]));
  }
  return shape(kind, grid.length, grid[0]?.length ?? 0, grid.flatMap((row) => row.map(String)));
}

/** A puzzle, written in the form of the REST interface. */
export function write({ kind, rows, cols, cells }) {
  if (kind === "sudoku") {
    return cells.map((symbol) => symbol || ".").join("");
  }
  const lines = Array.from({ length: rows }, (_, row) => cells.slice(row * cols, (row + 1) * cols));
  return kind === "maze" ? lines.map((line) => line.join("")) : lines.map((line) => line.map(Number));
}

/** One without anything in it. */
export function blank(kind, rows, cols) {
  const cells = Array(rows * cols).fill(kind === "maze" ? " " : kind === "sudoku" ? "" : "0");
  if (kind === "maze") {
    cells[0] = "S";
    cells[cells.length - 1] = "G";
  }
  return shape(kind, rows, cols, cells);
}

function shape(kind, rows, cols, cells) {
  return { kind, rows, cols, cells, box: kind === "sudoku" ? BOXES[rows] : null };
}

/** The symbols that can be put into a cell, the one that takes away first. */
export function symbols({ kind, rows }) {
  if (kind === "sudoku") {
    return ["", ...SYMBOLS.slice(0, rows)];
  }
  return kind === "maze" ? [" ", "#", "S", "G"] : ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
}

const NAMES = { "#": "wall", " ": "open", S: "start", G: "goal", o: "path", "": "blank", "?": "nothing" };

/** What a symbol is called. */
export const named = (symbol) => NAMES[symbol] ?? symbol;

/** What the symbol of a key is in such a puzzle; null where it is none. */
export function symbolOfKey(puzzle, key) {
  if (key === "Backspace" || key === "Delete") {
    return symbols(puzzle)[0];
  }
  if (key.length !== 1) {
    return null;
  }
  if (puzzle.kind === "sudoku") {
    if (key === "0" || key === "." || key === " ") {
      return "";
    }
    const symbol = key.toUpperCase();
    return symbols(puzzle).includes(symbol) ? symbol : null;
  }
  const symbol = puzzle.kind === "maze" ? key.toUpperCase() : key;
  return symbols(puzzle).includes(symbol) ? symbol : null;
}

/** A puzzle's size in words. */
export const sizeOf = ({ rows, cols }) => `${rows}×${cols}`;

/** A kind in words. */
export const kindName = (kind) => ({ sudoku: "Sudoku", maze: "Maze", arc: "ARC", grid: "Grid" })[kind] ?? kind;

/** By cell the symbol that a puzzle gives, null where the cell is to be found. */
export const givens = ({ kind, cells }) => cells.map((symbol) => (isGiven(kind, symbol) ? symbol : null));

/** Those cells that were given and have another symbol now. */
export const altered = (given, { cells }) =>
  new Set(given.flatMap((symbol, cell) => (symbol !== null && symbol !== cells[cell] ? [cell] : [])));

/** What a draft looks like: cells that were given, that differ from those before, and that break rules. */
export function marks(question, cycle, before) {
  const drawn = read(question.kind, cycle.grid);
  const same = drawn.rows === question.rows && drawn.cols === question.cols;
  const flat = question.kind === "sudoku" || question.kind === "maze";
  const last = before ? read(question.kind, before.grid) : question;
  const comparable = last.rows === drawn.rows && last.cols === drawn.cols;
  return {
    puzzle: drawn,
    given: same ? givens(question) : [],
    confidence: flat && cycle.confidence?.length === drawn.cells.length ? cycle.confidence : null,
    // In the first draft all is new; to mark all would mark nothing.
    changed: new Set(
      flat ? (before ? cycle.changed : []) : comparable ? drawn.cells.flatMap((cell, i) => (cell === last.cells[i] ? [] : [i])) : [],
    ),
    // A trace names each rule with its cells, an event tells their number and the cells of all.
    broken: new Set(Array.isArray(cycle.broken) ? cycle.broken.flatMap((rule) => rule.cells) : (cycle.brokenCells ?? [])),
  };
}

function isGiven(kind, symbol) {
  return kind === "sudoku" ? symbol !== "" : kind === "maze" ? symbol !== " " : false;
}

/** How many rules a draft breaks. */
export const brokenCount = (cycle) => (Array.isArray(cycle.broken) ? cycle.broken.length : (cycle.broken ?? 0));
