// Jobs that ended their workers, by cause: looked at, released or cancelled.
import { html, nothing } from "../../part.js";
import { get, post } from "../../api.js";
import { may } from "../../session.js";
import { icon } from "../../icons.js";
import { badge, empty, note } from "../../parts/notes.js";
import { confirm } from "../../parts/dialog.js";
import { idLink } from "../../parts/id.js";
import { table } from "../../parts/table.js";
import { toast } from "../../parts/toast.js";
import { time } from "../../parts/time.js";
import { brief, whole } from "../../format.js";
import { OperatingPage, TO_DO } from "./operating.js";
import { byCause } from "./causes.js";

const EVERY = 3000;
// More are told of as more: they are released together, a cause at a time.
const MOST_LOADED = 1000;
const MOST_RELEASED = 10_000;

class QuarantinePage extends OperatingPage {
  static properties = { jobs: { state: true }, more: { state: true } };

  constructor() {
    super();
    this.jobs = null;
    this.more = false;
  }

  arrived() {
    this.heading = "Quarantine";
    this.watch(async () => {
      let jobs = [];
      let cursor;
      do {
        const page = await get("/quarantine", { cursor });
        jobs = [...jobs, ...page.jobs];
        cursor = page.next;
      } while (cursor && jobs.length < MOST_LOADED);
      this.jobs = jobs;
      this.more = Boolean(cursor);
    }, EVERY);
  }

  render() {
    const all = may("operator") && this.jobs?.length > 0;
    return html`${this.head("Quarantine", {
      lead: "Jobs whose workers vanished each time they were alone with them. They wait here, so that they end no more workers.",
      actions: all ? html`<button @click=${this.releaseAll}>${icon("again")}Release all</button>` : nothing,
    })}
    ${this.jobs === null ? this.looking() : this.jobs.length === 0 ? this.nobody() : this.causes()}`;
  }

  nobody() {
    return html`<div class="card">
      ${empty({
        sign: "shield",
        title: "Nothing is in quarantine",
        text: "A job comes here when workers vanish while they hold it and nothing else. Until then it is tried again, apart from other jobs.",
      })}
    </div>`;
  }

  causes() {
    return html`
      ${may("operator")
        ? nothing
        : note("info", html`<p>An operator releases these jobs once what is wrong is known, or cancels them.</p>`)}
      <p class="soft">
        ${this.more ? `The newest ${whole(this.jobs.length)} jobs` : `${whole(this.jobs.length)} ${this.jobs.length === 1 ? "job" : "jobs"}`},
        by cause
      </p>
      ${byCause(this.jobs).map((group, i) => this.group(group, `cause-${i}`))}
    `;
  }

  group(group, head) {
    const stack = group.jobs.find((job) => job.crashStack)?.crashStack;
    const many = group.jobs.length;
    return html`<section class="card flush" aria-labelledby=${head}>
      <div class="spread head">
        <div class="stack tight">
          <h2 id=${head}>${group.cause}</h2>
          <p class="row">${badge(`${whole(many)} ${many === 1 ? "job" : "jobs"}`, "bad")} <span class="soft">${group.kind}, ${group.model}</span></p>
        </div>
        ${may("operator") && many > 1
          ? html`<button @click=${() => this.releaseGroup(group)}>${icon("again")}Release these ${whole(many)}</button>`
          : nothing}
      </div>
      ${stack
        ? html`<details class="head">
            <summary>What the worker left to read</summary>
            <pre tabindex="0" aria-label="What the worker left to read">${stack}</pre>
          </details>`
        : nothing}
      ${table({
        caption: `Jobs in quarantine: ${group.cause}`,
        rows: group.jobs,
        key: (job) => job.id,
        columns: [
          { head: "Job", kind: "tight", cell: (job) => idLink("/jobs", job.id) },
          { head: "By", kind: "tight", cell: (job) => job.submittedBy },
          { head: "Reason", cell: (job) => html`<span class="small">${job.reason}</span>` },
          { head: "Crashes", kind: "right tight", spare: true, cell: (job) => whole(job.crashAttempts) },
          { head: "Queued", kind: "tight", spare: true, cell: (job) => time(job.queuedAt) },
          ...(may("operator") ? [{ head: TO_DO, kind: "right tight", cell: (job) => this.buttons(job) }] : []),
        ],
      })}
    </section>`;
  }

  buttons(job) {
    return html`<span class="actions end">
      <button aria-label="Release ${brief(job.id)}" @click=${() => this.release(job)}>Release</button>
      <button class="danger" aria-label="Cancel ${brief(job.id)}" @click=${() => this.cancel(job)}>Cancel</button>
    </span>`;
  }

  async release(job) {
    const sure = await confirm({
      title: "Release this job?",
      text: html`<p>It is queued again and runs apart from other jobs.</p>
        <p class="soft">If what ended its worker has not been mended, it may end another.</p>`,
      action: "Release the job",
    });
    if (sure) {
      await this.doing(() => post(`/quarantine/${job.id}/release`), `Job ${brief(job.id)} is queued again.`);
    }
  }

  async cancel(job) {
    const sure = await confirm({
      title: "Cancel this job?",
      text: "It ends here. It can be run again as a new job.",
      action: "Cancel the job",
      danger: true,
    });
    if (sure) {
      await this.doing(() => post(`/jobs/${job.id}/cancel`), `Job ${brief(job.id)} is cancelled.`);
    }
  }

  async releaseAll() {
    const sure = await confirm({
      title: "Release all of them?",
      text: html`<p>
          ${this.more ? "All jobs in quarantine, more than this page shows, are" : `${whole(this.jobs.length)} ${this.jobs.length === 1 ? "job is" : "jobs are"}`}
          queued again; each runs apart from other jobs, oldest first.
        </p>
        <p class="soft">If what ended their workers has not been mended, each may end some more.</p>`,
      action: "Release all of them",
      danger: true,
    });
    if (sure) {
      await this.releaseBy({ limit: MOST_RELEASED });
    }
  }

  /** By their ids, since no filter of the gateway fits a cause exactly; and no job that came meanwhile goes along. */
  async releaseGroup(group) {
    const sure = await confirm({
      title: `Release these ${whole(group.jobs.length)} jobs?`,
      text: html`<p>${group.cause}</p>
        <p>All of ${group.kind}, ${group.model}. Each is queued again and runs apart from other jobs.</p>
        <p class="soft">If what ended their workers has not been mended, each may end some more.</p>`,
      action: "Release these",
      danger: true,
    });
    if (sure) {
      await this.releaseBy({ jobs: group.jobs.map((job) => job.id) });
    }
  }

  /** All that fit, by one call: either all of them are queued again, or none. */
  releaseBy(filter) {
    return this.doing(async () => {
      const { released } = await post("/quarantine/release", filter);
      toast(`${whole(released)} queued again.`);
    });
  }
}

customElements.define("page-quarantine", QuarantinePage);
