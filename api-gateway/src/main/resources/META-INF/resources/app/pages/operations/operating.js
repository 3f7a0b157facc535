// What the pages of operations have in common: their tabs, looking again and again, and doing something about it.
import { Page } from "../../page.js";
import { Part, html, nothing } from "../../part.js";
import { may } from "../../session.js";
import { liveMark, problemNote } from "../../parts/notes.js";
import { toast } from "../../parts/toast.js";
import { OPERATIONS } from "./routes.js";

const EVERY = 2000;

/** The head of a column of buttons. */
export const TO_DO = html`<span class="unseen">To do</span>`;

class Tabs extends Part {
  constructor() {
    super();
    this.show = () => this.querySelector("[aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
  }

  connectedCallback() {
    super.connectedCallback();
    addEventListener("resize", this.show);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener("resize", this.show);
  }

  firstUpdated() {
    this.show();
  }

  render() {
    return html`<nav class="tabs" aria-label="Operations">
      <ul>
        ${OPERATIONS.filter((page) => page.tab && may(page.role ?? "reader")).map(
          (page) =>
            html`<li><a href=${page.path} aria-current=${isHere(page) ? "page" : nothing}>${page.tab}</a></li>`,
        )}
      </ul>
    </nav>`;
  }
}

function isHere(page) {
  const here = location.pathname.replace(/\/$/, "");
  return here === page.path || (!page.place && here.startsWith(`${page.path}/`));
}

customElements.define("trm-tabs", Tabs);

/** A page of operations. `watch` keeps it fresh; what goes wrong with a deed is told until the next that goes well. */
export class OperatingPage extends Page {
  static properties = { fault: { state: true } };

  constructor() {
    super();
    this.fault = null;
    this.look = () => {};
  }

  /** Does work now and every so many milliseconds; `look` does it once more. */
  watch(work, every = EVERY) {
    this.quiet();
    this.look = this.poll(work, every);
  }

  /**
   * Does something and looks again.
   *
   * @returns what the deed gives, null where it failed
   */
  async doing(deed, done) {
    try {
      const outcome = await deed();
      this.fault = null;
      if (done) {
        toast(done);
      }
      return outcome ?? {};
    } catch (problem) {
      this.fault = problem;
      return null;
    } finally {
      this.look();
    }
  }

  /**
   * The top of the page.
   *
   * @param {{lead?: unknown, actions?: unknown, live?: boolean}} more live is whether it is told as it happens
   */
  head(title, { lead = nothing, actions = nothing, live = true } = {}) {
    return html`
      <trm-tabs></trm-tabs>
      <div class="page-head">
        <div>
          <h1>${title}</h1>
          <p class="lead">${lead}</p>
        </div>
        <div class="actions">${live ? liveMark(this.problem ? "lost" : "live") : nothing} ${actions}</div>
      </div>
      ${problemNote(this.problem)} ${problemNote(this.fault)}
    `;
  }

  /** Puts the focus where the next thing is to be done, once it is drawn. */
  async focusOn(css) {
    await this.updateComplete;
    this.querySelector(css)?.focus();
  }

  /** What stands where there is nothing yet to show. */
  looking() {
    return this.problem ? nothing : html`<p class="soft" role="status">Looking …</p>`;
  }
}
