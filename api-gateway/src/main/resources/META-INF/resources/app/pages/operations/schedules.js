// Trainings that come again by the clock.
import { html, nothing } from "../../part.js";
import { get, once, post, put, remove } from "../../api.js";
import { go } from "../../router.js";
import { may } from "../../session.js";
import { icon } from "../../icons.js";
import { badge, empty, problemNote } from "../../parts/notes.js";
import { confirm } from "../../parts/dialog.js";
import { field, input, select } from "../../parts/form.js";
import { idLink } from "../../parts/id.js";
import { table } from "../../parts/table.js";
import { toast } from "../../parts/toast.js";
import { time } from "../../parts/time.js";
import { exact } from "../../format.js";
import { OperatingPage, TO_DO } from "./operating.js";

const EVERY = 5000;
const OVERLAPS = [
  { value: "skip", words: "leave this time out" },
  { value: "queue", words: "queue it behind" },
  { value: "cancelRunning", words: "cancel the one that runs" },
];
const NEW = {
  name: "",
  cron: "30 2 * * 1-5",
  timeZone: "UTC",
  overlap: "skip",
  job: JSON.stringify({ model: "sudoku-6x6", dataset: { generator: "sudoku", size: 6 } }, null, 2),
};

class SchedulesPage extends OperatingPage {
  static properties = { schedules: { state: true }, draft: { state: true }, refused: { state: true } };

  #key = null;

  constructor() {
    super();
    this.schedules = null;
    this.draft = null;
    this.refused = null;
  }

  arrived() {
    this.heading = "Schedules";
    this.watch(async () => {
      this.schedules = (await get("/schedules")).schedules;
    }, EVERY);
  }

  render() {
    return html`${this.head("Schedules", {
      lead: "Trainings that are submitted again and again by the clock.",
      actions:
        may("operator") && !this.draft
          ? html`<button class="primary" @click=${this.begin}>${icon("plus")}New schedule</button>`
          : nothing,
    })}
    ${this.draft ? this.form() : nothing}
    ${this.schedules === null ? this.looking() : this.schedules.length === 0 ? (this.draft ? nothing : this.none()) : this.list()}`;
  }

  begin() {
    this.#key = once();
    this.refused = null;
    this.draft = { ...NEW };
    this.focusOn("form input");
  }

  form() {
    const { draft, refused } = this;
    const change = (name) => (value) => {
      this.#key = once();
      this.draft = { ...this.draft, [name]: value };
    };
    const fault = (name) => refused?.of?.(`/${name}`) ?? "";
    return html`<form class="card" aria-label="New schedule" @submit=${this.add}>
      <h2>New schedule</h2>
      ${refused && !["name", "cron", "timeZone", "overlap", "job"].some(fault) ? problemNote(refused) : nothing}
      <div class="fields">
        ${input({ name: "name", label: "Name", value: draft.name, required: true, placeholder: "nightly", fault: fault("name"), change: change("name") })}
        ${input({
          name: "cron",
          label: "When",
          value: draft.cron,
          required: true,
          hint: "Minute, hour, day, month, day of week",
          fault: fault("cron"),
          change: change("cron"),
        })}
        ${input({ name: "timeZone", label: "Time zone", value: draft.timeZone, hint: zoneHint(), fault: fault("timeZone"), change: change("timeZone") })}
        ${select({
          name: "overlap",
          label: "If the last has not ended",
          value: draft.overlap,
          options: OVERLAPS,
          fault: fault("overlap"),
          change: change("overlap"),
        })}
      </div>
      ${field({
        name: "job",
        label: "The training, as JSON",
        hint: "As for a training job: model is needed, what is left out has a default.",
        fault: fault("job"),
        control: ({ id, described, invalid }) =>
          html`<textarea
            id=${id}
            name="job"
            rows="6"
            spellcheck="false"
            .value=${draft.job}
            aria-describedby=${described}
            aria-invalid=${invalid}
            @change=${(event) => change("job")(event.target.value)}
          ></textarea>`,
      })}
      <div class="actions">
        <button class="primary">Add the schedule</button>
        <button type="button" @click=${() => (this.draft = null)}>Leave it</button>
      </div>
    </form>`;
  }

