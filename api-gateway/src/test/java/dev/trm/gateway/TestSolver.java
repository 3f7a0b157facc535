package dev.trm.gateway;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.trm.jobs.Failure;
import dev.trm.jobs.FailureCode;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.SolveResult;
import dev.trm.jobs.SolveRuntime;
import dev.trm.jobs.SolveSearch;
import dev.trm.jobs.SolveSpec;
import dev.trm.jobs.TraceLevel;
import dev.trm.jobs.events.JobEvent;
import dev.trm.jobs.events.JobEvents;
import dev.trm.jobs.store.Claim;
import dev.trm.jobs.store.Outcome;
import dev.trm.jobs.store.TraceCycle;
import dev.trm.jobs.worker.JobSink;
import dev.trm.jobs.worker.WorkerIntake;
import dev.trm.jobs.worker.WorkerIntakes;
import dev.trm.puzzles.sudoku.SudokuPuzzle;
import dev.trm.puzzles.sudoku.SudokuSolver;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Takes solve jobs and, when told, answers those of Sudoku in two cycles, the question and the
 * solution, and fails all others.
 */
@Singleton
class TestSolver implements JobSink {
  private static final int CAPACITY = 64;

  private final Map<JobId, Claim> held = new ConcurrentHashMap<>();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final WorkerIntakes intakes;
  private final JobEvents events;
  private @Nullable WorkerIntake intake;
  private volatile boolean answering;

  @Inject
  TestSolver(WorkerIntakes intakes, JobEvents events) {
    this.intakes = intakes;
    this.events = events;
  }

  /** Answers from now on whatever comes. */
  void answer() {
    answering = true;
    open();
  }

  /** Takes jobs from now on and keeps them until {@link #answer} or {@link #finish}. */
  void hold() {
    answering = false;
    open();
  }

  boolean holds(String id) {
    return held.containsKey(JobId.parse(id));
  }

  /** Tells of a cycle of a job it holds. */
  void tellCycle(String id, int cycle) {
    Claim claim = claim(id);
    events.tell(
        new JobEvent(
            claim.id(),
            JobEvent.idOfStep(claim.job(), cycle),
            JobEvent.CYCLE,
            Instant.now(),
            JobJson.tree(Map.of("cycle", cycle))));
  }

  /** Answers one job it holds. */
  void finish(String id) {
    finish(List.of(claim(id)));
  }

  /** Fails one job it holds in a way that a retry may help. */
  void fail(String id) {
    Claim claim = claim(id);
    open()
        .finish(
            List.of(
                new Outcome.Failed(
                    claim, new Failure(FailureCode.DEVICE_FAILED, "the tests' device failed"))));
    held.remove(claim.id());
  }

  @Override
  public void accepted(Claim claim) {
    held.put(claim.id(), claim);
  }

  @Override
  public void lost(Claim claim) {
    held.remove(claim.id(), claim);
  }

  @Override
  public int free() {
    return CAPACITY - held.size();
  }

  @PreDestroy
  void close() {
    stopped.countDown();
    if (intake != null) {
      intake.close();
    }
  }

  private synchronized WorkerIntake open() {
    WorkerIntake opened = intake;
    if (opened == null) {
      opened = intakes.open(JobKind.SOLVE, CAPACITY, this);
      intake = opened;
      Thread thread = new Thread(this::run, "test-solver");
      thread.setDaemon(true);
      thread.start();
    }
    return opened;
  }

  private void run() {
    try {
      while (!stopped.await(20, TimeUnit.MILLISECONDS)) {
        List<Claim> waiting = List.copyOf(held.values());
        if (answering && !waiting.isEmpty()) {
          finish(waiting);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void finish(List<Claim> claims) {
    List<Outcome> outcomes = new ArrayList<>();
    claims.forEach(claim -> outcomes.add(outcome(claim)));
    open().finish(outcomes);
    claims.forEach(claim -> held.remove(claim.id()));
  }

  private Claim claim(String id) {
    Claim claim = held.get(JobId.parse(id));
    if (claim == null) {
      throw new IllegalStateException("job " + id + " is not held");
    }
    return claim;
  }

  private static Outcome outcome(Claim claim) {
    SolveSpec spec = claim.job().solveSpec();
    return spec.puzzleKind().equals("sudoku")
        ? solved(claim, spec)
        : new Outcome.Failed(
            claim, new Failure(FailureCode.MODEL_MISMATCH, "the tests' solver knows Sudoku only"));
  }

  private static Outcome solved(Claim claim, SolveSpec spec) {
    SudokuPuzzle puzzle = SudokuPuzzle.parse(spec.grid());
    var solution = new SudokuSolver(puzzle.givens().size()).solve(puzzle.givens()).orElseThrow();
    int attempt = searched(spec) ? 2 : 1;
    SolveResult result =
        new SolveResult(
            TextNode.valueOf(solution.toString()),
            true,
            2,
            true,
            0.75,
            "sudoku-4x4@1",
            "0".repeat(64),
            new SolveRuntime("cpu", "float32", 1, "none", "none", "plain", List.of(1, 1)),
            null,
            search(spec));
    List<TraceCycle> trace = new ArrayList<>();
    if (attempt > 1) {
      trace.add(cycle(1, 1, puzzle.tokens(), -1));
    }
    trace.add(cycle(attempt, 1, puzzle.tokens(), 0));
    trace.add(cycle(attempt, 2, solution.tokens(), 1.0986f));
    return new Outcome.Succeeded(
        claim, JobJson.tree(result), spec.trace() == TraceLevel.NONE ? List.of() : trace);
  }

  /** It solves puzzles at once, those with a seed by the second attempt. */
  private static boolean searched(SolveSpec spec) {
    return spec.search() != null && spec.search().seed() != null;
  }

  private static SolveResult.@Nullable Search search(SolveSpec spec) {
    SolveSearch asked = spec.search();
    if (asked == null) {
      return null;
    }
    Long seed = asked.seed();
    return seed == null
        ? new SolveResult.Search(1, asked.attempts(), 1, 1, null, 2, 0)
        : new SolveResult.Search(
            2,
            asked.attempts(),
            2,
            2,
            new SolveResult.Variation("symmetry", "rows 2 1 3 4"),
            3,
            seed);
  }

  private static TraceCycle cycle(int attempt, int number, int[] tokens, float haltLogit) {
    byte[] draft = new byte[tokens.length];
    byte[] confidence = new byte[tokens.length];
    Arrays.fill(confidence, (byte) 255);
    for (int cell = 0; cell < tokens.length; cell++) {
      draft[cell] = (byte) tokens[cell];
    }
    return new TraceCycle(attempt, number, draft, confidence, haltLogit, 250);
  }
}
