package dev.trm.solver.claims;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.jobs.Failure;
import dev.trm.jobs.FailureCode;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.ReplayVerdict;
import dev.trm.jobs.SolveReplay;
import dev.trm.jobs.SolveResult;
import dev.trm.jobs.SolveRuntime;
import dev.trm.jobs.events.CycleEvent;
import dev.trm.jobs.events.JobEvent;
import dev.trm.jobs.events.JobEvents;
import dev.trm.jobs.store.Outcome;
import dev.trm.jobs.store.TraceCycle;
import dev.trm.puzzles.Draft;
import dev.trm.solver.replay.ReplayComparison;
import dev.trm.solver.slots.ComputeFacts;
import dev.trm.solver.slots.Solve;
import dev.trm.solver.slots.SolveListener;
import dev.trm.solver.slots.SolveStep;
import dev.trm.solver.slots.SolveTask;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Converts the engine's reports to events and outcomes, on its own thread. Publishes a job's cycles
 * before its outcome, so that they precede its final state. The last cycle is not published
 * separately: clients read it from the trace after the final state.
 */
public final class SolveReports implements SolveListener {
  private static final Logger LOG = Logger.getLogger(SolveReports.class);
  private static final String STOPS = "the worker stops";

  /**
   * Maximum number of unpublished cycles; further ones are dropped, because the trace contains them
   * too.
   */
  private static final int MOST_WAITING_CYCLES = 4096;

  private final JobEvents events;
  private final Consumer<Outcome> outcomes;
  private final Clock clock;
  private final ThreadPoolExecutor thread;

  public SolveReports(JobEvents events, Consumer<Outcome> outcomes, Clock clock) {
    this.events = events;
    this.outcomes = outcomes;
    this.clock = clock;
    this.thread =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> {
              Thread made = new Thread(work, "trm-solver-report");
              made.setDaemon(true);
              return made;
            });
  }

  @Override
  public void stepped(SolveTask task, @Nullable TraceCycle before, SolveStep step) {
    if (task.traced()
        && step.number() <= CycleEvent.MOST
        && thread.getQueue().size() < MOST_WAITING_CYCLES) {
      thread.execute(() -> tell(task, before, step));
    }
  }

  @Override
  public void answered(Solve solve) {
    thread.execute(() -> outcomes.accept(outcome(solve)));
  }

  @Override
  public void failed(Solve solve, Failure failure) {
    thread.execute(
        () -> outcomes.accept(new Outcome.Failed(solve.task().claim(), failure, solve.trace())));
  }

  @Override
  public void failed(SolveTask task, Failure failure) {
    thread.execute(() -> outcomes.accept(new Outcome.Failed(task.claim(), failure)));
  }

  @Override
  public void released(SolveTask task) {
    thread.execute(() -> outcomes.accept(new Outcome.Released(task.claim(), STOPS)));
  }

  /** Ends when all reports are processed, or after the maximum time. */
  public void close(Duration patience) throws InterruptedException {
    thread.shutdown();
    if (!thread.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      LOG.warnf("%d reports are dropped, their leases will lapse", thread.shutdownNow().size());
    }
  }

  private void tell(SolveTask task, @Nullable TraceCycle before, SolveStep step) {
    try {
      int[] was = before == null ? task.puzzle().tokens() : before.tokens();
      events.tell(
          new JobEvent(
              task.claim().id(),
              JobEvent.idOfStep(task.claim().job(), step.number()),
              JobEvent.CYCLE,
              clock.instant(),
              CycleEvent.data(task.claim().job(), task.puzzle(), was, step.cycle())));
    } catch (RuntimeException e) {
      LOG.errorf(e, "cycle %d of job %s is not told", step.number(), task.claim().id());
    }
  }

  private static Outcome outcome(Solve solve) {
    try {
      return new Outcome.Succeeded(solve.task().claim(), result(solve), solve.trace());
    } catch (RuntimeException e) {
      LOG.errorf(e, "job %s fails, its answer cannot be read", solve.task().claim().id());
      return new Outcome.Failed(
          solve.task().claim(),
          new Failure(FailureCode.INTERNAL, "the answer could not be read: " + e));
    }
  }

  private static JsonNode result(Solve solve) {
    TraceCycle last = solve.answer();
    SolveTask task = solve.task();
    Draft draft = task.puzzle().draft(last.tokens());
    ComputeFacts facts = solve.facts();
    SolveRuntime runtime =
        new SolveRuntime(
            facts.device(),
            facts.precision(),
            facts.threads(),
            facts.library(),
            facts.instructions(),
            facts.kernels(),
            solve.slots());
    return JobJson.tree(
        new SolveResult(
            draft.grid(),
            draft.checked() ? draft.solved() : null,
            last.cycle(),
            solve.halted(),
            last.haltProbability(),
            task.model().reference(),
            task.model().checkpoint(),
            runtime,
            verdict(solve, runtime),
            solve.attempts(draft.solved()).orElse(null)));
  }

  private static @Nullable ReplayVerdict verdict(Solve solve, SolveRuntime runtime) {
    SolveTask task = solve.task();
    SolveReplay replay = task.spec().replay();
    return replay == null
        ? null
        : ReplayComparison.of(
            replay.of(),
            task.recording(),
            task.model().checkpoint(),
            runtime,
            solve.trace(),
            task.puzzle().shape());
  }
}
