// Trainings in words.
import { few, percent, whole } from "../format.js";

const GENERATED = { sudoku: "Sudoku", constraints: "Variants of Sudoku", maze: "Mazes" };

/** What a training learns from: "Sudoku 4×4, 2,000 puzzles". */
export const dataWords = (dataset) => `${shortData(dataset)}, ${whole(sum(dataset, "puzzles"))} puzzles`;

/** How many puzzles are held out, of all parts of a mix. */
export const heldOutOf = (dataset) => sum(dataset, "heldOut");

const sum = (dataset, field) => (dataset.parts ? dataset.parts.reduce((all, part) => all + part.dataset[field], 0) : dataset[field]);

/** The same without how many: "Sudoku 4×4". */
export function shortData(dataset) {
  if (dataset.parts) {
    return `A mix of ${[...new Set(dataset.parts.map((part) => shortData(part.dataset)))].join(", ")}`;
  }
  const what = GENERATED[dataset.generator];
  if (!what) {
    return dataset.name ?? "A data set that was sent";
  }
  return `${what} ${dataset.size ? `${dataset.size}×${dataset.size}` : `${dataset.width}×${dataset.height}`}`;
}

/** What the gateway tells as a part of a sentence, as one. */
export const sentence = (text) => `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith(".") ? "" : "."}`;

/** A value of a description, short. */
export function valueWords(value) {
  if (value === null || value === undefined) {
    return "–";
  }
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** A figure by its name: shares as per cent, others short. */
export function figureWords(name, value) {
  if (value === null || value === undefined) {
    return "–";
  }
  if (/accuracy|\.exact$|\.valid$/i.test(name)) {
    return percent(value);
  }
  return /steps?$|puzzles$/i.test(name) && Number.isInteger(value) ? whole(value) : few(value);
}

/** What a promotion's rules say: "at least as good as the champion". */
export function gateWords({ gate, margin, bandLoss, cyclesGrowth, speedLoss }) {
  if (gate === "never") {
    return "promotes nothing";
  }
  if (gate === "always") {
    return "promotes whatever comes out";
  }
  const set = (value) => value !== null && value !== undefined;
  return [
    margin > 0 ? `at least ${percent(margin)} more right than the champion` : "at least as many right as the champion",
    set(bandLoss) ? `in no band more than ${percent(bandLoss)} fewer` : "",
    set(cyclesGrowth) ? `cycles at most ${percent(cyclesGrowth)} above` : "",
    set(speedLoss) ? `speed at most ${percent(speedLoss)} below` : "",
  ]
    .filter(Boolean)
    .join("; ");
}

/** The share of held-out puzzles that an evaluation found right, as the gates judge it; undefined if it tells none. */
export const accuracyOf = (evaluation) =>
  evaluation?.accuracy ?? evaluation?.checked?.exact ?? evaluation?.head?.exact ?? undefined;

/** The mean of cycles in the mode that the gates judge. */
export const cyclesOf = (evaluation) => evaluation?.checked?.meanCycles ?? evaluation?.head?.meanCycles ?? undefined;
