// A secret that is shown once.
import { html, nothing } from "../../part.js";
import { icon } from "../../icons.js";
import { toast } from "../../parts/toast.js";

/**
 * A secret, to be copied now or never.
 *
 * @param {{title: string, secret: string, words: unknown, close: () => void}} shown words say what it is for
 */
export const secretCard = ({ title, secret, words, close }) =>
  html`<section class="card secret" aria-labelledby="secret-head">
    <h2 id="secret-head">${title}</h2>
    <p>${words}</p>
    <div class="secret-text">
      <code tabindex="0">${secret}</code>
      ${navigator.clipboard ? html`<button @click=${() => copy(secret)}>${icon("copy")}Copy</button>` : nothing}
    </div>
    <p class="soft small">It is shown this once; nobody can look it up afterwards, an operator neither.</p>
    <div class="actions"><button class="primary" @click=${close}>${icon("good")}I have kept it</button></div>
  </section>`;

async function copy(secret) {
  try {
    await navigator.clipboard.writeText(secret);
    toast("Copied.");
  } catch {
    toast("This browser does not let pages copy. Mark the text and copy it.");
  }
}
