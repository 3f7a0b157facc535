// What a gate said, in words and rule by rule.
import { html, nothing } from "../part.js";
import { badge } from "../parts/notes.js";
import { table } from "../parts/table.js";
import { few, percent } from "../format.js";

const RULES = {
  accuracy: { words: "Held-out puzzles right", at: "at least", show: (value) => percent(value, 2) },
  band: { words: "Right in the worst band", at: "at least", show: (value) => percent(value, 2) },
  cycles: { words: "Mean cycles", at: "at most", show: (value) => value.toFixed(2) },
  speed: { words: "Puzzles a second", at: "at least", show: few },
};

const rule = (verdict) => RULES[verdict.criterion] ?? { words: verdict.criterion, at: "bound", show: few };

/** How many rules were passed, and which were not. */
export function rulesWords(gate) {
  const missed = gate.filter((verdict) => !verdict.passed);
  const all = gate.length === 1 ? "the one rule" : gate.length === 2 ? "both rules" : `all ${gate.length} rules`;
  return missed.length === 0
    ? `It passed ${all} of its gate.`
    : `It did not pass ${missed.length} of ${gate.length === 1 ? "one rule" : `${gate.length} rules`}: ${missed.map((verdict) => rule(verdict).words.toLowerCase()).join(", ")}.`;
}

/** A gate's verdicts, one a row; nothing where nothing was compared. */
export const gateTable = (gate, caption = "What the gate judged") =>
  gate?.length
    ? table({
        caption,
        rows: gate,
        key: (verdict) => `${verdict.criterion} ${verdict.of ?? ""}`,
        columns: [
          {
            head: "Rule",
            cell: (verdict) => html`${rule(verdict).words}${verdict.of ? html` <span class="soft">(${verdict.of})</span>` : nothing}`,
          },
          { head: "New", kind: "right tight", cell: (verdict) => rule(verdict).show(verdict.challenger) },
          { head: "Champion", kind: "right tight", cell: (verdict) => html`<span class="phone-only soft">champion </span>${rule(verdict).show(verdict.champion)}` },
          { head: "Had to be", kind: "tight", cell: (verdict) => `${rule(verdict).at} ${rule(verdict).show(verdict.bound)}` },
          { head: "Passed", kind: "tight", cell: (verdict) => (verdict.passed ? badge("passed", "good") : badge("not passed", "bad")) },
        ],
      })
    : nothing;
