// What operators did, and whether the log of it fits together.
import { html, nothing } from "../../part.js";
import { get, send } from "../../api.js";
import { go, withQuery } from "../../router.js";
import { icon } from "../../icons.js";
import { badge, empty, note, problemNote } from "../../parts/notes.js";
import { input, select } from "../../parts/form.js";
import { pager, table } from "../../parts/table.js";
import { time } from "../../parts/time.js";
import { whole } from "../../format.js";
import { OperatingPage } from "./operating.js";

const EVERY = 4000;
const LIMIT = 50;
const MOST_FINDINGS = 20;

// All that is done to one sort of thing, as the log names it.
const KINDS = [
  { value: "", words: "anything" },
  { value: "alias", words: "aliases of models" },
  { value: "audit", words: "the audit" },
  { value: "dataset", words: "data sets" },
  { value: "key", words: "keys" },
  { value: "promotion", words: "decisions of gates" },
  { value: "quarantine", words: "quarantine" },
  { value: "queue", words: "queues" },
  { value: "recipe", words: "recipes" },
  { value: "schedule", words: "schedules" },
  { value: "webhook", words: "webhooks" },
  { value: "worker", words: "workers" },
];

// The last outcome outlives the page: verifying reads the whole audit, and who comes back wants to see what it came to.
let lastVerified = null;

class ActionsPage extends OperatingPage {
  static properties = { page: { state: true }, anchor: { state: true }, verified: { state: true }, verifying: { state: true } };

  constructor() {
    super();
    this.page = null;
    this.anchor = null;
    this.verified = lastVerified;
    this.verifying = false;
  }

  arrived() {
    this.heading = "Operators' actions";
    this.page = null;
    this.watch(async () => {
      const { query } = this;
      const { actor, action, subject, cursor } = query;
      const [page, { anchors }] = await Promise.all([
        get("/operator-actions", { actor, action, subject, cursor, limit: LIMIT }),
        get("/audit/anchors", { limit: 1 }),
      ]);
      if (query === this.query) {
        this.page = page;
        this.anchor = anchors[0] ?? null;
      }
    }, EVERY);
  }

  render() {
    return html`${this.head("Operators' actions", {
      lead: "What was done to keys, webhooks, aliases, queues, workers, schedules and policies. What was done to a job is in that job's history.",
    })}
    ${this.chain()} ${this.filters()} ${this.page ? this.list() : this.looking()}`;
  }

  /** In the address, so that what was found can be shared. */
  filters() {
    const { actor = "", action = "", subject = "" } = this.query;
    const change = (name) => (value) => go(withQuery({ [name]: value.trim(), cursor: undefined }));
    return html`<section class="fields" aria-label="Filters">
      ${select({
        name: "action",
        label: "What",
        value: action,
        options: KINDS.some(({ value }) => value === action) ? KINDS : [...KINDS, { value: action, words: action }],
        change: change("action"),
      })}
      ${input({ name: "subject", label: "To what", value: subject, placeholder: "any: a key, a queue, a worker", change: change("subject") })}
      ${input({ name: "actor", label: "Who", value: actor, placeholder: "any key", change: change("actor") })}
    </section>`;
  }

  /** Each action's hash covers the one before; the gateway looks whether they fit. */
  chain() {
    const { verified } = this;
    return html`<section class="card" aria-labelledby="chain-head">
      <div class="spread">
        <div class="row">
          <h2 id="chain-head">The chain</h2>
          ${verified?.at
            ? verified.good
              ? badge("Verified", "good")
              : badge("Does not fit together", "bad")
            : badge(this.verifying ? "Verifying" : "Not verified here yet", this.verifying ? "busy" : "")}
        </div>
        <button ?disabled=${this.verifying} @click=${this.verify}>${icon("shield")}Verify the whole audit</button>
      </div>
      <p role="status">
        ${verified?.at
          ? html`${time(verified.at)}: ${whole(verified.looked.actions)} actions, ${whole(verified.looked.jobs)} jobs with
            ${whole(verified.looked.events)} events and ${whole(verified.looked.anchors)} anchors were looked at;
            ${verified.looked.findings === 0 ? "everything fits." : `${whole(verified.looked.findings)} things do not fit.`}`
          : this.verifying
            ? "Reading everything …"
            : "Each action's hash covers the one before, so none can be changed, left out or slipped in without notice. Verifying reads the whole audit."}
        ${this.anchor ? html`<span class="soft">Last anchor: No. ${this.anchor.seq}, ${time(this.anchor.at)}.</span>` : nothing}
      </p>
      ${problemNote(verified?.problem)}
      ${(verified?.findings ?? []).map((finding) => note("bad", html`<strong>${finding.words ?? JSON.stringify(finding)}</strong>
        ${finding.job ? html`<p><a href="/jobs/${finding.job}">${finding.job}</a></p>` : nothing}`))}
      ${verified?.findings?.length > 0
        ? html`<p>Something was altered past the system. Keep an export (<code>./trm audit</code>) and compare it with anchors kept elsewhere.</p>`
        : nothing}
    </section>`;
  }

  async verify() {
    this.verifying = true;
    this.verified = null;
    const findings = [];
    try {
      const response = await send("GET", "/audit/verify", { headers: { Accept: "*/*" } });
      const lines = (await response.text()).trim().split("\n").map((line) => JSON.parse(line));
      const last = lines.pop();
      findings.push(...lines.slice(0, MOST_FINDINGS));
      this.verified = { at: new Date().toISOString(), good: last.verified === true, looked: last.looked, findings };
      lastVerified = this.verified;
    } catch (problem) {
      this.verified = { problem };
    }
    this.verifying = false;
  }

  list() {
    const { actions, next } = this.page;
    const { actor, action, subject, cursor } = this.query;
    if (actions.length === 0 && !cursor && (actor || action || subject)) {
      return html`<div class="card">
        ${empty({ title: "Nothing like that was done", text: "Names are taken exactly as they are written in the log." })}
      </div>`;
    }
    if (actions.length === 0) {
      return html`<div class="card">
        ${empty({
          title: cursor ? "Nothing older" : "Nothing was done yet",
          text: cursor ? "This is where the log begins." : "Keys made, queues paused, workers drained: each is noted here, with who did it and when.",
        })}
      </div>`;
    }
    return html`<div class="card flush">
      ${table({
        caption: "Actions, newest first",
        rows: actions,
        key: (action) => action.seq,
        columns: [
          { head: "No.", kind: "right tight", spare: true, cell: (action) => action.seq },
          { head: "When", kind: "tight", cell: (action) => time(action.at) },
          { head: "Who", kind: "tight", cell: (action) => html`<strong>${action.actor}</strong>` },
          { head: "What", kind: "tight", cell: (action) => html`<code>${action.action}</code>` },
          { head: "To what", cell: (action) => html`<span class="long">${action.subject}</span>` },
          { head: "More", kind: "wide", cell: (action) => more(action.detail) },
        ],
      })}
      ${cursor || next
        ? pager({
            newest: cursor ? withQuery({ cursor: undefined }) : undefined,
            older: next ? withQuery({ cursor: next }) : undefined,
            words: `${actions.length} on this page`,
          })
        : nothing}
    </div>`;
  }
}

function more(detail) {
  const all = Object.entries(detail ?? {}).filter(([, value]) => value !== null);
  return all.length === 0
    ? nothing
    : html`<span class="small soft long">${all.map(([name, value]) => `${name}: ${typeof value === "object" ? JSON.stringify(value) : value}`).join(" · ")}</span>`;
}

customElements.define("page-actions", ActionsPage);
