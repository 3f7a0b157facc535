// Numbers and times as people read them.

const ROUND = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const FEW = new Intl.NumberFormat("en", { maximumSignificantDigits: 3 });
const EXACT = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "medium" });

export const whole = (n) => (n === null || n === undefined ? "–" : ROUND.format(n));
export const few = (n) => (n === null || n === undefined || Number.isNaN(n) ? "–" : FEW.format(n));
export const percent = (share, digits = 1) =>
  share === null || share === undefined ? "–" : `${(share * 100).toFixed(digits)} %`;

/** A time to the second, in the reader's zone, with the UTC time for logs. */
export const exact = (at) => `${EXACT.format(new Date(at))} (${new Date(at).toISOString()})`;

/** How long ago, or in how long: "12 s ago". */
export function relative(at, now = Date.now()) {
  const millis = now - new Date(at).getTime();
  const words = rough(Math.abs(millis));
  if (Math.abs(millis) < 1500) {
    return "now";
  }
  return millis > 0 ? `${words} ago` : `in ${words}`;
}

function rough(millis) {
  const seconds = Math.round(millis / 1000);
  if (seconds < 60) {
    return `${seconds} s`;
  }
  if (seconds < 3600) {
    return `${Math.round(seconds / 60)} min`;
  }
  if (seconds < 2 * 86_400) {
    return `${Math.round(seconds / 3600)} h`;
  }
  return `${Math.round(seconds / 86_400)} days`;
}

/** How long something took: "34 ms", "1.2 s", "3 min 5 s". */
export function duration(millis) {
  if (millis === null || millis === undefined || Number.isNaN(millis)) {
    return "–";
  }
  if (millis < 1000) {
    return `${millis < 10 ? few(millis) : Math.round(millis)} ms`;
  }
  if (millis < 60_000) {
    return `${(millis / 1000).toFixed(1)} s`;
  }
  const seconds = Math.round(millis / 1000);
  if (seconds < 3600) {
    return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  }
  return `${Math.floor(seconds / 3600)} h ${Math.round((seconds % 3600) / 60)} min`;
}

/** From one time to another, or to now. */
export const between = (from, to) => duration((to ? new Date(to) : new Date()).getTime() - new Date(from).getTime());

/**
 * So much of an id tells it from the others that were made by the same gateway: its millisecond, and 1/4096 of one.
 */
export const BEGINNING = "01234567-89ab-7def".length;

/** How an id begins, where only text can stand; elsewhere see parts/id.js. */
export const brief = (id) => (id?.length > BEGINNING ? `${id.slice(0, BEGINNING)}…` : (id ?? ""));

/** How the hash begins that a checkpoint is called by. */
export const briefHash = (hash) => `${hash.slice(0, 12)}…`;

export const bytes = (n) => {
  const units = ["B", "KiB", "MiB", "GiB"];
  let at = 0;
  let left = n;
  while (left >= 1024 && at < units.length - 1) {
    left /= 1024;
    at += 1;
  }
  return `${at === 0 ? left : left.toFixed(1)} ${units[at]}`;
};

/** The first letter large. */
export const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1).toLowerCase();
