// A sweep's parts that several pages show.
import { badge } from "../parts/notes.js";

/** What a sweep's gate decided, in a word or two. */
export function decisionBadge({ state, version }, model) {
  return (
    {
      promoted: badge(`${model}@${version} promoted`, "good"),
      refused: badge("nothing promoted", "warn"),
      pending: badge("decides at the end", "busy"),
    }[state] ?? badge(state)
  );
}

/** A combination's values: "training.learningRate 0.004". */
export const combinationWords = (values) =>
  Object.entries(values)
    .map(([field, value]) => `${field} ${typeof value === "object" ? JSON.stringify(value) : value}`)
    .join(", ") || "seeds alone";
