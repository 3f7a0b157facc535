// The curves of one run or of several over each other: what is right, the loss, and one more that is chosen.
import { Part, html } from "../part.js";
import { choice, select } from "../parts/form.js";
import { few, percent, whole } from "../format.js";
import "../parts/chart.js";

const SMOOTHING = [
  { value: "", words: "Raw" },
  { value: "0.03", words: "Smooth" },
  { value: "0.08", words: "Smoother" },
];
const SCALES = [
  { value: "", words: "Linear" },
  { value: "log", words: "Log" },
];

const LOSS = { title: "Loss", lines: [{ name: "loss", words: "loss" }], positive: true };
const RIGHT = {
  title: "Puzzles right",
  lines: [
    { name: "heldOut.accuracy", words: "held out", dots: true },
    { name: "exactAccuracy", words: "in training", second: true },
  ],
  range: [0, 1],
};
const MORE = {
  cycles: {
    title: "Mean cycles",
    lines: [
      { name: "heldOut.meanCycles.checked", words: "held out, checked", dots: true },
      { name: "heldOut.meanCycles.head", words: "held out, by its word", dots: true },
      { name: "meanCycles", words: "in training", second: true },
    ],
  },
  cells: {
    title: "Cells right",
    lines: [
      { name: "heldOut.cellAccuracy", words: "held out", dots: true },
      { name: "cellAccuracy", words: "in training", second: true },
    ],
  },
  parts: {
    title: "Parts of the loss",
    lines: [
      { name: "lmLoss", words: "of the symbols" },
      { name: "haltLoss", words: "of halting", second: true },
    ],
    positive: true,
  },
  rate: { title: "Learning rate", lines: [{ name: "learningRate", words: "learning rate" }], positive: true },
  speed: { title: "Steps a second", lines: [{ name: "stepsPerSecond", words: "steps a second" }], positive: true },
};

/**
 * Charts of `runs`: {id, label, metrics}, metrics being what the gateway tells of each. Colours are by run where there
 * are several.
 */
class Curves extends Part {
  static properties = {
    runs: { attribute: false },
    smoothing: { state: true },
    scale: { state: true },
    more: { state: true },
  };

  constructor() {
    super();
    this.runs = [];
    this.smoothing = "";
    this.scale = "";
    this.more = "";
  }

  render() {
    return html`
      <div class="spread">
        <div class="row">
          ${choice({ label: "Smoothing", value: this.smoothing, options: SMOOTHING, change: (value) => (this.smoothing = value) })}
          ${choice({ label: "Scale of the loss", value: this.scale, options: SCALES, change: (value) => (this.scale = value) })}
        </div>
        <div class="one-field">
          ${select({
            name: "more-curves",
            label: "Third chart",
            value: this.more,
            options: [
              { value: "", words: "none" },
              ...Object.entries(MORE).map(([value, { title }]) => ({ value, words: title.toLowerCase() })),
            ],
            change: (value) => (this.more = value),
          })}
        </div>
      </div>
      <div class="charts">${[RIGHT, LOSS, ...(this.more ? [MORE[this.more]] : [])].map((chart) => this.chart(chart))}</div>
    `;
  }

  chart(chart) {
    const { x, lines } = this.drawn(chart);
    return html`<figure class="chart">
      <figcaption>${chart.title}</figcaption>
      ${lines.length === 0
        ? html`<p class="soft chart-empty">Nothing was measured yet.</p>`
        : html`<trm-chart
            .x=${x}
            .lines=${lines}
            .range=${chart.range ?? null}
            .height=${260}
            .log=${Boolean(chart.positive && this.scale)}
            legend
            together="runs"
            xLabel="step"
            label=${this.words(chart, lines, x)}
          ></trm-chart>`}
    </figure>`;
  }

  drawn(chart) {
    const several = this.runs.length > 1;
    const steps = new Set();
    const found = [];
    this.runs.forEach((run, number) => {
      chart.lines.forEach((line, at) => {
        const points = run.metrics[line.name] ?? [];
        if (points.length > 0) {
          points.forEach((point) => steps.add(point.step));
          found.push({ run, line, points, colour: several ? number : at });
        }
      });
    });
    const x = [...steps].sort((one, other) => one - other);
    const place = new Map(x.map((step, at) => [step, at]));
    const lines = found.flatMap(({ run, line, points, colour }) => {
      const label = !several ? line.words : chart.lines.length === 1 ? run.label : `${run.label}, ${line.words}`;
      const dash = line.second && several ? [5, 4] : undefined;
      const curve = (values, more) => {
        const all = Array(x.length).fill(null);
        points.forEach((point, at) => (all[place.get(point.step)] = values[at]));
        return { label, values: all, colour, dash, dots: line.dots, ...more };
      };
      const raw = points.map((point) => point.value);
      if (!this.smoothing || line.dots) {
        return [curve(raw)];
      }
      return [curve(raw, { faint: true, label: `${label}, raw` }), curve(smoothed(raw, Number(this.smoothing)))];
    });
    return { x, lines };
  }

  words(chart, lines, x) {
    const told = lines
      .filter((line) => !line.faint)
      .map((line) => {
        const last = line.values.findLast((value) => value !== null);
        return `${line.label} ${chart.range ? percent(last) : few(last)}`;
      });
    return `${chart.title} to step ${whole(x.at(-1))}. At last: ${told.join(", ")}`;
  }
}

/** Means over this share of the points to either side; near an end over as many as there are to both. */
function smoothed(values, share) {
  const most = Math.max(1, Math.round(values.length * share));
  return values.map((_, at) => {
    const reach = Math.min(most, at, values.length - 1 - at);
    const near = values.slice(at - reach, at + reach + 1);
    return near.reduce((sum, value) => sum + value, 0) / near.length;
  });
}

customElements.define("trm-curves", Curves);

/** The names of all that is drawn. */
export const CURVES = [RIGHT, LOSS, ...Object.values(MORE)].flatMap((chart) => chart.lines.map((line) => line.name));
