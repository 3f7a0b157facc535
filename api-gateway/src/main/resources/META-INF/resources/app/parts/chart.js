// Lines over a number, by uPlot, in the theme's colours.
import uPlot from "uplot";
import { Part, html } from "../part.js";
import { few, whole } from "../format.js";

// Steps between the numbers along the bottom: cycles and steps are whole.
const WHOLE = [1, 2, 5].flatMap((digit) => Array.from({ length: 9 }, (_, zeros) => digit * 10 ** zeros)).sort((a, b) => a - b);
const COLOURS = ["--accent", "--changed", "--good", "--bad", "--info", "--arc-6"];

/**
 * A chart. `x` are the numbers along the bottom, `lines` what is drawn over them: {label, values, dash?, colour?, faint?,
 * dots?}, colour the number of one, dots where its values are few. `mark` is the x of an upright line; `picked` is fired with the x that somebody clicks at. A
 * chart that is `log` leaves out what is not above 0. Those with the same `together` show the values at the same x. Its
 * words for screen readers are `label`.
 */
class Chart extends Part {
  static properties = {
    x: { attribute: false },
    lines: { attribute: false },
    mark: { attribute: false },
    label: {},
    height: { type: Number },
    range: { attribute: false },
    legend: { type: Boolean },
    xLabel: {},
    log: { type: Boolean },
    together: {},
  };

  #plot = null;
  #sizes = null;

  constructor() {
    super();
    this.x = [];
    this.lines = [];
    this.mark = null;
    this.label = "";
    this.height = 160;
    this.range = null;
    this.legend = false;
    this.xLabel = "";
    this.log = false;
    this.together = "";
    this.retheme = () => this.rebuild();
  }

  connectedCallback() {
    super.connectedCallback();
    addEventListener("trm-theme", this.retheme);
    // In a frame of its own: a chart that is drawn while sizes are told would have them told again.
    this.#sizes = new ResizeObserver(() => requestAnimationFrame(() => this.fit()));
    this.#sizes.observe(this);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener("trm-theme", this.retheme);
    this.#sizes.disconnect();
    this.#plot?.destroy();
    this.#plot = null;
  }

  fit() {
    if (this.#plot && this.clientWidth > 0 && this.#plot.width !== this.clientWidth) {
      this.#plot.setSize({ width: this.clientWidth, height: this.height });
    }
  }

  render() {
    return html`<div role="img" aria-label=${this.label}></div>`;
  }

  updated(changed) {
    const same = this.#plot && this.#plot.series.length === this.lines.length + 1;
    const rebuilt = ["height", "log", "together"].some((each) => changed.has(each));
    if (same && !rebuilt && this.lines.every((line, i) => this.#plot.series[i + 1].label === line.label)) {
      if (changed.has("x") || changed.has("lines")) {
        this.#plot.setData(this.data());
      }
      if (changed.has("mark")) {
        this.#plot.redraw(false, false);
      }
    } else {
      this.rebuild();
    }
  }

  data() {
    const shown = (value) => (this.log && value <= 0 ? null : value);
    return [this.x, ...this.lines.map((line) => line.values.map(shown))];
  }

  rebuild() {
    const place = this.querySelector("div");
    if (!place) {
      return;
    }
    this.#plot?.destroy();
    const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    const ink = colour("--ink-soft");
    const font = `12px ${getComputedStyle(document.body).fontFamily}`;
    const axis = {
      stroke: ink,
      font,
      labelFont: font,
      labelSize: 20,
      grid: { stroke: colour("--line"), width: 1 },
      ticks: { show: false },
    };
    this.#plot = new uPlot(
      {
        width: this.clientWidth || 300,
        height: this.height,
        scales: { x: { time: false }, y: { ...(this.range ? { range: this.range } : {}), distr: this.log ? 3 : 1 } },
        legend: { show: this.legend },
        cursor: {
          y: false,
          drag: { x: this.legend, y: false },
          dataIdx: (plot, series, index) => nearest(plot.data[series], index),
          ...(this.together ? { sync: { key: this.together } } : {}),
        },
        axes: [
          { ...axis, size: 32, label: this.xLabel || null, incrs: WHOLE, values: (_, ticks) => ticks.map(whole) },
          { ...axis, size: 46, values: (_, ticks) => ticks.map((tick) => (tick === null ? "" : few(tick))) },
        ],
        series: [
          { label: this.xLabel || "at" },
          ...this.lines.map((line, i) => ({
            label: line.label,
            stroke: colour(COLOURS[(line.colour ?? i) % COLOURS.length]),
            width: line.faint ? 1 : 2,
            alpha: line.faint ? 0.35 : 1,
            dash: line.dash,
            spanGaps: true,
            points: { show: line.dots || (this.x.length <= 40 && !line.faint), size: 6 },
            value: (_, value) => few(value),
          })),
        ],
        hooks: { draw: [(plot) => this.drawMark(plot, colour("--ink"))] },
      },
      this.data(),
      place,
    );
    this.#plot.over.addEventListener("click", () => {
      const index = this.#plot.cursor.idx;
      if (index !== null && index !== undefined) {
        this.dispatchEvent(new CustomEvent("picked", { detail: this.x[index] }));
      }
    });
  }

  drawMark(plot, colour) {
    if (this.mark === null) {
      return;
    }
    const x = plot.valToPos(this.mark, "x", true);
    const { ctx, bbox } = plot;
    ctx.save();
    ctx.strokeStyle = colour;
    ctx.globalAlpha = 0.5;
    ctx.lineWidth = devicePixelRatio;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.restore();
  }
}

/** The index next to this one at which there is a value. */
function nearest(values, index) {
  for (let away = 0; away < values.length; away += 1) {
    for (const at of [index - away, index + away]) {
      if (values[at] !== null && values[at] !== undefined) {
        return at;
      }
    }
  }
  return index;
}

customElements.define("trm-chart", Chart);
