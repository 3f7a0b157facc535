// Short words at the corner, read out and gone after a while.
import { Part, html, repeat } from "../part.js";

const SHOWN = 6000;
let number = 0;

/** Says that something was done. What went wrong is said where it went wrong, and stays. */
export function toast(words) {
  dispatchEvent(new CustomEvent("trm-toast", { detail: words }));
}

class Toasts extends Part {
  static properties = { all: { state: true } };

  constructor() {
    super();
    this.all = [];
    this.add = ({ detail }) => {
      const toast = { id: (number += 1), words: detail };
      this.all = [...this.all, toast];
      setTimeout(() => (this.all = this.all.filter((each) => each !== toast)), SHOWN);
    };
  }

  connectedCallback() {
    super.connectedCallback();
    addEventListener("trm-toast", this.add);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener("trm-toast", this.add);
  }

  render() {
    return html`<div class="toasts" role="status" aria-live="polite">
      ${repeat(
        this.all,
        (each) => each.id,
        (each) => html`<div class="toast">${each.words}</div>`,
      )}
    </div>`;
  }
}

customElements.define("trm-toasts", Toasts);
