// One webhook: how it stands, and every message with every attempt.
import { html, nothing } from "../../part.js";
import { get, once, patch, post, remove } from "../../api.js";
import { go, withQuery } from "../../router.js";
import { icon } from "../../icons.js";
import { badge, empty, note } from "../../parts/notes.js";
import { confirm } from "../../parts/dialog.js";
import { pager, table } from "../../parts/table.js";
import { time } from "../../parts/time.js";
import { duration } from "../../format.js";
import { OperatingPage, TO_DO } from "./operating.js";
import { secretCard } from "./secret.js";
import { webhookBadge } from "./webhooks.js";

const LIMIT = 30;
const STATES = { PENDING: ["Pending", "busy"], DELIVERED: ["Delivered", "good"], EXHAUSTED: ["Given up", "bad"] };

class WebhookPage extends OperatingPage {
  static properties = { webhook: { state: true }, page: { state: true }, secret: { state: true } };

  constructor() {
    super();
    this.webhook = null;
    this.page = null;
    this.secret = null;
  }

  arrived() {
    this.heading = "Webhook";
    this.page = null;
    this.watch(async () => {
      const { cursor } = this.query;
      const [webhook, page] = await Promise.all([get(this.path), get(`${this.path}/deliveries`, { cursor, limit: LIMIT })]);
      if (cursor === this.query.cursor) {
        this.webhook = webhook;
        this.page = page;
      }
    });
  }

  get path() {
    return `/webhooks/${this.params.id}`;
  }

  render() {
    const { webhook } = this;
    return html`${this.head("Webhook", {
      lead: webhook ? html`<code class="long">${webhook.url}</code>` : html`<a href="/operations/webhooks">All webhooks</a>`,
      actions: webhook ? this.buttons() : nothing,
    })}
    ${this.secret
      ? secretCard({
          title: "This is its new secret",
          secret: this.secret,
          words: "For a day messages are signed with the one before, too, so that the receiver has time to change.",
          close: () => (this.secret = null),
        })
      : nothing}
    ${webhook ? html`${this.standing()} ${this.facts()} ${this.deliveries()}` : this.looking()}`;
  }

  buttons() {
    return html`
      <button @click=${this.test}>${icon("play")}Send a test</button>
      <button @click=${this.newSecret}>${icon("again")}New secret</button>
      ${this.webhook.enabled
        ? html`<button @click=${() => this.enable(false)}>${icon("pause")}Disable</button>`
        : html`<button class="primary" @click=${() => this.enable(true)}>${icon("play")}Enable</button>`}
      <button class="danger" @click=${this.drop}>Remove</button>
    `;
  }

  standing() {
    const { webhook } = this;
    if (!webhook.enabled) {
      return note("warn", html`<strong>Nothing is sent</strong>
        <p>Disabled ${time(webhook.disabledAt)}${webhook.disabledReason ? html`: ${webhook.disabledReason}` : nothing}. Enabled again, it gets what it was not told meanwhile.</p>`);
    }
    return webhook.failingSince
      ? note("warn", html`<strong>Nothing has arrived since ${time(webhook.failingSince)}</strong>
          <p>It is tried again by itself. The attempts below tell what the receiver answers.</p>`)
      : nothing;
  }

  facts() {
    const { webhook } = this;
    return html`<section class="card" aria-label="The webhook">
      <dl class="facts">
        <dt>State</dt>
        <dd>${webhookBadge(webhook)}</dd>
        <dt>Told of</dt>
        <dd>${webhook.events.join(", ")}${webhook.kind ? `, of ${webhook.kind} jobs` : ""}</dd>
        <dt>Of</dt>
        <dd>${webhook.owner}, made ${time(webhook.createdAt)}</dd>
        ${webhook.oldSecretUntil
          ? html`<dt>Old secret</dt>
              <dd>signs too, until ${time(webhook.oldSecretUntil)}</dd>`
          : nothing}
      </dl>
    </section>`;
  }

