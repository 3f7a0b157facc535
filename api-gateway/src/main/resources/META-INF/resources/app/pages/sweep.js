// One sweep: each combination's runs, their means, and what its gate decided.
import { Page } from "../page.js";
import { html, nothing } from "../part.js";
import { get, post } from "../api.js";
import { may } from "../session.js";
import { icon } from "../icons.js";
import { badge, liveMark, note, problemNote, stateBadge } from "../parts/notes.js";
import { confirm } from "../parts/dialog.js";
import { table } from "../parts/table.js";
import { time } from "../parts/time.js";
import { toast } from "../parts/toast.js";
import { brief, capital, percent, whole } from "../format.js";
import { combinationWords, decisionBadge } from "../training/sweep.js";
import { gateTable } from "../training/gate.js";

const MOST_BESIDE = 6;

class SweepPage extends Page {
  static properties = { sweep: { state: true } };

  #look = () => {};

  constructor() {
    super();
    this.sweep = null;
  }

  arrived() {
    const { id } = this.params;
    this.heading = `Sweep ${brief(id)}`;
    this.quiet();
    this.sweep = null;
    this.#look = this.poll(async () => {
      const sweep = await get(`/sweeps/${id}`);
      if (id === this.params.id) {
        this.sweep = sweep;
        if (sweep.ended && sweep.decision?.state !== "pending") {
          this.quiet();
        }
      }
    }, 2000);
  }

  render() {
    const { sweep } = this;
    if (!sweep) {
      return html`<h1>Sweep</h1>
        ${this.problem
          ? html`${problemNote(this.problem)}
              <p><a href="/training/sweeps">All sweeps</a></p>`
          : html`<p class="soft" role="status">Looking …</p>`}`;
    }
    const states = Object.entries(sweep.states).map(([state, count]) => `${whole(count)} ${capital(state).toLowerCase()}`);
    return html`
      <div class="page-head">
        <div>
          <p class="crumbs"><a href="/training">Training</a> / <a href="/training/sweeps">Sweeps</a></p>
          <h1>Sweep of ${sweep.model}</h1>
          <p class="lead">${whole(sweep.runs)} runs: ${states.join(", ")}${sweep.removed ? `, ${whole(sweep.removed)} removed` : ""}. Started ${time(sweep.createdAt)} by ${sweep.submittedBy}.</p>
        </div>
        <div class="actions">
          ${liveMark(sweep.ended ? null : this.problem ? "lost" : "live")}
          ${may("submitter") && !sweep.ended
            ? html`<button class="danger" @click=${this.cancel}>${icon("stop")}Cancel the sweep</button>`
            : nothing}
        </div>
      </div>
      ${problemNote(this.problem)} ${this.decision(sweep)}
      <section class="card" aria-labelledby="combinations-head">
        <h2 id="combinations-head">Combinations</h2>
        ${table({
          caption: "Combinations of values, each with its runs",
          rows: sweep.combinations,
          key: (each) => combinationWords(each.values),
          columns: [
            {
              head: "Values",
              cell: (each) =>
                html`${combinationWords(each.values)} ${sweep.best && combinationWords(sweep.best.values) === combinationWords(each.values) ? badge("best mean", "good") : nothing}`,
            },
            { head: "Held out, right", kind: "right tight", cell: (each) => (each.accuracy ? percent(each.accuracy.mean) : "–") },
            { head: "95 % interval", kind: "right tight", spare: true, cell: (each) => interval(each.accuracy) },
            { head: "Runs", cell: (each) => html`<span class="row">${each.runs.map(runLink)}</span>` },
            { head: html`<span class="unseen">Actions</span>`, kind: "right tight", cell: beside },
          ],
        })}
      </section>
    `;
  }

  decision({ decision, model }) {
    if (!decision) {
      return note("info", html`<p>This sweep has no gate: its runs are compared, and nothing is promoted.</p>`, "shield");
    }
    return html`<section class="card" aria-labelledby="decision-head">
      <div class="spread">
        <h2 id="decision-head">Decision</h2>
        ${decisionBadge(decision, model)}
      </div>
      ${decision.reason ? html`<p>${decision.reason}</p>` : html`<p class="soft">The gate decides once all runs have ended.</p>`}
      ${gateTable(decision.gate)}
    </section>`;
  }

  async cancel() {
    const sure = await confirm({
      title: "Cancel this sweep?",
      text: "Its runs that have not ended stop within a step. What has ended stays.",
      action: "Cancel the sweep",
      danger: true,
    });
    if (!sure) {
      return;
    }
    try {
      await post(`/sweeps/${this.sweep.id}/cancel`);
      this.#look();
    } catch (problem) {
      toast(`${problem.message} ${problem.advice ?? ""}`);
    }
  }
}

const interval = (accuracy) =>
  accuracy?.low === undefined || accuracy?.low === null ? "–" : `${percent(accuracy.low)} to ${percent(accuracy.high)}`;

const runLink = ({ run, seed, state, accuracy }) =>
  state
    ? html`<a href="/training/${run}" title=${accuracy === undefined ? capital(state) : percent(accuracy)}>${seed === undefined ? brief(run) : `seed ${seed}`}</a>${
        state === "SUCCEEDED" ? nothing : stateBadge(state)
      }`
    : html`<span class="soft">removed</span>`;

function beside({ runs }) {
  const [first, ...others] = runs.filter((each) => each.state).slice(0, MOST_BESIDE);
  return others.length > 0 ? html`<a href="/training/${first.run}?with=${others.map((each) => each.run).join(",")}">curves</a>` : nothing;
}

customElements.define("page-sweep", SweepPage);
