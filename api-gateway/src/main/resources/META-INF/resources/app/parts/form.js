// Fields of forms, each with its label, its hint and what is wrong with it.
import { html, live, nothing } from "../part.js";

let number = 0;
const ids = new Map();

function idOf(name) {
  if (!ids.has(name)) {
    ids.set(name, `field-${(number += 1)}`);
  }
  return ids.get(name);
}

/**
 * A field around a control.
 *
 * @param {{name: string, label: string, hint?: unknown, fault?: string, control: (attributes) => unknown}} field name is
 *   unique within the page; control draws with the id and what describes it
 */
export function field({ name, label, hint, fault, control }) {
  const id = idOf(name);
  return html`<div class="field">
    <label for=${id}>${label}</label>
    ${control({ id, described: `${id}-more`, invalid: fault ? "true" : "false" })}
    <span id="${id}-more" class=${fault ? "fault" : "hint"} role=${fault ? "alert" : nothing}>${fault || hint || nothing}</span>
  </div>`;
}

/** A line of text or a number. */
export const input = ({ value, change, type = "text", ...more }) =>
  field({
    ...more,
    control: ({ id, described, invalid }) =>
      html`<input
        id=${id}
        name=${more.name}
        type=${type}
        .value=${live(String(value ?? ""))}
        placeholder=${more.placeholder ?? nothing}
        min=${more.min ?? nothing}
        max=${more.max ?? nothing}
        step=${more.step ?? nothing}
        ?required=${more.required ?? false}
        ?disabled=${more.disabled ?? false}
        autocomplete="off"
        aria-describedby=${described}
        aria-invalid=${invalid}
        @change=${(event) => change(event.target.value)}
      />`,
  });

/** One of several. */
export const select = ({ value, options, change, ...more }) =>
  field({
    ...more,
    control: ({ id, described, invalid }) =>
      html`<select
        id=${id}
        name=${more.name}
        ?disabled=${more.disabled ?? false}
        aria-describedby=${described}
        aria-invalid=${invalid}
        @change=${(event) => change(event.target.value)}
      >
        ${options.map(
          (option) =>
            html`<option value=${option.value} .selected=${live(option.value === value)}>${option.words}</option>`,
        )}
      </select>`,
  });

/** One of a few, side by side. */
export const choice = ({ label, value, options, change }) =>
  html`<div class="choice" role="group" aria-label=${label}>
    ${options.map(
      (option) =>
        html`<button
          type="button"
          aria-pressed=${option.value === value ? "true" : "false"}
          @click=${() => change(option.value)}
        >
          ${option.words}
        </button>`,
    )}
  </div>`;
