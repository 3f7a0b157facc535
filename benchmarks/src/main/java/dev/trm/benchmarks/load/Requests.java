package dev.trm.benchmarks.load;

import dev.trm.benchmarks.load.HistoryEntry.Operation;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Creates requests whose jobs are distinguishable from all others of the run. */
final class Requests {
  private static final String JSON = "application/json";
  private static final String NDJSON = "application/x-ndjson";
  private static final String TRAINING =
      """
      {"model": "chaos", "dataset": {"size": 4, "puzzles": 60, "heldOut": 4, "seed": %d},
       "architecture": {"hidden": 32}, "training": {"batch": 8, "steps": %d, "seed": 1},
       "evaluateEvery": 1000}""";

  private final long seed;
  private final Puzzles puzzles;
  private final AtomicLong numbers = new AtomicLong();

  Requests(long seed) {
    this.seed = seed;
    this.puzzles = new Puzzles(seed);
  }

  String nextGrid() {
    return puzzles.next();
  }

  Request solve(boolean keyed, Duration wait) {
    return solve(Operation.SOLVE, nextGrid(), keyed, wait);
  }

  Request poison(String grid) {
    return solve(Operation.POISON, grid, true, Duration.ZERO);
  }

  private Request solve(Operation operation, String grid, boolean keyed, Duration wait) {
    long number = numbers.incrementAndGet();
    return new Request(
        number,
        operation,
        keyed ? key(number) : null,
        Subject.ofGrid(grid),
        1,
        "/v1/solve-jobs",
        JSON,
        "{\"puzzle\": " + puzzle(grid) + "}",
        wait);
  }

  Request batch(int lines) {
    List<String> grids = Stream.generate(this::nextGrid).limit(lines).toList();
    long number = numbers.incrementAndGet();
    return new Request(
        number,
        Operation.BATCH,
        key(number),
        Subject.ofBatch(grids.get(0)),
        lines,
        "/v1/solve-jobs/batch",
        NDJSON,
        grids.stream().map(Requests::puzzle).collect(Collectors.joining("\n")),
        Duration.ZERO);
  }

  Request training(Random random) {
    long number = numbers.incrementAndGet();
    long data = seed * 1_000_000 + number;
    return new Request(
        number,
        Operation.TRAIN,
        key(number),
        Subject.ofSeed(data),
        1,
        "/v1/training-jobs",
        JSON,
        String.format(TRAINING, data, 20 + random.nextInt(80)),
        Duration.ZERO);
  }

  Request retry(String job) {
    long number = numbers.incrementAndGet();
    return about(number, Operation.RETRY, key(number), Subject.ofRetry(job), 1, job, "/retry");
  }

  Request cancel(String job) {
    return about(
        numbers.incrementAndGet(), Operation.CANCEL, null, Subject.ofJob(job), 0, job, "/cancel");
  }

  Request follow(String job) {
    return about(
        numbers.incrementAndGet(), Operation.FOLLOW, null, Subject.ofJob(job), 0, job, "/events");
  }

  private static Request about(
      long number,
      Operation operation,
      @Nullable String key,
      String subject,
      int jobs,
      String job,
      String what) {
    return new Request(
        number, operation, key, subject, jobs, "/v1/jobs/" + job + what, JSON, "", Duration.ZERO);
  }

  private String key(long number) {
    return "chaos-" + seed + "-" + number;
  }

  private static String puzzle(String grid) {
    return "{\"kind\": \"sudoku\", \"grid\": \"" + grid + "\"}";
  }
}
