// All models, each with its champion and how good that is.
import { Page } from "../page.js";
import { html, nothing } from "../part.js";
import { get } from "../api.js";
import { may } from "../session.js";
import { icon } from "../icons.js";
import { badge, empty, problemNote } from "../parts/notes.js";
import { table } from "../parts/table.js";
import { time } from "../parts/time.js";
import { whole } from "../format.js";
import { accuracyOf, cyclesOf } from "../training/words.js";
import { bar } from "../training/evaluation.js";

const EVERY = 5000;

class ModelsPage extends Page {
  static properties = {
    models: { state: true },
    details: { state: true },
  };

  constructor() {
    super();
    this.models = null;
    this.details = new Map();
  }

  connectedCallback() {
    super.connectedCallback();
    this.heading = "Models";
    this.poll(() => this.ask(), EVERY);
  }

  /** A model's versions are asked for again only where a version came or an alias moved. */
  async ask() {
    const { models } = await get("/models");
    const details = new Map();
    await Promise.all(
      models.map(async (model) => {
        const sign = JSON.stringify(model);
        const known = this.details.get(model.name);
        details.set(model.name, known?.sign === sign ? known : { sign, model: await get(`/models/${encodeURIComponent(model.name)}`) });
      }),
    );
    this.details = details;
    this.models = models;
  }

  render() {
    return html`
      <div class="page-head">
        <div>
          <h1>Models</h1>
          <p class="lead">A solve that names a model and no version gets its champion.</p>
        </div>
        <div class="actions">
          ${may("submitter") ? html`<a class="button primary" href="/training/new">${icon("plus")}Train a model</a>` : nothing}
        </div>
      </div>
      ${problemNote(this.problem)} ${this.list()}
    `;
  }

  list() {
    if (this.models === null) {
      return this.problem ? nothing : html`<p class="soft" role="status">Looking …</p>`;
    }
    if (this.models.length === 0) {
      return html`<div class="card">
        ${empty({
          sign: "layers",
          title: "No models yet",
          text: html`A training that succeeds registers one; weights from elsewhere are brought by <code>./trm import</code>.`,
          action: may("submitter") ? html`<a class="button primary" href="/training/new">Train a model</a>` : nothing,
        })}
      </div>`;
    }
    return html`<div class="card flush">
      ${table({
        caption: "Models by name",
        rows: this.models,
        key: (model) => model.name,
        columns: [
          { head: "Model", cell: (model) => html`<a href="/models/${model.name}"><strong>${model.name}</strong></a>` },
          {
            head: "Champion",
            kind: "tight",
            cell: ({ aliases }) => (aliases.champion ? badge(`version ${aliases.champion}`, "good") : badge("none", "warn")),
          },
          { head: "Held out, right", cell: (model) => this.accuracy(model) },
          { head: "Mean cycles", kind: "right tight", spare: true, cell: (model) => cyclesOf(this.champion(model)?.metrics)?.toFixed(2) ?? "–" },
          { head: "Versions", kind: "right tight", spare: true, cell: (model) => whole(this.details.get(model.name).model.versions.length) },
          { head: "Newest", kind: "tight", cell: (model) => html`<span class="phone-only soft">newest </span>${time(this.details.get(model.name).model.versions[0].createdAt)}` },
        ],
      })}
    </div>`;
  }

  champion({ name, aliases }) {
    return this.details.get(name).model.versions.find((version) => version.version === aliases.champion);
  }

  accuracy(model) {
    const accuracy = accuracyOf(this.champion(model)?.metrics);
    return accuracy === undefined ? html`<span class="soft">not told</span>` : bar(accuracy);
  }
}

customElements.define("page-models", ModelsPage);
