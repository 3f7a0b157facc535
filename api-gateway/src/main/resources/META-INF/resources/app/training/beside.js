// Runs side by side: what differs in how they were set up, and what came of them.
import { html, nothing } from "../part.js";
import { table } from "../parts/table.js";
import { stateBadge } from "../parts/notes.js";
import { brief } from "../format.js";
import { figureWords, valueWords } from "./words.js";

/** What everybody looks for first. */
const FIRST = ["step", "seconds", "loss", "heldOut.accuracy", "exactAccuracy", "meanCycles", "stepsPerSecond"];

const FIGURES = {
  step: "Steps done",
  seconds: "Seconds",
  loss: "Loss",
  "heldOut.accuracy": "Held out, right",
  exactAccuracy: "In training, right",
  meanCycles: "Mean cycles",
  stepsPerSecond: "Steps a second",
};

/** @param comparison as the gateway makes it, of two runs or more */
export function besideCard(comparison) {
  const figures = FIRST.flatMap((name) => comparison.figures.filter((figure) => figure.name === name));
  const rest = comparison.figures.filter((figure) => !FIRST.includes(figure.name));
  return html`<section class="card" aria-labelledby="beside-head">
    <h2 id="beside-head">Side by side</h2>
    ${rowsOf(
      "Runs",
      [{ name: "State", values: comparison.runs.map((run) => stateBadge(run.state)) }, { name: "Version", values: comparison.runs.map((run) => run.version ?? "–") }],
      comparison.runs,
    )}
    <h3>What differs in how they were set up</h3>
    ${comparison.differences.length === 0
      ? html`<p class="soft">Nothing: they are the same training.</p>`
      : rowsOf(
          "Differences",
          comparison.differences.map(({ field, values }) => ({ name: html`<code>${field}</code>`, values: values.map(valueWords) })),
          comparison.runs,
        )}
    <h3>What came of them</h3>
    ${rowsOf("Figures", figures.map(named), comparison.runs)}
    ${rest.length > 0
      ? html`<details class="more">
          <summary>All ${comparison.figures.length} figures</summary>
          ${rowsOf("More figures", rest.map(named), comparison.runs)}
        </details>`
      : nothing}
  </section>`;
}

const named = ({ name, values }) => ({
  name: FIGURES[name] ?? html`<code>${name}</code>`,
  values: values.map((value) => figureWords(name, value)),
});

function rowsOf(caption, rows, runs) {
  return table({
    caption,
    rows,
    key: (row) => rows.indexOf(row),
    columns: [
      { head: html`<span class="unseen">What</span>`, cell: (row) => html`<span class="soft">${row.name}</span>` },
      ...runs.map((run, i) => ({ head: brief(run.id), kind: "right", cell: (row) => row.values[i] })),
    ],
  });
}
