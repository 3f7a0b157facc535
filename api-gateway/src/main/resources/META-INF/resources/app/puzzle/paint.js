// A puzzle drawn on a canvas: small in the strip of cycles, large in a picture to keep.

import { altered, hasDigits, parted } from "./puzzle.js";

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** The theme's colours, looked up once for many drawings. */
export function palette() {
  const names = ["surface", "sunken", "line", "line-strong", "ink", "ink-soft", "accent", "bad", "good", "changed"];
  const found = Object.fromEntries(names.map((name) => [name, colour(`--${name}`)]));
  found.shade = colour("--shade");
  found.arc = Array.from({ length: 10 }, (_, i) => colour(`--arc-${i}`));
  return found;
}

/**
 * Draws a board into a square of a canvas.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {{puzzle, given, confidence, changed: Set, broken: Set}} marks see `marks` of puzzle.js
 * @param {{x: number, y: number, size: number, words: boolean}} place size is of the longer side; words draws symbols
 */
export function paint(ctx, marks, { x, y, size, words }, colours = palette()) {
  const { puzzle } = marks;
  const side = size / Math.max(puzzle.rows, puzzle.cols);
  ctx.save();
  ctx.translate(x, y);
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  const lost = altered(marks.given, puzzle);
  puzzle.cells.forEach((symbol, cell) => {
    const given = !lost.has(cell) && (marks.given[cell] ?? null) !== null;
    const left = (cell % puzzle.cols) * side;
    const top = Math.floor(cell / puzzle.cols) * side;
    ctx.fillStyle = ground(puzzle.kind, symbol, colours);
    ctx.fillRect(left, top, side, side);
    if (puzzle.shaded.has(cell)) {
      ctx.fillStyle = colours.accent;
      ctx.globalAlpha = 0.14;
      ctx.fillRect(left, top, side, side);
      ctx.globalAlpha = 1;
    }
    const sure = given ? 0 : (marks.confidence?.[cell] ?? 0);
    if (hasDigits(puzzle.kind) && sure > 0) {
      ctx.fillStyle = `rgba(${colours.shade}, ${sure ** 3 * 0.3})`;
      ctx.fillRect(left, top, side, side);
    }
    if (marks.broken.has(cell) || lost.has(cell)) {
      ctx.fillStyle = colours.bad;
      ctx.globalAlpha = words ? 0.18 : 0.75;
      ctx.fillRect(left, top, side, side);
      ctx.globalAlpha = 1;
    } else if (marks.changed.has(cell) && hasDigits(puzzle.kind)) {
      ctx.fillStyle = colours.changed;
      if (words) {
        corner(ctx, left, top, side);
      } else {
        ctx.fillRect(left, top, side, side);
      }
    }
    if (words && hasDigits(puzzle.kind) && symbol) {
      ctx.fillStyle = colours.ink;
      ctx.font = `${given ? 700 : 400} ${side * 0.58}px system-ui, sans-serif`;
      ctx.fillText(symbol, left + side / 2, top + side * 0.54);
    }
    if (words && lost.has(cell)) {
      ctx.strokeStyle = colours.bad;
      ctx.lineWidth = 3;
      ctx.setLineDash([side / 8, side / 12]);
      ctx.strokeRect(left + 3, top + 3, side - 6, side - 6);
      ctx.setLineDash([]);
    }
  });
  lines(ctx, puzzle, side, colours, words);
  ctx.restore();
}

function corner(ctx, left, top, side) {
  ctx.beginPath();
  ctx.moveTo(left + side, top);
  ctx.lineTo(left + side, top + side * 0.28);
  ctx.lineTo(left + side * 0.72, top);
  ctx.fill();
}

function ground(kind, symbol, colours) {
  if (kind === "maze") {
    return { "#": colours.ink, S: colours.good, G: colours.bad, o: colours.accent }[symbol] ?? colours.surface;
  }
  return hasDigits(kind) ? colours.surface : (colours.arc[Number(symbol)] ?? colours["line-strong"]);
}

function lines(ctx, puzzle, side, colours, fine) {
  const { rows, cols, kind, areas } = puzzle;
  if (fine || !hasDigits(kind)) {
    ctx.strokeStyle = hasDigits(kind) || kind === "maze" ? colours.line : "rgba(127, 127, 127, 0.35)";
    ctx.lineWidth = fine ? 1 : 0.5;
    ctx.beginPath();
    for (let row = 0; row <= rows; row += 1) {
      ctx.moveTo(0, row * side);
      ctx.lineTo(cols * side, row * side);
    }
    for (let col = 0; col <= cols; col += 1) {
      ctx.moveTo(col * side, 0);
      ctx.lineTo(col * side, rows * side);
    }
    ctx.stroke();
  }
  ctx.strokeStyle = areas && fine ? colours.ink : colours["line-strong"];
  ctx.lineWidth = areas && fine ? 2.5 : 1;
  ctx.beginPath();
  puzzle.cells.forEach((_, cell) => {
    const col = cell % cols;
    const left = col * side;
    const top = Math.floor(cell / cols) * side;
    if (col > 0 && parted(puzzle, cell, cell - 1)) {
      ctx.moveTo(left, top);
      ctx.lineTo(left, top + side);
    }
    if (cell >= cols && parted(puzzle, cell, cell - cols)) {
      ctx.moveTo(left, top);
      ctx.lineTo(left + side, top);
    }
  });
  ctx.stroke();
  ctx.strokeRect(0, 0, cols * side, rows * side);
}

/** A picture of a draft with words beneath, as a PNG. */
export function picture(marks, title, words) {
  const size = 900;
  const { rows, cols } = marks.puzzle;
  const longer = Math.max(rows, cols);
  const canvas = document.createElement("canvas");
  canvas.width = Math.round((size * cols) / longer) + 80;
  canvas.height = Math.round((size * rows) / longer) + 170;
  const ctx = canvas.getContext("2d");
  const colours = palette();
  ctx.fillStyle = colours.surface;
  ctx.fillRect(0, 0, canvas.width, canvas.height);
  paint(ctx, marks, { x: 40, y: 40, size, words: true }, colours);
  ctx.fillStyle = colours.ink;
  ctx.font = "600 28px system-ui, sans-serif";
  ctx.fillText(title, 40, canvas.height - 72, canvas.width - 80);
  ctx.fillStyle = colours["ink-soft"];
  ctx.font = "22px system-ui, sans-serif";
  ctx.fillText(words, 40, canvas.height - 36, canvas.width - 80);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}
