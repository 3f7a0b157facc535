// Puzzles as the pages hold them: cells row by row, each a symbol. A Sudoku's blank is "", a maze's symbols are # for a
// wall, a blank for an open cell, S, G and o for the path; those of ARC and grids of one's own are numbers as text.
// Constraints are shown as a Sudoku is; `board` keeps what their grid says of symbols, rules, regions and groups.

const SYMBOLS = "123456789ABCDEFG";

export const SIZES = [4, 6, 9, 16];

/** Whether a kind's cells hold digits, as those of a Sudoku do. */
export const hasDigits = (kind) => kind === "sudoku" || kind === "constraints";

/** Whether a kind has rules to check an answer by. */
export const hasRules = (kind) => hasDigits(kind) || kind === "maze";

/** A grid in the form of the REST interface, read. */
export function read(kind, grid) {
  if (kind === "constraints") {
    const { cells, ...board } = grid;
    const text = [...flat(cells)];
    const side = Math.sqrt(text.length);
    const known = { symbols: SYMBOLS.slice(0, side), rules: ["rows", "columns"], ...board };
    const isBlank = (symbol) => symbol === "." || (symbol === "0" && !known.symbols.includes("0"));
    return shape(kind, side, side, text.map((symbol) => (isBlank(symbol) ? "" : symbol)), known);
  }
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
export function write({ kind, rows, cols, cells, board }) {
  if (hasDigits(kind)) {
    const text = cells.map((symbol) => symbol || ".").join("");
    return kind === "sudoku" ? text : { cells: text, ...board };
  }
  const lines = Array.from({ length: rows }, (_, row) => cells.slice(row * cols, (row + 1) * cols));
  return kind === "maze" ? lines.map((line) => line.join("")) : lines.map((line) => line.map(Number));
}

/** The same puzzle without anything in it. */
export function emptied({ kind, rows, cols, board }) {
  const cells = Array(rows * cols).fill(kind === "maze" ? " " : hasDigits(kind) ? "" : "0");
  if (kind === "maze") {
    cells[0] = "S";
    cells[cells.length - 1] = "G";
  }
  return shape(kind, rows, cols, cells, board);
}

const SUDOKU = { rules: ["boxes"] };

/** `areas` are labels of cells, with a line between cells of different ones; `shaded` are cells of other groups. */
function shape(kind, rows, cols, cells, board) {
  const drawn = kind === "sudoku" ? SUDOKU : board;
  return {
    kind,
    rows,
    cols,
    cells,
    ...(board && { board }),
    areas: drawn ? areasOf(rows, drawn) : null,
    shaded: drawn ? shadedOf(rows, drawn) : new Set(),
  };
}

const flat = (text) => (Array.isArray(text) ? text.join("") : text);

/** The height of a box: the largest divisor of the side that is not above its square root. */
function boxHeight(side) {
  let height = Math.floor(Math.sqrt(side));
  while (side % height !== 0) {
    height -= 1;
  }
  return height;
}

function areasOf(side, { rules, regions }) {
  if (regions) {
    return [...flat(regions)];
  }
  if (!rules.includes("boxes")) {
    return null;
  }
  const height = boxHeight(side);
  const width = side / height;
  return Array.from(
    { length: side * side },
    (_, cell) => Math.floor(cell / side / height) * height + Math.floor((cell % side) / width),
  );
}

function shadedOf(side, { rules, groups = [] }) {
  const numbers = (cell) => {
    const [, row, col] = /^r(\d+)c(\d+)$/.exec(cell) ?? [];
    return row ? (row - 1) * side + (col - 1) : cell;
  };
  const shaded = new Set(groups.flat().map(numbers));
  const height = boxHeight(side);
  for (let row = 0; row < side; row += 1) {
    for (let col = 0; col < side; col += 1) {
      const diagonal = rules.includes("diagonals") && (row === col || row + col === side - 1);
      const window = rules.includes("windows") && row % (height + 1) > 0 && col % (height + 1) > 0;
      if (diagonal || window) {
        shaded.add(row * side + col);
      }
    }
  }
  return shaded;
}

/** Whether a line runs between a cell and the one left of it or above it. */
export const parted = ({ areas }, cell, other) => areas !== null && areas[cell] !== areas[other];

/** The symbols that can be put into a cell, the one that takes away first. */
export function symbols({ kind, rows, board }) {
  if (hasDigits(kind)) {
    return ["", ...(board?.symbols ?? SYMBOLS.slice(0, rows))];
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
  if (hasDigits(puzzle.kind)) {
    const known = symbols(puzzle);
    const symbol = known.includes(key) ? key : key.toUpperCase();
    if (known.includes(symbol)) {
      return symbol;
    }
    return key === "0" || key === "." || key === " " ? "" : null;
  }
  const symbol = puzzle.kind === "maze" ? key.toUpperCase() : key;
  return symbols(puzzle).includes(symbol) ? symbol : null;
}

/** A puzzle's size in words. */
export const sizeOf = ({ rows, cols }) => `${rows}×${cols}`;

/** A kind in words. */
export const kindName = (kind) => ({ sudoku: "Sudoku", constraints: "Variant", maze: "Maze", arc: "ARC", grid: "Grid" })[kind] ?? kind;

/** By cell the symbol that a puzzle gives, null where the cell is to be found. */
export const givens = ({ kind, cells }) => cells.map((symbol) => (isGiven(kind, symbol) ? symbol : null));

/** Those cells that were given and have another symbol now. */
export const altered = (given, { cells }) =>
  new Set(given.flatMap((symbol, cell) => (symbol !== null && symbol !== cells[cell] ? [cell] : [])));

/** What a draft looks like: cells that were given, that differ from those before, and that break rules. */
export function marks(question, cycle, before) {
  const drawn = read(question.kind, cycle.grid);
  const same = drawn.rows === question.rows && drawn.cols === question.cols;
  const steady = hasRules(question.kind);
  const last = before ? read(question.kind, before.grid) : question;
  const comparable = last.rows === drawn.rows && last.cols === drawn.cols;
  return {
    puzzle: drawn,
    given: same ? givens(question) : [],
    confidence: steady && cycle.confidence?.length === drawn.cells.length ? cycle.confidence : null,
    // In the first draft all is new; to mark all would mark nothing.
    changed: new Set(
      steady ? (before ? cycle.changed : []) : comparable ? drawn.cells.flatMap((cell, i) => (cell === last.cells[i] ? [] : [i])) : [],
    ),
    // A trace names each rule with its cells, an event tells their number and the cells of all.
    broken: new Set(Array.isArray(cycle.broken) ? cycle.broken.flatMap((rule) => rule.cells) : (cycle.brokenCells ?? [])),
  };
}

function isGiven(kind, symbol) {
  return hasDigits(kind) ? symbol !== "" : kind === "maze" ? symbol !== " " : false;
}

/** How many rules a draft breaks. */
export const brokenCount = (cycle) => (Array.isArray(cycle.broken) ? cycle.broken.length : (cycle.broken ?? 0));
