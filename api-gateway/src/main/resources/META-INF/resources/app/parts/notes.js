// What is told beside things: that something is wrong and what to do, that there is nothing yet, how a job stands.
import { html, nothing } from "../part.js";
import { icon } from "../icons.js";
import { capital } from "../format.js";

/**
 * A problem, with what to do about it.
 *
 * @param {import("../api.js").Problem} problem null shows nothing
 * @param {{again?: () => void}} more again tries once more
 */
export function problemNote(problem, { again } = {}) {
  if (!problem) {
    return nothing;
  }
  const faults = (problem.errors ?? []).filter((each) => each.detail !== problem.detail);
  return html`<div class="note bad" role="alert">
    ${icon("bad")}
    <div>
      <strong>${problem.title || "That did not work"}</strong>
      <p>${problem.detail || problem.message}</p>
      ${faults.map((fault) => html`<p class="small">${fault.pointer ?? fault.parameter ?? fault.header}: ${fault.detail}</p>`)}
      ${problem.advice ? html`<p class="soft">${problem.advice}</p>` : nothing}
      ${again ? html`<div class="actions"><button @click=${again}>${icon("again")}Try again</button></div>` : nothing}
    </div>
  </div>`;
}

/** Words of some weight: "info", "good", "warn" or "bad". */
export const note = (weight, content, sign = weight === "good" ? "good" : "bad") =>
  html`<div class="note ${weight}" role=${weight === "bad" ? "alert" : "note"}>${icon(sign)}<div>${content}</div></div>`;

/** That there is nothing, why, and what to do. */
export const empty = ({ sign = "inbox", title, text, action = nothing }) =>
  html`<div class="empty">${icon(sign)}
    <h2>${title}</h2>
    <p>${text}</p>
    ${action}
  </div>`;

const WEIGHTS = {
  SUCCEEDED: "good",
  FAILED: "bad",
  CANCELLED: "",
  RUNNING: "busy",
  QUEUED: "warn",
  QUARANTINED: "bad",
};

/** How a job stands. */
export const stateBadge = (state) => html`<span class="badge ${WEIGHTS[state] ?? ""}">${capital(state)}</span>`;

/** Any state in a word. */
export const badge = (words, weight = "") => html`<span class="badge ${weight}">${words}</span>`;

/** Whether what is shown is told as it happens: "live", "lost" or "ended"; null while it is not known. */
export const liveMark = (status) =>
  status === null || status === "ended"
    ? nothing
    : html`<span class="live ${status === "live" ? "on" : "off"}" role="status"
        >${status === "live" ? "Live" : "Connection lost – connecting again …"}</span
      >`;
