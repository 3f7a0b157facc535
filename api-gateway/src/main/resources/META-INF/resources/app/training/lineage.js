// Where a version is from: what it went on from, data, seed and code.
import { html, nothing } from "../part.js";
import { idLink } from "../parts/id.js";
import { whole } from "../format.js";

/**
 * A version's facts of origin.
 *
 * @param version as the gateway tells it
 * @param parent the checkpoint that its training went on from; null where there is none, or it is not known yet
 */
export function lineageFacts(version, parent) {
  const { lineage } = version;
  const known = lineage?.code;
  return html`<dl class="facts">
    <dt>Made by</dt>
    <dd>${version.run ? html`run ${idLink("/training", version.run)}` : "an import, or came with the program"}</dd>
    <dt>Went on from</dt>
    <dd>${from(lineage, parent)}</dd>
    <dt>Data</dt>
    <dd>${lineage?.dataSha256 ? html`<code title=${lineage.dataSha256}>sha256 ${lineage.dataSha256.slice(0, 16)}…</code>` : "not told"}</dd>
    <dt>Seed</dt>
    <dd>${lineage?.seed ?? "not told"}</dd>
    <dt>Code</dt>
    <dd>
      ${known
        ? html`${known.version ? `version ${known.version}` : nothing} ${known.commit ? html`<code title=${known.commit}>${known.commit.slice(0, 10)}</code>` : nothing}
          ${known.changed ? html`<span class="soft">with changes that were not committed</span>` : nothing}`
        : "not told"}
    </dd>
    <dt>Checkpoint</dt>
    <dd><code title=${version.checkpoint}>${version.checkpoint.slice(0, 16)}…</code> <a href="/v1/checkpoints/${version.checkpoint}/file" download>file</a></dd>
  </dl>`;
}

function from(lineage, parent) {
  if (!lineage?.parent) {
    return lineage ? "nothing: it began anew" : "not told";
  }
  return html`checkpoint <code title=${lineage.parent}>${lineage.parent.slice(0, 10)}…</code>${
    parent?.run ? html` of run ${idLink("/training", parent.run)}, step ${whole(parent.step)}` : nothing
  }`;
}
