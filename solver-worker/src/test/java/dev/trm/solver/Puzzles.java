package dev.trm.solver;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.trm.jobs.HaltMode;
import dev.trm.jobs.Job;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.JobState;
import dev.trm.jobs.Priority;
import dev.trm.jobs.SolveSearch;
import dev.trm.jobs.SolveSpec;
import dev.trm.jobs.TraceLevel;
import dev.trm.jobs.store.Claim;
import dev.trm.model.Mixer;
import dev.trm.model.Positions;
import dev.trm.model.TrmConfig;
import dev.trm.model.checkpoint.TrmWeights;
import dev.trm.model.train.Initialization;
import dev.trm.puzzles.sudoku.SudokuGenerator;
import dev.trm.puzzles.sudoku.SudokuSize;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Small Sudokus, jobs for them, and untrained models that take them. */
final class Puzzles {
  static final String MODEL = "sudoku-4x4@1";

  private Puzzles() {}

  static List<String> fourByFour(int count, long seed) {
    SudokuGenerator generator = new SudokuGenerator(SudokuSize.FOUR, seed);
    return Stream.generate(() -> generator.withGivens(7).puzzle().toString()).limit(count).toList();
  }

  static SolveSpec spec(String grid, HaltMode halt, int maxCycles) {
    return new SolveSpec("sudoku", grid, MODEL, maxCycles, TraceLevel.FULL, halt);
  }

  /** A specification with further attempts. */
  static SolveSpec spec(String grid, HaltMode halt, int maxCycles, SolveSearch search) {
    return new SolveSpec(
        "sudoku",
        TextNode.valueOf(grid),
        MODEL,
        maxCycles,
        TraceLevel.FULL,
        halt,
        null,
        null,
        search);
  }

  static Claim claim(SolveSpec spec) {
    return claim(spec, null);
  }

  static Claim claim(SolveSpec spec, @Nullable Instant deadline) {
    return claim(spec, deadline, null);
  }

  static Claim ofBatch(SolveSpec spec, UUID batch) {
    return claim(spec, null, batch);
  }

  private static Claim claim(SolveSpec spec, @Nullable Instant deadline, @Nullable UUID batch) {
    Job job =
        new Job(
            JobId.next(),
            JobKind.SOLVE,
            JobState.RUNNING,
            JobJson.tree(spec),
            spec.model() == null ? "" : spec.model(),
            Priority.NORMAL,
            "ada",
            1,
            1,
            0,
            Instant.EPOCH,
            Instant.EPOCH,
            Instant.EPOCH,
            null,
            deadline,
            "solve-fake",
            null,
            null,
            null,
            null,
            null,
            batch,
            2,
            null,
            null,
            null);
    return new Claim(job, 1);
  }

  /** Like {@link #untrained}, but so wide that its products are fused in float32 too. */
  static TrmWeights wide() {
    return Initialization.of(
        new TrmConfig(
            6, 16, 256, 2, 1, 1, 32, 1, 1, 16, 1, 256, 1, Mixer.MLP, Positions.NONE, 1e4, 1e-5),
        1);
  }

  /** For 4×4: six tokens, sixteen cells. */
  static TrmWeights untrained(long seed) {
    return Initialization.of(
        new TrmConfig(
            6, 16, 16, 2, 1, 2, 16, 1, 1, 16, 1, 16, 1, Mixer.MLP, Positions.ROPE, 10000, 1e-5),
        seed);
  }
}