  deliveries() {
    const { deliveries, next } = this.page;
    const { cursor } = this.query;
    if (deliveries.length === 0) {
      return html`<div class="card">
        ${empty({
          title: cursor ? "Nothing older" : "No messages yet",
          text: cursor ? "What was here may have been removed by policy." : "The next job that ends is told of here. A test message shows at once whether the receiver answers.",
        })}
      </div>`;
    }
    return html`<section class="card flush" aria-labelledby="deliveries-head">
      <div class="spread head"><h2 id="deliveries-head">Deliveries</h2></div>
      ${table({
        caption: "Messages, newest first",
        rows: deliveries,
        key: (delivery) => delivery.n,
        columns: [
          { head: "Message", kind: "tight", cell: (delivery) => html`<strong>${delivery.event}</strong><br /><code class="soft small" title=${delivery.message}>No. ${delivery.n}</code>` },
          { head: "State", kind: "tight", cell: (delivery) => badge(...STATES[delivery.state]) },
          { head: "Attempts", kind: "wide", cell: attempts },
          { head: "Made", kind: "tight", cell: (delivery) => time(delivery.createdAt) },
          {
            head: TO_DO,
            kind: "right tight",
            cell: (delivery) =>
              delivery.state === "PENDING"
                ? nothing
                : html`<button aria-label="Send No. ${delivery.n} again" @click=${() => this.replay(delivery)}>${icon("again")}Send again</button>`,
          },
        ],
      })}
      ${cursor || next
        ? pager({
            newest: cursor ? withQuery({ cursor: undefined }) : undefined,
            older: next ? withQuery({ cursor: next }) : undefined,
          })
        : nothing}
    </section>`;
  }

  test() {
    return this.doing(() => post(`${this.path}/test`, undefined, once()), "A test message is on its way.");
  }

  replay(delivery) {
    return this.doing(() => post(`${this.path}/deliveries/${delivery.n}/replay`), `No. ${delivery.n} is sent again.`);
  }

  enable(enabled) {
    return this.doing(() => patch(this.path, { enabled }), enabled ? "It is told again." : "Nothing is sent any more.");
  }

  async newSecret() {
    const sure = await confirm({
      title: "Give it a new secret?",
      text: "The new one is shown once. For a day messages carry two signatures, by the new secret and the one before; then the one before is worthless.",
      action: "Give a new secret",
    });
    if (sure) {
      const replaced = await this.doing(() => post(`${this.path}/secret`, {}, once()));
      this.secret = replaced?.secret ?? null;
      this.focusOn(".secret-text code");
    }
  }

  async drop() {
    const sure = await confirm({
      title: "Remove this webhook?",
      text: "Nothing is sent any more, and the log of its messages is forgotten.",
      action: "Remove the webhook",
      danger: true,
    });
    if (!sure) {
      return;
    }
    this.quiet();
    try {
      await remove(this.path);
      go("/operations/webhooks");
    } catch (problem) {
      this.fault = problem;
      this.arrived();
    }
  }
}

function attempts(delivery) {
  const last = delivery.log.at(-1);
  const due = delivery.state === "PENDING" ? html`<p class="soft small">next ${time(delivery.dueAt)}</p>` : nothing;
  if (!last) {
    return html`${due}`;
  }
  if (delivery.log.length === 1) {
    return html`${attempt(last)}${due}`;
  }
  return html`<details>
      <summary>${attempt(last)}</summary>
      <ol class="attempts" reversed>
        ${delivery.log
          .slice(0, -1)
          .reverse()
          .map((each) => html`<li>${attempt(each)}</li>`)}
      </ol>
    </details>
    ${due}`;
}

const attempt = (each) =>
  html`<span class="small"
    >No. ${each.attempt}: <strong>${each.status ?? "no answer"}</strong> in ${duration(each.millis)}, ${time(each.at)}${each.error
      ? html` – ${each.error}`
      : nothing}${each.answer ? html` – <code>${each.answer.slice(0, 200)}</code>` : nothing}</span
  >`;

customElements.define("page-webhook", WebhookPage);
