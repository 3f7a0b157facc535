// Icons, drawn with strokes of the text's colour on a grid of 24.
import { html, svg } from "./part.js";

const SHAPES = {
  grid: svg`<rect x="3.5" y="3.5" width="17" height="17" rx="2"/><path d="M9.2 3.5v17M14.8 3.5v17M3.5 9.2h17M3.5 14.8h17"/>`,
  list: svg`<path d="M8.5 6h12M8.5 12h12M8.5 18h12"/><circle cx="4" cy="6" r=".8"/><circle cx="4" cy="12" r=".8"/><circle cx="4" cy="18" r=".8"/>`,
  curve: svg`<path d="M3.5 4v16.5h17"/><path d="M7 16c3-.5 3.5-8 7-9.5 2-.8 4-.9 6.5-1"/>`,
  layers: svg`<path d="m12 3.5 8.5 4.5-8.5 4.5L3.5 8z"/><path d="m3.5 12 8.5 4.5 8.5-4.5M3.5 16 12 20.5 20.5 16"/>`,
  gauge: svg`<path d="M4 17a8.5 8.5 0 1 1 16 0"/><path d="m12 14 4-5"/><circle cx="12" cy="14.5" r="1"/>`,
  sun: svg`<circle cx="12" cy="12" r="4"/><path d="M12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4"/>`,
  moon: svg`<path d="M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z"/>`,
  system: svg`<rect x="3" y="4.5" width="18" height="12.5" rx="2"/><path d="M9 20.5h6"/>`,
  out: svg`<path d="M14 4H5.5v16H14M10 12h10.5m-3.5-3.5 3.5 3.5-3.5 3.5"/>`,
  play: svg`<path d="M7 4.5v15l12-7.5z"/>`,
  pause: svg`<path d="M8 5v14M16 5v14"/>`,
  first: svg`<path d="M6 5v14M19 5 9 12l10 7z"/>`,
  last: svg`<path d="M18 5v14M5 5l10 7-10 7z"/>`,
  back: svg`<path d="m14.5 5-7 7 7 7"/>`,
  next: svg`<path d="m9.5 5 7 7-7 7"/>`,
  search: svg`<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5"/>`,
  again: svg`<path d="M20 11.5a8 8 0 1 0-2.3 6M20 5v6.5h-6.5"/>`,
  stop: svg`<rect x="6" y="6" width="12" height="12" rx="1.5"/>`,
  link: svg`<path d="M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3A4 4 0 0 0 11 18.7l1-1"/>`,
  save: svg`<path d="M12 4v11m-4.5-4.5L12 15l4.5-4.5M4 19.5h16"/>`,
  copy: svg`<rect x="8.5" y="8.5" width="11.5" height="11.5" rx="2"/><path d="M15.5 8.5V6a2 2 0 0 0-2-2H6a2 2 0 0 0-2 2v7.5a2 2 0 0 0 2 2h2.5"/>`,
  edit: svg`<path d="M4 20h4L19.5 8.5l-4-4L4 16z"/>`,
  dice: svg`<rect x="4" y="4" width="16" height="16" rx="3"/><circle cx="8.7" cy="8.7" r="1"/><circle cx="15.3" cy="15.3" r="1"/><circle cx="12" cy="12" r="1"/>`,
  plus: svg`<path d="M12 5v14M5 12h14"/>`,
  close: svg`<path d="m6 6 12 12M18 6 6 18"/>`,
  good: svg`<path d="m5 12.5 4.5 4.5L19.5 7"/>`,
  bad: svg`<circle cx="12" cy="12" r="8.5"/><path d="M12 7.5v5.5M12 16.2v.1"/>`,
  shield: svg`<path d="m12 3.5 7.5 3v5c0 4.5-3 7.5-7.5 9-4.5-1.5-7.5-4.5-7.5-9v-5z"/><path d="m8.7 12 2.3 2.3 4.3-4.3"/>`,
  columns: svg`<rect x="3.5" y="4.5" width="17" height="15" rx="2"/><path d="M12 4.5v15"/>`,
  inbox: svg`<path d="M3.5 13.5 6.5 5h11l3 8.5v5.5h-17z"/><path d="M3.5 13.5h5l1 2.5h5l1-2.5h5"/>`,
};

/** An icon beside words; screen readers pass over it. */
export const icon = (name) => html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">${SHAPES[name]}</svg>`;
