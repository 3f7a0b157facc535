// A time: how long ago, exactly when one points at it.
import { Part, html } from "../part.js";
import { exact, relative } from "../format.js";

const all = new Set();
setInterval(() => document.hidden || all.forEach((each) => each.requestUpdate()), 5000);

class Time extends Part {
  static properties = { at: {} };

  connectedCallback() {
    super.connectedCallback();
    all.add(this);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    all.delete(this);
  }

  render() {
    return this.at ? html`<time datetime=${this.at} title=${exact(this.at)}>${relative(this.at)}</time>` : html`–`;
  }
}

customElements.define("trm-time", Time);

/** A time by its ISO form. */
export const time = (at) => html`<trm-time .at=${at ?? ""}></trm-time>`;
