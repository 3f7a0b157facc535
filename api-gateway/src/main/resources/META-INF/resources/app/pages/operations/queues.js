// The queues: what waits in each, pause and resume.
import { html, nothing } from "../../part.js";
import { get, post } from "../../api.js";
import { may } from "../../session.js";
import { icon } from "../../icons.js";
import { note } from "../../parts/notes.js";
import { ask } from "../../parts/dialog.js";
import { input } from "../../parts/form.js";
import { idLink } from "../../parts/id.js";
import { time } from "../../parts/time.js";
import { between, capital, whole } from "../../format.js";
import { OperatingPage } from "./operating.js";
import { queueBadge, waitingBar } from "./waiting.js";

class QueuesPage extends OperatingPage {
  static properties = { queues: { state: true } };

  constructor() {
    super();
    this.queues = null;
  }

  arrived() {
    this.heading = "Queues";
    this.watch(async () => {
      this.queues = (await get("/queues")).queues;
    });
  }

  render() {
    return html`${this.head("Queues", {
      lead: "Jobs wait here until a worker has a place for them. High, normal and low priority are served in the ratio 8 : 3 : 1, and each key in its turn.",
    })}
    ${this.queues ? html`<div class="columns">${this.queues.map((queue) => this.queue(queue))}</div>` : this.looking()}`;
  }

  queue(queue) {
    const head = `queue-${queue.name}`;
    return html`<section class="card" aria-labelledby=${head}>
      <div class="spread">
        <div class="row"><h2 id=${head}>${capital(queue.name)}</h2>${queueBadge(queue)}</div>
        ${may("operator")
          ? queue.paused
            ? html`<button class="primary" @click=${() => this.resume(queue)}>${icon("play")}Resume ${queue.name}</button>`
            : html`<button @click=${() => this.pause(queue)}>${icon("pause")}Pause ${queue.name}</button>`
          : nothing}
      </div>
      ${queue.paused
        ? note(
            "warn",
            html`<p>
              Paused ${time(queue.paused.since)} by
              <strong>${queue.paused.by}</strong>${queue.paused.reason ? html`: ${queue.paused.reason}` : nothing}. What runs goes on;
              jobs are still taken in.
            </p>`,
            "pause",
          )
        : nothing}
      ${queue.queued > 0 ? waitingBar(queue) : nothing}
      <dl class="facts">
        <dt>Waiting</dt>
        <dd>${queue.queued > 0 ? html`<a href="/jobs?kind=${queue.name}&state=QUEUED">${whole(queue.queued)}</a>` : "none"}</dd>
        <dt>Oldest</dt>
        <dd>
          ${queue.oldestSince
            ? html`for ${between(queue.oldestSince)}${queue.oldest ? html`: ${idLink("/jobs", queue.oldest)}` : nothing}`
            : "–"}
        </dd>
        <dt>Running</dt>
        <dd>${queue.running > 0 ? html`<a href="/jobs?kind=${queue.name}&state=RUNNING">${whole(queue.running)}</a>` : "none"}</dd>
        <dt>Places</dt>
        <dd>
          ${whole(queue.free)} of ${whole(queue.capacity)} free, at
          <a href="/operations/workers">${whole(queue.workers)} ${queue.workers === 1 ? "worker" : "workers"}</a>
        </dd>
      </dl>
    </section>`;
  }

  async pause(queue) {
    const answer = await ask({
      title: `Pause the ${queue.name} queue?`,
      body: () =>
        html`<p>No more of its jobs are handed out. What runs goes on, and jobs are still taken in.</p>
          ${input({ name: "reason", label: "Why (others see it)", value: "", placeholder: "new driver", change: () => {} })}`,
      action: "Pause",
      answer: (form) => ({ reason: form.elements.reason.value.trim() }),
    });
    if (answer) {
      await this.doing(
        () => post(`/queues/${queue.name}/pause`, answer.reason ? answer : {}),
        `The ${queue.name} queue is paused.`,
      );
    }
  }

  async resume(queue) {
    await this.doing(() => post(`/queues/${queue.name}/resume`), `The ${queue.name} queue goes on.`);
  }
}

customElements.define("page-queues", QueuesPage);
