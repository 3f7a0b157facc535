// What every component here is: a Lit element without a shadow, so that one style sheet serves all and labels, forms and
// screen readers see through it.
import { LitElement } from "lit";

export { html, nothing, svg } from "lit";
export { repeat } from "lit/directives/repeat.js";
export { live } from "lit/directives/live.js";

export class Part extends LitElement {
  createRenderRoot() {
    return this;
  }
}
