// Stopping a run, going on with it, and going on from it in another way, each asked for before it is done.
import { html, nothing } from "../part.js";
import { once, post } from "../api.js";
import { ask, confirm } from "../parts/dialog.js";
import { problemNote } from "../parts/notes.js";
import { input, select } from "../parts/form.js";
import { go } from "../router.js";
import { toast } from "../parts/toast.js";
import { whole } from "../format.js";

/** Asks whether to stop it; whether it was asked to. */
export async function stop(run) {
  const running = run.job.state === "RUNNING";
  const sure = await confirm({
    title: "Stop this training?",
    text: running
      ? html`<p>It ends within a step, once it has kept all of itself in a checkpoint.</p>
          <p class="soft">It can be resumed from there and ends in the same bits as if it had never stopped.</p>`
      : html`<p>It has not begun, and will not begin.</p>`,
    action: "Stop the training",
    danger: true,
  });
  if (sure) {
    await post(`/runs/${run.id}/stop`);
  }
  return sure;
}

/** Asks whether to go on from this checkpoint, the newest if none is named, and goes to the new run. */
export async function resume(run, checkpoint) {
  const steps = run.job.training.training.steps;
  const sure = await confirm({
    title: "Resume this training?",
    text: html`<p>
        A new run goes on from ${checkpoint ? html`step ${whole(checkpoint.step)}` : "its newest checkpoint"} to step
        ${whole(steps)}, with the same data and settings. This one stays as it is.
      </p>
      <p class="soft">When it succeeds, its version is registered as ${run.job.model} and the gate decides.</p>`,
    action: "Resume the training",
  });
  if (sure) {
    const job = await post(`/runs/${run.id}/resume`, checkpoint ? { checkpoint: checkpoint.id } : {}, once());
    toast("Resumed: this is the run that goes on.");
    go(`/training/${job.id}`);
  }
}

/** Asks for what shall be otherwise, until it can be done or is left; then goes to the new run. */
export async function fork(run, checkpoints, chosen) {
  const spec = run.job.training;
  const resumable = checkpoints.filter((each) => each.resumable);
  const from = chosen ?? resumable[0];
  const wish = {
    checkpoint: from?.id ?? "",
    model: run.job.model,
    steps: String(spec.training.steps > (from?.step ?? 0) ? spec.training.steps : from.step * 2),
    learningRate: String(spec.training.learningRate),
    seed: String(spec.training.seed),
    gate: spec.promotion.gate,
  };
  let key = once();
  let refused = null;
  for (;;) {
    const answer = await ask({
      title: "Fork this training",
      body: (redraw) => forkFields(wish, resumable, refused, redraw),
      action: "Start the fork",
      answer: () => true,
    });
    if (!answer) {
      return;
    }
    try {
      const job = await post(`/runs/${run.id}/fork`, forkRequest(wish), key);
      toast("Started: this is the fork.");
      go(`/training/${job.id}`);
      return;
    } catch (problem) {
      refused = problem;
      // What may have come through is not begun twice; what was refused is another wish the next time.
      key = problem.status === 0 ? key : once();
    }
  }
}

function forkFields(wish, resumable, refused, redraw) {
  const field = (name, label, more = {}) =>
    input({
      name: `fork-${name}`,
      label,
      value: wish[name],
      fault: refused?.of(name === "model" ? "/model" : `/training/${name}`),
      change: (text) => {
        wish[name] = text.trim();
        redraw();
      },
      ...more,
    });
  const placed = ["/model", "/training/steps", "/training/learningRate", "/training/seed"].some((pointer) => refused?.of(pointer));
  return html`
    <p class="soft">A new run goes on from a checkpoint of this one under other settings. Data, network and batch stay.</p>
    ${placed ? nothing : problemNote(refused)}
    ${select({
      name: "fork-checkpoint",
      label: "From",
      value: wish.checkpoint,
      options: resumable.map((each) => ({ value: each.id, words: `step ${whole(each.step)} (${each.id.slice(0, 8)}…)` })),
      change: (value) => {
        wish.checkpoint = value;
        redraw();
      },
    })}
    <div class="fields">
      ${field("steps", "Steps in all", { type: "number", min: 1, hint: "more than the checkpoint has" })}
      ${field("learningRate", "Learning rate", { type: "number", step: "any", min: 0 })} ${field("seed", "Seed", { type: "number" })}
    </div>
    <div class="fields">
      ${field("model", "Model", { hint: "what the result is registered as" })}
      ${select({
        name: "fork-gate",
        label: "Promote it",
        value: wish.gate,
        options: [
          { value: "better", words: "if the gate is passed" },
          { value: "never", words: "never" },
          { value: "always", words: "in any case" },
        ],
        change: (value) => {
          wish.gate = value;
          redraw();
        },
      })}
    </div>
  `;
}

const forkRequest = ({ checkpoint, model, steps, learningRate, seed, gate }) => ({
  ...(checkpoint ? { checkpoint } : {}),
  model,
  training: { steps: Number(steps), learningRate: Number(learningRate), seed: Number(seed) },
  promotion: { gate },
});
