// How a queue stands, in a word and in a bar.
import { html, nothing } from "../../part.js";
import { badge } from "../../parts/notes.js";
import { whole } from "../../format.js";

const PRIORITIES = ["high", "normal", "low"];

/** Whether a queue's jobs are handed out. */
export function queueBadge(queue) {
  if (queue.paused) {
    return badge("Paused", "warn");
  }
  return queue.workers === 0 ? badge("No workers", queue.queued > 0 ? "bad" : "") : badge("Handing out", "good");
}

/** How many wait of each priority. */
export function waitingBar(queue) {
  return html`<span class="waiting">
    <span class="bar" aria-hidden="true"
      >${PRIORITIES.filter((each) => queue.waiting[each] > 0).map(
        (each) => html`<i class=${each} .style=${`flex-grow: ${queue.waiting[each]}`}></i>`,
      )}</span
    >
    <span class="small">
      ${queue.queued === 0
        ? html`<span class="soft">none</span>`
        : html`<strong>${whole(queue.queued)}</strong> ${PRIORITIES.map((each) =>
              queue.waiting[each] > 0 ? html`<span class="key ${each}">${whole(queue.waiting[each])} ${each}</span> ` : nothing,
            )}`}
    </span>
  </span>`;
}
