// One model: its versions, which is the champion and why, and moving that.
import { Page } from "../page.js";
import { html, nothing } from "../part.js";
import { get, once, post, put } from "../api.js";
import { withQuery } from "../router.js";
import { may } from "../session.js";
import { icon } from "../icons.js";
import { badge, empty, problemNote } from "../parts/notes.js";
import { ask } from "../parts/dialog.js";
import { input } from "../parts/form.js";
import { idLink } from "../parts/id.js";
import { table } from "../parts/table.js";
import { time } from "../parts/time.js";
import { toast } from "../parts/toast.js";
import { percent, whole } from "../format.js";
import { accuracyOf, cyclesOf, sentence } from "../training/words.js";
import { afterCyclesChart, bandTable, bandWords, bandsOf, bar, cyclesChart, modeTable, searchNote } from "../training/evaluation.js";
import { gateTable } from "../training/gate.js";
import { lineageFacts } from "../training/lineage.js";

const EVERY = 3000;
const CHAMPION = "champion";
const MOST_IN_CHART = 4;

class ModelPage extends Page {
  static properties = {
    model: { state: true },
    parents: { state: true },
  };

  #look = () => {};

  constructor() {
    super();
    this.model = null;
    this.parents = new Map();
  }

  arrived() {
    const { name } = this.params;
    this.heading = name;
    if (this.model?.name === name) {
      this.#look();
      return;
    }
    this.quiet();
    this.model = null;
    this.#look = this.poll(async () => {
      const model = await get(`/models/${encodeURIComponent(name)}`);
      if (name === this.params.name) {
        this.model = model;
        await this.askParent();
      }
    }, EVERY);
  }

  /** The run that wrote what the chosen version went on from, where one may see it. */
  async askParent() {
    const parent = this.chosen?.lineage?.parent;
    if (!parent || this.parents.has(parent)) {
      return;
    }
    const found = await get(`/checkpoints/${parent}`).catch(() => null);
    this.parents = new Map(this.parents).set(parent, found);
  }

  get champion() {
    return this.version(this.model.aliases[CHAMPION]);
  }

  /** The version that the address names, else the champion, else the newest. */
  get chosen() {
    return this.version(Number(this.query.version)) ?? this.champion ?? this.model.versions[0];
  }

  version(number) {
    return this.model.versions.find((version) => version.version === number);
  }

  render() {
    const { model } = this;
    if (!model) {
      return html`<h1>${this.params.name}</h1>
        ${this.problem
          ? html`${problemNote(this.problem)}
              <p><a href="/models">All models</a></p>`
          : html`<p class="soft" role="status">Looking …</p>`}`;
    }
    const before = model.before?.[CHAMPION];
    return html`
      <div class="page-head">
        <div>
          <p class="crumbs"><a href="/models">Models</a></p>
          <h1>${model.name}</h1>
          <p class="lead">
            ${this.champion
              ? html`Champion is version ${this.champion.version}${accuracyOf(this.champion.metrics) === undefined ? nothing : html`, ${percent(accuracyOf(this.champion.metrics))} of held-out puzzles right`}.`
              : "It has no champion: solves must name a version."}
          </p>
        </div>
        <div class="actions">
          ${may("submitter") ? html`<a class="button" href="/solve?model=${model.name}@${this.chosen.version}">${icon("grid")}Solve with version ${this.chosen.version}</a>` : nothing}
          ${may("operator") && before
            ? html`<button class="danger" @click=${() => this.rollBack(before)}>${icon("back")}Roll back to version ${before}</button>`
            : nothing}
        </div>
      </div>
      ${problemNote(this.problem)}
      <div class="card flush">${this.versions(model)}</div>
      ${this.about(this.chosen)}
      ${this.decisions(model)} ${this.moves(model)}
    `;
  }

  versions(model) {
    return table({
      caption: "Versions, newest first",
      rows: model.versions,
      key: (version) => version.version,
      columns: [
        {
          head: "Version",
          kind: "tight",
          cell: (version) =>
            html`<a href=${withQuery({ version: version.version })} aria-current=${version === this.chosen ? "true" : nothing}
              ><strong>Version ${version.version}</strong></a
            >`,
        },
        { head: "Aliases", kind: "tight", cell: (version) => html`<span class="row">${version.aliases.map((alias) => badge(alias, alias === CHAMPION ? "good" : ""))}</span>` },
        { head: "Held out, right", cell: (version) => (accuracyOf(version.metrics) === undefined ? html`<span class="soft">not told</span>` : bar(accuracyOf(version.metrics))) },
        { head: "Mean cycles", kind: "right tight", spare: true, cell: (version) => cyclesOf(version.metrics)?.toFixed(2) ?? "–" },
        { head: "Made", kind: "tight", spare: true, cell: (version) => time(version.createdAt) },
        {
          head: html`<span class="unseen">Actions</span>`,
          kind: "right tight",
          cell: (version) =>
            may("operator") && !version.aliases.includes(CHAMPION)
              ? html`<span class="deeds"
                  ><button class="quiet" aria-label="Promote version ${version.version}" @click=${() => this.promote(version)}>Promote</button></span
                >`
              : nothing,
        },
      ],
    });
  }

  about(version) {
    const { metrics } = version;
    const { champion } = this;
    const other = champion && champion !== version ? { evaluation: champion.metrics, words: `Version ${champion.version}` } : undefined;
    const bands = bandsOf(metrics);
    return html`
      <section class="card" aria-labelledby="version-head">
        <div class="spread">
          <h2 id="version-head">Version ${version.version}</h2>
          <span class="row">${version.aliases.map((alias) => badge(alias, alias === CHAMPION ? "good" : ""))}</span>
        </div>
        <div class="columns">
          <div class="stack tight"><h3>Where it is from</h3>${lineageFacts(version, this.parents.get(version.lineage?.parent))}</div>
          <div class="stack tight">
            <h3>By how a solve ends${metrics.puzzles ? `, on ${whole(metrics.puzzles)} held-out puzzles` : ""}</h3>
            ${modeTable(metrics)} ${searchNote(metrics)}
          </div>
        </div>
      </section>
      <div class="columns">
        <div class="stack">${bands.slice(0, 1).map((name) => this.bands(metrics, name, other))} ${bands.length > 1 ? this.cycles(version) : nothing}</div>
        <div class="stack">
          ${this.afterCycles(version)} ${bands.slice(1).map((name) => this.bands(metrics, name, other))}
          ${bands.length > 1 ? nothing : this.cycles(version)}
        </div>
      </div>
    `;
  }

  bands(metrics, name, other) {
    return html`<section class="card" aria-labelledby="${name}-head">
      <h2 id="${name}-head">Right ${bandWords(name)}</h2>
      ${bandTable(metrics, name, other)}
    </section>`;
  }

  afterCycles(version) {
    return html`<section class="card" aria-labelledby="after-head">
      <h2 id="after-head">Right after each cycle</h2>
      ${afterCyclesChart(this.inChart(version))}
      <p class="soft small">Of all held-out puzzles, each worked on for all cycles: the share whose draft is then the answer.</p>
    </section>`;
  }

  cycles(version) {
    return html`<section class="card" aria-labelledby="cycles-head">
      <h2 id="cycles-head">Right against cycles</h2>
      ${cyclesChart(this.inChart(version))}
      <p class="soft small">Each point is a way to end a solve: by the model's own word, by the rules, or at the last cycle.</p>
    </section>`;
  }

  /** The chosen version, the champion, and the newest of the others. */
  inChart(version) {
    const all = new Set([version, this.champion, ...this.model.versions]);
    return [...all]
      .filter((each) => each?.metrics && accuracyOf(each.metrics) !== undefined)
      .slice(0, MOST_IN_CHART)
      .map((each) => ({ words: `version ${each.version}`, evaluation: each.metrics }));
  }

  decisions({ decisions }) {
    return html`<section class="card" aria-labelledby="decisions-head">
      <h2 id="decisions-head">What the gate decided</h2>
      ${decisions.length === 0
        ? html`<p class="soft">Nothing yet: it decides when a training of this model ends.</p>`
        : decisions.map(
            (decision, i) =>
              html`<details class="more" ?open=${i === 0}>
                <summary>
                  ${decision.version ? `Version ${decision.version}` : "No version"} ${decision.promoted ? badge("promoted", "good") : badge("not promoted", "warn")}
                  <span class="small">${time(decision.at)}</span>
                </summary>
                <div class="stack">
                  <p>${sentence(decision.reason)}</p>
                  ${gateTable(decision.gate, `The gate on ${decision.version ? `version ${decision.version}` : "no version"}`)}
                  <p class="soft small">For ${this.by(decision.by)}${decision.champion ? html`, against version ${decision.champion}` : nothing}.</p>
                </div>
              </details>`,
          )}
    </section>`;
  }

  /** Who a decision was made for, with its page where it has one. */
  by(by) {
    const [kind, id] = by.split(" ");
    return kind === "run" || kind === "sweep" ? html`${kind} ${idLink(kind === "run" ? "/training" : "/training/sweeps", id)}` : by;
  }

  moves({ moves }) {
    return html`<section class="card" aria-labelledby="moves-head">
      <h2 id="moves-head">How aliases moved</h2>
      ${moves.length === 0
        ? empty({ title: "No alias yet", text: "The first version that passes the gate becomes champion." })
        : html`<ol class="timeline">
            ${moves.map(
              (move) =>
                html`<li>
                  <div class="spread">
                    <strong>${move.alias}: ${move.from ? `version ${move.from} → ` : ""}version ${move.to}</strong>
                    <span class="soft small">${time(move.at)}</span>
                  </div>
                  <p class="soft small">by ${this.by(move.actor)}${move.reason ? html` – ${move.reason}` : nothing}</p>
                </li>`,
            )}
          </ol>`}
    </section>`;
  }

  /** What moving the champion will do, in words. */
  consequence(to) {
    const { name } = this.model;
    const from = this.champion;
    const figures = (version) => {
      const accuracy = accuracyOf(version?.metrics);
      return accuracy === undefined ? "accuracy not told" : `${percent(accuracy)} right`;
    };
    return html`
      <p><code>${name}@champion</code> will be version ${to.version} (${figures(to)})${from ? html` instead of version ${from.version} (${figures(from)})` : nothing}.</p>
      <p class="soft">
        Solves that begin from then on get version ${to.version}; those that run end on what they began with. Trainings that end
        after that are compared with it. Nothing is deleted, and the move is noted with your name.
      </p>
    `;
  }

  async promote(version) {
    const answer = await ask({
      title: `Promote version ${version.version}?`,
      body: () => html`${this.consequence(version)}
        ${input({ name: "reason", label: "Why", hint: "kept with the move; may be left out", value: "", change: () => {} })}`,
      action: `Promote version ${version.version}`,
      answer: (form) => ({ reason: form.elements.reason.value.trim() }),
    });
    if (answer) {
      await this.doing(
        () => put(`/models/${encodeURIComponent(this.model.name)}/aliases/${CHAMPION}`, { version: version.version, ...(answer.reason ? { reason: answer.reason } : {}) }),
        "is the champion now",
      );
    }
  }

  async rollBack(before) {
    const sure = await ask({
      title: `Roll back to version ${before}?`,
      body: () => this.consequence(this.version(before) ?? { version: before }),
      action: `Roll back to version ${before}`,
      danger: true,
      answer: () => true,
    });
    if (sure) {
      await this.doing(() => post(`/models/${encodeURIComponent(this.model.name)}/rollback`, { alias: CHAMPION }, once()), "is the champion again");
    }
  }

  async doing(deed, words) {
    try {
      this.model = await deed();
      toast(`${this.model.name}@${this.model.aliases[CHAMPION]} ${words}.`);
    } catch (problem) {
      toast(`${problem.message} ${problem.advice ?? ""}`);
    }
    this.#look();
  }
}

customElements.define("page-model", ModelPage);
