// The places of a worker, taken and free.
import { html } from "../../part.js";
import { whole } from "../../format.js";

const MOST_DRAWN = 64;

/** Each place as a square, where there are not too many; else a bar. */
export function places(worker) {
  const taken = worker.capacity - worker.free;
  const words = `${whole(taken)} of ${whole(worker.capacity)} places taken`;
  return html`<span class="places-taken">
    ${worker.capacity <= MOST_DRAWN
      ? html`<span class="slots" aria-hidden="true"
          >${Array.from({ length: worker.capacity }, (_, i) => html`<i class=${i < taken ? "taken" : ""}></i>`)}</span
        >`
      : html`<progress max=${worker.capacity} value=${taken} aria-hidden="true"></progress>`}
    <span class="small">${words}</span>
  </span>`;
}
