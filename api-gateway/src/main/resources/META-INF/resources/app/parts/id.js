// An id by how it begins, which is what the search takes; all of it when one points at it or copies it.
import { html } from "../part.js";
import { BEGINNING } from "../format.js";

/** An id, in a link or by itself. */
export const shortId = (id) =>
  html`<span class="id" title=${id}>${id.slice(0, BEGINNING)}<span class="rest" aria-hidden="true">${id.slice(BEGINNING)}</span></span>`;

/** An id that leads to what it is of. */
export const idLink = (path, id) => html`<a href="${path}/${id}">${shortId(id)}</a>`;
