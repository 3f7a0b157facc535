// What an evaluation found: how many are right, by how hard they are, and against how many cycles.
import { html, nothing } from "../part.js";
import { table } from "../parts/table.js";
import { percent, whole } from "../format.js";
import "../parts/chart.js";

const MODES = {
  head: "by its own word",
  checked: "checked by the rules",
  fixed: "at the last cycle",
};

const BANDS = {
  byPart: { head: "Puzzles", words: "by part of the data" },
  byBacktracks: { head: "Guesses", words: "by rating" },
  bySteps: { head: "Steps of the path", words: "by length of path" },
  byGivens: { head: "Givens", words: "by givens" },
};

const VARIATIONS = { "random-start": "random starts", symmetry: "symmetries", noise: "noise" };

const modesOf = (evaluation) => Object.keys(MODES).filter((mode) => evaluation?.[mode]);

const best = (figures) => figures?.checked ?? figures?.head ?? figures?.fixed;

/** The kinds of bands that an evaluation has, the ratings first. */
export const bandsOf = (evaluation) => Object.keys(BANDS).filter((name) => evaluation?.[name]?.length);

/** What a kind of bands is called: "by rating". */
export const bandWords = (name) => BANDS[name].words;

/**
 * How many are right, by band.
 *
 * @param evaluation as a version's metrics or a run's result have it
 * @param {string} name of the bands
 * @param {{evaluation: object, words: string}=} other to compare with, on the same puzzles
 */
export function bandTable(evaluation, name, other) {
  const rows = evaluation[name];
  const before = new Map((other?.evaluation?.[name] ?? []).map((band) => [keyOf(band), best(band)]));
  return table({
    caption: `Share right ${BANDS[name].words}, band by band`,
    rows,
    key: (band) => String(keyOf(band)),
    columns: [
      { head: BANDS[name].head, kind: "tight", cell: (band) => range(rows, band) },
      { head: "Puzzles", kind: "right tight", spare: true, cell: (band) => whole(band.puzzles) },
      { head: "Right", cell: (band) => bar(best(band).exact) },
      ...(before.size > 0
        ? [
            {
              head: other.words,
              kind: "right tight",
              spare: true,
              cell: (band) => (before.has(keyOf(band)) ? percent(before.get(keyOf(band)).exact) : "–"),
            },
          ]
        : []),
      { head: "Cycles", kind: "right tight", cell: (band) => html`${best(band).meanCycles.toFixed(2)}<span class="phone-only soft"> cycles</span>` },
    ],
  });
}

/** Parts have names, other bands a least value. */
const keyOf = (band) => band.part ?? band.from;

/** Bands of equal width say where they end, the others reach to the next. */
function range(bands, band) {
  if (band.part) {
    return band.part;
  }
  const next = bands[bands.indexOf(band) + 1];
  const to = band.to ?? (next ? next.from - 1 : null);
  return to === null ? `${band.from} or more` : to === band.from ? `${to}` : `${band.from}–${to}`;
}

/** A share as a bar with its number. */
export const bar = (share) =>
  html`<span class="bar"><span class="bar-track" aria-hidden="true"><span .style=${`width: ${share * 100}%`}></span></span
    ><span class="number">${percent(share)}</span></span>`;

/** The ways to halt, side by side. */
export const modeTable = (evaluation) => {
  const modes = modesOf(evaluation);
  return modes.length === 0
    ? nothing
    : table({
        caption: "Share right by how a solve ends",
        rows: modes,
        key: (mode) => mode,
        columns: [
          { head: "Ends", cell: (mode) => MODES[mode] },
          { head: "Right", cell: (mode) => bar(evaluation[mode].exact) },
          { head: "Cycles", kind: "right tight", cell: (mode) => html`${evaluation[mode].meanCycles.toFixed(2)}<span class="phone-only soft"> cycles</span>` },
        ],
      });
};

/** What further attempts bring, in a sentence; nothing where they were not tried. */
export function searchNote(evaluation) {
  const { search } = evaluation ?? {};
  return search
    ? html`<p class="soft small">
        With up to ${search.attempts} attempts, which differ by ${VARIATIONS[search.variation]}: ${percent(search.accuracy)} right of
        ${whole(search.puzzles)} puzzles in ${search.meanCycles.toFixed(1)} cycles on average, ${percent(search.firstAccuracy)} after the first.
      </p>`
    : nothing;
}

/** The share right after each cycle, the first one's first; undefined where that was not kept. */
const afterCycles = (evaluation) => evaluation?.afterCycles?.exact;

/**
 * How many are right after each cycle, a line each.
 *
 * @param {{words: string, evaluation: object}[]} all evaluations; those that did not keep it are named
 */
export function afterCyclesChart(all) {
  const told = all.filter(({ evaluation }) => afterCycles(evaluation));
  const untold = all.filter((each) => !told.includes(each)).map(({ words }) => words);
  const rest = untold.length > 0 ? html`<p class="soft small">Not kept of ${untold.join(", ")}.</p>` : nothing;
  if (told.length === 0) {
    return rest;
  }
  const most = Math.max(...told.map(({ evaluation }) => afterCycles(evaluation).length));
  const x = Array.from({ length: most }, (_, i) => i + 1);
  const least = Math.min(...told.flatMap(({ evaluation }) => afterCycles(evaluation)));
  return html`<trm-chart
      .x=${x}
      .lines=${told.map(({ words, evaluation }) => ({
        label: words,
        dots: true,
        values: x.map((cycle) => afterCycles(evaluation)[cycle - 1] ?? null),
      }))}
      .range=${fromBelow(least)}
      .height=${220}
      legend
      xLabel="cycle"
      label=${told
        .map(({ words, evaluation }) => `${words}: ${afterCycles(evaluation).map((share, i) => `${percent(share)} right after cycle ${i + 1}`).join(", ")}`)
        .join(". ")}
    ></trm-chart>
    ${rest}`;
}

/** From a little below the least share up to all. */
const fromBelow = (least) => [Math.max(0, Math.floor(least * 20 - 1) / 20), 1];

/**
 * How many are right against how many cycles that takes: a point for each way to halt.
 *
 * @param {{words: string, evaluation: object}[]} all evaluations, a line each
 */
export function cyclesChart(all) {
  const lines = all.map(({ words, evaluation }) => ({
    words,
    points: modesOf(evaluation)
      .map((mode) => ({ x: evaluation[mode].meanCycles, y: evaluation[mode].exact }))
      .sort((one, other) => one.x - other.x),
  }));
  const x = [...new Set(lines.flatMap((line) => line.points.map((point) => point.x)))].sort((one, other) => one - other);
  if (x.length < 2) {
    return html`<p class="soft">${x.length === 0 ? "Its evaluation is not told." : "All ways to end a solve take equally many cycles."}</p>`;
  }
  const least = Math.min(...lines.flatMap((line) => line.points.map((point) => point.y)));
  return html`<trm-chart
    .x=${x}
    .lines=${lines.map((line) => ({
      label: line.words,
      dots: true,
      values: x.map((cycles) => line.points.find((point) => point.x === cycles)?.y ?? null),
    }))}
    .range=${fromBelow(least)}
    .height=${220}
    legend
    xLabel="mean cycles"
    label=${lines
      .map((line) => `${line.words}: ${line.points.map((point) => `${percent(point.y)} right in ${point.x.toFixed(2)} cycles`).join(", ")}`)
      .join(". ")}
  ></trm-chart>`;
}
