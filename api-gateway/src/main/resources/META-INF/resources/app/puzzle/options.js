// The options of a solve and of an unseen ARC task, as fields of a form.
import { html, nothing } from "../part.js";
import { input, select } from "../parts/form.js";
import { hasRules } from "./puzzle.js";

/**
 * @param {{kind: string, options: object, fault: (pointer: string) => string | undefined, change: (changed: object) => void}}
 *     form fault says what the gateway refuses, by the field's pointer
 */
export function solveOptions({ kind, options, fault, change }) {
  const rules = hasRules(kind);
  return html`<div class="fields">
    ${input({
      name: "maxCycles",
      label: "Cycles of an attempt, at most",
      type: "number",
      min: 1,
      max: 64,
      value: options.maxCycles,
      fault: fault("/options/maxCycles"),
      change: (value) => change({ maxCycles: Number(value) }),
    })}
    ${rules
      ? input({
          name: "attempts",
          label: "Attempts, at most",
          type: "number",
          min: 1,
          max: 1024,
          value: options.attempts,
          fault: fault("/options/search/attempts"),
          hint: "Made until an answer passes the rules.",
          change: (value) => change({ attempts: Number(value) }),
        })
      : nothing}
    ${select({
      name: "halt",
      label: "Halts when",
      value: options.halt,
      options: [
        { value: "", words: rules ? "sure, and the rules hold" : "sure" },
        ...(rules ? [{ value: "head", words: "sure" }] : []),
        { value: "fixed", words: "all cycles are done" },
      ],
      change: (halt) => change({ halt }),
      fault: fault("/options/halt"),
    })}
  </div>`;
}

/** As {@link solveOptions}. */
export function arcOptions({ options, fault, change }) {
  return html`<div class="fields">
    ${input({
      name: "augmentations",
      label: "Augmentations",
      type: "number",
      min: 0,
      max: 1000,
      value: options.augmentations ?? 100,
      fault: fault("/options/augmentations"),
      change: (value) => change({ augmentations: Number(value) }),
    })}
    ${input({
      name: "steps",
      label: "Steps of fine-tuning",
      type: "number",
      min: 1,
      max: 1_000_000,
      value: options.steps ?? 200,
      fault: fault("/options/steps"),
      change: (value) => change({ steps: Number(value) }),
    })}
  </div>`;
}
