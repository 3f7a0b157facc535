// Who is told of jobs' ends.
import { html, nothing } from "../../part.js";
import { get, once, post } from "../../api.js";
import { icon } from "../../icons.js";
import { badge, empty, problemNote } from "../../parts/notes.js";
import { input, select } from "../../parts/form.js";
import { table } from "../../parts/table.js";
import { time } from "../../parts/time.js";
import { session } from "../../session.js";
import { OperatingPage } from "./operating.js";
import { secretCard } from "./secret.js";

const EVERY = 4000;
const EVENTS = ["job.succeeded", "job.failed", "job.cancelled", "job.quarantined", "batch.completed"];
const KINDS = [
  { value: "", words: "all" },
  { value: "solve", words: "solve" },
  { value: "train", words: "train" },
  { value: "adapt", words: "adapt" },
];

class WebhooksPage extends OperatingPage {
  static properties = { webhooks: { state: true }, draft: { state: true }, refused: { state: true }, made: { state: true } };

  #key = null;

  constructor() {
    super();
    this.webhooks = null;
    this.draft = null;
    this.refused = null;
    this.made = null;
  }

  arrived() {
    this.heading = "Webhooks";
    this.watch(async () => {
      this.webhooks = (await get("/webhooks")).webhooks;
    }, EVERY);
  }

  render() {
    return html`${this.head("Webhooks", {
      lead: "Addresses that are told when jobs end, by signed messages that are sent until they arrive.",
      actions: this.draft ? nothing : html`<button class="primary" @click=${this.begin}>${icon("plus")}New webhook</button>`,
    })}
    ${this.made
      ? secretCard({
          title: "The webhook is added. This is its secret",
          secret: this.made.secret,
          words: html`Every message to <code>${this.made.url}</code> is signed with it, by the Standard Webhooks convention. Give it to the receiver.`,
          close: () => (this.made = null),
        })
      : nothing}
    ${this.draft ? this.form() : nothing}
    ${this.webhooks === null ? this.looking() : this.webhooks.length === 0 ? (this.draft ? nothing : this.none()) : this.list()}`;
  }

  begin() {
    this.#key = once();
    this.refused = null;
    this.made = null;
    this.draft = { url: "", events: ["job.succeeded", "job.failed"], kind: "" };
    this.focusOn("form input");
  }

  change(changes) {
    this.#key = once();
    this.draft = { ...this.draft, ...changes };
  }

  form() {
    const { draft, refused } = this;
    const fault = (name) => refused?.of?.(`/${name}`) ?? "";
    return html`<form class="card" aria-label="New webhook" @submit=${this.add}>
      <h2>New webhook</h2>
      ${refused && !["url", "events", "kind"].some(fault) ? problemNote(refused) : nothing}
      ${input({
        name: "url",
        label: "Address",
        type: "url",
        value: draft.url,
        required: true,
        placeholder: "https://ci.example/hooks/trm",
        fault: fault("url"),
        change: (url) => this.change({ url: url.trim() }),
      })}
      <fieldset>
        <legend>Told of</legend>
        <div class="row">
          ${EVENTS.map(
            (event) =>
              html`<label class="tick"
                ><input
                  type="checkbox"
                  name="events"
                  value=${event}
                  .checked=${draft.events.includes(event)}
                  @change=${({ target }) =>
                    this.change({ events: EVENTS.filter((each) => (each === event ? target.checked : draft.events.includes(each))) })}
                />
                ${event}</label
              >`,
          )}
        </div>
        ${fault("events") ? html`<p class="fault" role="alert">${fault("events")}</p>` : nothing}
      </fieldset>
      <div class="fields">
        ${select({ name: "kind", label: "Of jobs of kind", value: draft.kind, options: KINDS, change: (kind) => this.change({ kind }) })}
      </div>
      <div class="actions">
        <button class="primary">Add the webhook</button>
        <button type="button" @click=${() => (this.draft = null)}>Leave it</button>
      </div>
    </form>`;
  }

  async add(submit) {
    submit.preventDefault();
    const { url, events, kind } = this.draft;
    try {
      this.made = await post("/webhooks", { url, events, ...(kind ? { kind } : {}) }, this.#key);
      this.draft = null;
      this.refused = null;
      this.look();
      this.focusOn(".secret-text code");
    } catch (problem) {
      this.refused = problem;
    }
  }

  none() {
    return html`<div class="card">
      ${empty({
        sign: "link",
        title: "No webhooks yet",
        text:
          session().role === "operator"
            ? "Add one, and another system is told of every job's end. Submitters' webhooks, of their own jobs, are shown here too."
            : "Add one, and another system is told of the ends of your jobs.",
      })}
    </div>`;
  }

  list() {
    return html`<div class="card flush">
      ${table({
        caption: "Webhooks",
        rows: this.webhooks,
        key: (webhook) => webhook.id,
        columns: [
          { head: "Address", cell: (webhook) => html`<a class="long" href="/operations/webhooks/${webhook.id}">${webhook.url}</a>` },
          { head: "State", kind: "tight", cell: webhookBadge },
          { head: "Told of", cell: (webhook) => html`<span class="small">${webhook.events.join(", ")}${webhook.kind ? `, of ${webhook.kind}` : ""}</span>` },
          { head: "Of", kind: "tight", spare: true, cell: (webhook) => webhook.owner },
          { head: "Made", kind: "tight", spare: true, cell: (webhook) => time(webhook.createdAt) },
        ],
      })}
    </div>`;
  }
}

/** Whether messages are sent and arrive. */
export function webhookBadge(webhook) {
  if (!webhook.enabled) {
    return badge("Disabled", "warn");
  }
  return webhook.failingSince ? badge("Failing", "bad") : badge("Enabled", "good");
}

customElements.define("page-webhooks", WebhooksPage);
