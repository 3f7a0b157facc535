// Questions that have to be answered before something happens.
import { html, nothing, render } from "lit";

/**
 * Asks whether to go on.
 *
 * @param {{title: string, text: unknown, action: string, danger?: boolean}} question action is what the button says
 * @returns {Promise<boolean>} false where the dialog was left
 */
export const confirm = ({ title, text, action, danger = false }) =>
  ask({ title, body: () => html`<div>${text}</div>`, action, danger, answer: () => true }).then(Boolean);

/**
 * Asks with fields of a form.
 *
 * @param {{title: string, body: (redraw: () => void) => unknown, action: string, danger?: boolean,
 *   answer: (form: HTMLFormElement) => unknown}} question answer reads the form; what it gives is the promise's value
 * @returns {Promise<unknown>} null where the dialog was left
 */
export function ask({ title, body, action, danger = false, answer }) {
  return new Promise((resolve) => {
    const before = document.activeElement;
    const dialog = document.createElement("dialog");
    dialog.setAttribute("aria-labelledby", "dialog-title");
    let value = null;
    const draw = () =>
      render(
        html`<form
          method="dialog"
          @submit=${(event) => {
            value = answer(event.target);
          }}
        >
          <h2 id="dialog-title">${title}</h2>
          ${body(draw)}
          <div class="actions">
            <button type="button" @click=${() => dialog.close()}>Leave it</button>
            <button class=${danger ? "danger" : "primary"}>${action ?? nothing}</button>
          </div>
        </form>`,
        dialog,
      );
    draw();
    dialog.addEventListener("close", () => {
      dialog.remove();
      before?.focus?.();
      resolve(value);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
