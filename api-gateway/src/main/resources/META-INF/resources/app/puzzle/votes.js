// What came of an unseen ARC task: its two answers, and the vote among the forms of the task.
import { html, nothing } from "../part.js";
import { note } from "../parts/notes.js";
import { percent } from "../format.js";
import { read } from "./puzzle.js";
import "./board.js";

/** The two answers to each test input. */
export function attempts({ result }) {
  return html`<section class="card" aria-labelledby="attempts-head">
    <h2 id="attempts-head">Attempts</h2>
    ${result.judged > 0
      ? note(result.right === result.judged ? "good" : "warn", html`${result.right} of ${result.judged} test inputs hit`)
      : nothing}
    ${result.tests.map(
      (test, i) =>
        html`<div class="attempts">
          ${test.attempts.map(
            (grid, j) =>
              html`<figure>
                <trm-board .puzzle=${read("arc", grid)} label="Test ${i + 1}, attempt ${j + 1}"></trm-board>
                <figcaption>Test ${i + 1}, attempt ${j + 1}${test.right ? (test.right[j] ? " – right" : " – wrong") : ""}</figcaption>
              </figure>`,
          )}
        </div>`,
    )}
  </section>`;
}

/** How often the forms of the task gave each answer. */
export function votes({ votes: table }) {
  if (!table || table.tests.length === 0) {
    return nothing;
  }
  return html`<section class="card" aria-labelledby="votes-head">
    <h2 id="votes-head">How the forms voted</h2>
    ${table.tests.map(
      (test, i) =>
        html`<p class="soft">Test ${i + 1}: ${test.forms} forms, ${test.grids} different answers</p>
          <div class="attempts">
            ${test.rows.slice(0, 6).map(
              (row) =>
                html`<figure>
                  <trm-board .puzzle=${read("arc", row.grid)} label="Answer of rank ${row.rank}"></trm-board>
                  <figcaption>${row.votes} votes, halt ${percent(row.haltProbability)}</figcaption>
                </figure>`,
            )}
          </div>`,
    )}
  </section>`;
}
