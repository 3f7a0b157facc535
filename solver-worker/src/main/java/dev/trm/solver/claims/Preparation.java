package dev.trm.solver.claims;

import dev.trm.jobs.Failure;
import dev.trm.jobs.FailureCode;
import dev.trm.jobs.HaltMode;
import dev.trm.jobs.SolveReplay;
import dev.trm.jobs.SolveSpec;
import dev.trm.jobs.store.Claim;
import dev.trm.jobs.store.StoreException;
import dev.trm.model.TrmConfig;
import dev.trm.model.search.PuzzleGroups;
import dev.trm.puzzles.Puzzle;
import dev.trm.solver.models.ModelCatalog;
import dev.trm.solver.models.ServedModel;
import dev.trm.solver.replay.Recording;
import dev.trm.solver.replay.Recordings;
import dev.trm.solver.slots.SolveTask;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Prepares claims for the engine on its own thread: reads the puzzle, finds the model and loads its
 * weights. While the registry is unavailable it waits; the leases are renewed meanwhile.
 */
public final class Preparation {
  private static final Logger LOG = Logger.getLogger(Preparation.class);

  private final ModelCatalog models;
  private final Recordings recordings;
  private final HeldClaims held;
  private final Duration pause;
  private final Consumer<SolveTask> ready;
  private final BiConsumer<Claim, Failure> refused;
  private final BlockingQueue<Claim> claims = new LinkedBlockingQueue<>();
  private final Thread thread = new Thread(this::run, "trm-solver-prepare");

  /**
   * @param recordings recorded solves, for replays
   * @param pause before a retry while the registry is unavailable
   * @param ready receives the prepared tasks
   * @param refused receives claims that cannot run, with the reason
   */
  public Preparation(
      ModelCatalog models,
      Recordings recordings,
      HeldClaims held,
      Duration pause,
      Consumer<SolveTask> ready,
      BiConsumer<Claim, Failure> refused) {
    this.models = models;
    this.recordings = recordings;
    this.held = held;
    this.pause = pause;
    this.ready = ready;
    this.refused = refused;
    thread.setDaemon(true);
  }

  public void start() {
    thread.start();
  }

  /** Adds a claim; never blocks. */
  public void add(Claim claim) {
    claims.add(claim);
  }

  /** Ends the thread; claims not yet prepared stay held. */
  public void stop() throws InterruptedException {
    thread.interrupt();
    thread.join();
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        prepare(claims.take());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void prepare(Claim claim) throws InterruptedException {
    while (held.holds(claim)) {
      try {
        Prepared prepared = prepared(claim);
        if (prepared instanceof Prepared.Ready task) {
          ready.accept(task.task());
        } else if (prepared instanceof Prepared.Refused no) {
          refused.accept(claim, no.failure());
        }
        return;
      } catch (StoreException e) {
        LOG.warnf("job %s waits for the registry: %s", claim.id(), e.getMessage());
        Thread.sleep(pause.toMillis());
      } catch (OutOfMemoryError e) {
        LOG.errorf(e, "job %s fails, no memory for its model", claim.id());
        refused.accept(
            claim, new Failure(FailureCode.OUT_OF_MEMORY, "no memory left for the model"));
        return;
      } catch (RuntimeException e) {
        LOG.errorf(e, "job %s fails, it could not be prepared", claim.id());
        refused.accept(claim, new Failure(FailureCode.INTERNAL, "preparing the job failed: " + e));
        return;
      }
    }
  }

  private Prepared prepared(Claim claim) {
    SolveSpec spec;
    Puzzle puzzle;
    try {
      spec = claim.job().solveSpec();
      puzzle = Puzzle.parse(spec.puzzleKind(), spec.grid(), spec.layout());
    } catch (IllegalArgumentException e) {
      return refused(FailureCode.INVALID_SPEC, said(e));
    }
    if (spec.halt() == HaltMode.CHECKED && !puzzle.kind().hasRules()) {
      return refused(
          FailureCode.INVALID_SPEC,
          "halt: checked, but a puzzle of kind " + puzzle.kind().wire() + " has no rules");
    }
    String named = spec.model();
    String reference = named == null ? puzzle.defaultModels().get(0) : named;
    Optional<ServedModel> model;
    try {
      model = model(spec, reference);
    } catch (IOException e) {
      LOG.warnf(e, "job %s fails, its model's checkpoint cannot be read", claim.id());
      return refused(FailureCode.CHECKPOINT_UNREADABLE, "model " + reference + ": " + said(e));
    }
    if (model.isEmpty()) {
      return refused(
          FailureCode.MODEL_NOT_FOUND, "model: '" + reference + "' is not in the registry");
    }
    Optional<String> mismatch = mismatch(model.get(), puzzle);
    if (mismatch.isPresent()) {
      return refused(FailureCode.MODEL_MISMATCH, mismatch.get());
    }
    return new Prepared.Ready(SolveTask.of(claim, spec, puzzle, model.get(), recording(spec)));
  }

  /** Why the model cannot take the puzzle; empty if it can. */
  private static Optional<String> mismatch(ServedModel model, Puzzle puzzle) {
    TrmConfig config = model.weights().config();
    boolean fits =
        PuzzleGroups.fit(config, puzzle.sequenceLength(), puzzle.vocabulary(), puzzle.relations());
    return fits
        ? Optional.empty()
        : Optional.of(
            String.format(
                "model %s takes %s%d cells of %d tokens%s; the puzzle, %s %s, has %d cells of %d"
                    + " tokens%s",
                model.reference(),
                config.mixer().takesGroups() ? "up to " : "",
                config.sequenceLength(),
                config.vocabulary(),
                switch (config.mixer()) {
                  case RELATIONS -> " in groups whose symbols differ";
                  case NEIGHBOURS -> " with neighbours";
                  case MLP, ATTENTION -> "";
                },
                puzzle.kind().wire(),
                puzzle.shape(),
                puzzle.sequenceLength(),
                puzzle.vocabulary(),
                config.mixer().takesGroups() && puzzle.relations().isEmpty()
                    ? " without these"
                    : ""));
  }

  private Optional<ServedModel> model(SolveSpec spec, String reference) throws IOException {
    SolveReplay replay = spec.replay();
    return replay == null
        ? models.find(reference)
        : Optional.of(models.checkpoint(reference, replay.checkpoint()));
  }

  private @Nullable Recording recording(SolveSpec spec) {
    SolveReplay replay = spec.replay();
    return replay == null ? null : recordings.find(replay.of()).orElse(null);
  }

  private static Prepared refused(FailureCode code, String message) {
    return new Prepared.Refused(new Failure(code, message));
  }

  private static String said(Exception e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }

  private sealed interface Prepared {
    record Ready(SolveTask task) implements Prepared {}

    record Refused(Failure failure) implements Prepared {}
  }
}