  async add(submit) {
    submit.preventDefault();
    let job;
    try {
      job = JSON.parse(this.draft.job);
    } catch (cause) {
      this.refused = { title: "The training is no JSON", detail: cause.message, of: (at) => (at === "/job" ? `no JSON: ${cause.message}` : "") };
      return;
    }
    try {
      await post("/schedules", { ...this.draft, job }, this.#key);
      toast(`Schedule ${this.draft.name} is added.`);
      this.draft = null;
      this.refused = null;
      this.look();
    } catch (problem) {
      this.refused = problem;
    }
  }

  none() {
    return html`<div class="card">
      ${empty({
        sign: "again",
        title: "No schedules yet",
        text: may("operator")
          ? "Add one, and a model is trained each night, say, and takes over where it is better."
          : "An operator can add one.",
      })}
    </div>`;
  }

  list() {
    return html`<div class="card flush">
      ${table({
        caption: "Schedules",
        rows: this.schedules,
        key: (schedule) => schedule.name,
        columns: [
          { head: "Schedule", cell: (schedule) => html`<strong>${schedule.name}</strong><br /><span class="soft small">trains ${schedule.job.model}</span>` },
          { head: "When", kind: "tight", cell: (schedule) => html`<code>${schedule.cron}</code><br /><span class="soft small">${schedule.timeZone}</span>` },
          {
            head: "Next",
            cell: (schedule) =>
              schedule.paused
                ? badge("Paused", "warn")
                : schedule.nextFire
                  ? html`<span class="only-phone">next </span>${time(schedule.nextFire)}<br /><span class="soft small">${exact(schedule.nextFire).replace(/ \(.*/, "")}</span>`
                  : badge("Never comes", "warn"),
          },
          {
            head: "Last",
            cell: (schedule) =>
              schedule.lastFire
                ? html`<span class="only-phone">last </span>${time(schedule.lastFire)}${schedule.lastJob ? html`<br />${idLink("/jobs", schedule.lastJob)}` : nothing}`
                : html`<span class="soft"><span class="only-phone">last: </span>not yet</span>`,
          },
          { head: "Overlap", spare: true, cell: (schedule) => OVERLAPS.find((each) => each.value === schedule.overlap)?.words },
          { head: "By", kind: "tight", spare: true, cell: (schedule) => schedule.by },
          ...(may("operator") ? [{ head: TO_DO, kind: "right tight", cell: (schedule) => this.buttons(schedule) }] : []),
        ],
      })}
    </div>`;
  }

  buttons(schedule) {
    return html`<span class="actions end">
      <button aria-label="Run ${schedule.name} now" @click=${() => this.run(schedule)}>Run now</button>
      ${schedule.paused
        ? html`<button aria-label="Go on with ${schedule.name}" @click=${() => this.pause(schedule, false)}>Go on</button>`
        : html`<button aria-label="Pause ${schedule.name}" @click=${() => this.pause(schedule, true)}>Pause</button>`}
      <button class="danger" aria-label="Remove ${schedule.name}" @click=${() => this.drop(schedule)}>Remove</button>
    </span>`;
  }

  /** Its training once more, as a job of who asks; the schedule and its times stay as they are. */
  async run(schedule) {
    const sure = await confirm({
      title: `Run ${schedule.name} now?`,
      text: html`<p>Its training of ${schedule.job.model} is submitted once, as a job of yours. The schedule stays as it is, and comes as planned.</p>`,
      action: "Run it now",
    });
    if (!sure) {
      return;
    }
    const job = await this.doing(() => post("/training-jobs", asked(schedule), once()));
    if (job) {
      go(`/jobs/${job.id}`);
    }
  }

  pause(schedule, paused) {
    const { cron, timeZone, overlap } = schedule;
    const job = asked(schedule);
    return this.doing(
      () => put(`/schedules/${schedule.name}`, { cron, timeZone, overlap, job, paused }),
      `Schedule ${schedule.name} ${paused ? "is paused" : "goes on"}.`,
    );
  }

  async drop(schedule) {
    const sure = await confirm({
      title: `Remove schedule ${schedule.name}?`,
      text: "It comes no more. The jobs that it made stay as they are.",
      action: "Remove the schedule",
      danger: true,
    });
    if (sure) {
      await this.doing(() => remove(`/schedules/${schedule.name}`), `Schedule ${schedule.name} is removed.`);
    }
  }
}

/** The training as it is asked for: what a checkpoint comes from the gateway finds out by itself. */
const asked = (schedule) => ({ ...schedule.job, parent: undefined });

/** Where the reader is, for those who think in that time. */
function zoneHint() {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return here && here !== "UTC" ? `Yours is ${here}` : "As in Europe/Berlin";
}

customElements.define("page-schedules", SchedulesPage);
