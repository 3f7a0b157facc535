// All sweeps, newest first.
import { Page } from "../page.js";
import { html } from "../part.js";
import { get } from "../api.js";
import { idLink } from "../parts/id.js";
import { badge, empty, problemNote } from "../parts/notes.js";
import { table } from "../parts/table.js";
import { time } from "../parts/time.js";
import { decisionBadge } from "../training/sweep.js";

class SweepsPage extends Page {
  static properties = { sweeps: { state: true } };

  constructor() {
    super();
    this.sweeps = null;
  }

  connectedCallback() {
    super.connectedCallback();
    this.heading = "Sweeps";
    this.poll(async () => (this.sweeps = (await get("/sweeps", { limit: 100 })).sweeps), 5000);
  }

  render() {
    return html`
      <div class="page-head">
        <div>
          <p class="crumbs"><a href="/training">Training</a></p>
          <h1>Sweeps</h1>
          <p class="lead">Trainings with several values and seeds each, judged by their means.</p>
        </div>
      </div>
      ${problemNote(this.problem)} ${this.list()}
    `;
  }

  list() {
    if (this.sweeps === null) {
      return this.problem ? "" : html`<p class="soft" role="status">Looking …</p>`;
    }
    if (this.sweeps.length === 0) {
      return html`<div class="card">
        ${empty({
          sign: "columns",
          title: "No sweeps yet",
          text: html`A sweep trains with each of several values, and tells which is best by more than chance:
            <code>./trm sweep FILE</code>, the file being a training with an <code>over</code>`,
          action: html`<a class="button" href="/training">All trainings</a>`,
        })}
      </div>`;
    }
    return html`<div class="card flush">
      ${table({
        caption: "Sweeps, newest first",
        rows: this.sweeps,
        key: (sweep) => sweep.id,
        columns: [
          { head: "Sweep", kind: "tight", cell: (sweep) => idLink("/training/sweeps", sweep.id) },
          { head: "Model", cell: (sweep) => html`<a href="/models/${sweep.model}">${sweep.model}</a>` },
          { head: "Decision", kind: "tight", cell: (sweep) => (sweep.decision ? decisionBadge(sweep.decision, sweep.model) : badge("no gate")) },
          { head: "By", spare: true, cell: (sweep) => sweep.submittedBy },
          { head: "Started", kind: "tight", cell: (sweep) => time(sweep.createdAt) },
        ],
      })}
    </div>`;
  }
}

customElements.define("page-sweeps", SweepsPage);
