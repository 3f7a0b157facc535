// A table of rows, the same in all lists. Pages come from the gateway by cursor: no more rows are in the document than
// one looks at.
import { html, nothing, repeat } from "../part.js";
import { icon } from "../icons.js";

/**
 * @param {{caption: string, columns: {head: string, cell: (row) => unknown, kind?: string, spare?: boolean}[],
 *   rows: object[], key: (row) => string}} table caption is for screen readers; kind is a class such as right or tight;
 *   spare columns are left out on a phone
 */
export const table = ({ caption, columns, rows, key }) =>
  html`<div class="table-scroll" tabindex="0" role="region" aria-label=${caption}>
    <table class="list stacks">
      <caption class="unseen">
        ${caption}
      </caption>
      <thead>
        <tr>
          ${columns.map((column) => html`<th scope="col" class=${column.kind ?? ""}>${column.head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${repeat(
          rows,
          key,
          (row) =>
            html`<tr>
              ${columns.map(
                (column) =>
                  html`<td class="${column.kind ?? ""} ${column.spare ? "spare" : ""}">${column.cell(row)}</td>`,
              )}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;

/**
 * Buttons between pages of a list.
 *
 * @param {{newest?: string, older?: string, words?: unknown}} addresses of the first page and the next; absent where one
 *   is there, or there is none
 */
export const pager = ({ newest, older, words = nothing }) =>
  html`<div class="pager">
    <span class="soft small">${words}</span>
    <div class="actions">
      ${newest ? html`<a class="button" href=${newest}>${icon("first")}Newest</a>` : nothing}
      ${older ? html`<a class="button" href=${older}>Older${icon("next")}</a>` : nothing}
    </div>
  </div>`;
