package dev.trm.benchmarks.resume;

import dev.trm.benchmarks.fleet.SupervisedService;
import dev.trm.benchmarks.resume.ResumeReport.Rate;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Compares the speed of two trainers with different checkpoint intervals. They train in turn, with
 * the other one idle, a network whose checkpoint has some megabytes.
 */
final class RateRun {
  private static final int RUNS = 5;
  private static final Duration WARM = Duration.ofSeconds(3);
  private static final Duration MEASURED = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final Duration LOOK = Duration.ofMillis(2);

  private static final String TRAINING =
      """
      {"model": "rate", "evaluateEvery": 1000000, "promotion": {"gate": "never"},
       "dataset": {"size": 6, "puzzles": 200, "heldOut": 8, "minimalShare": 0},
       "architecture": {"hidden": 128, "maxCycles": 4},
       "training": {"steps": 4999, "batch": 8}}""";

  private final Trainings trainings;
  private final TrainingProbe probe;

  RateRun(Trainings trainings, TrainingProbe probe) {
    this.trainings = trainings;
    this.probe = probe;
  }

  /**
   * Compares them.
   *
   * @param with writes checkpoints
   * @param without writes none
   */
  Rate compare(SupervisedService with, SupervisedService without)
      throws IOException, InterruptedException, SQLException {
    List<Double> first = new ArrayList<>();
    List<Double> second = new ArrayList<>();
    for (int run = 0; run < RUNS; run++) {
      first.add(rate(with.worker(), without.worker()));
      second.add(rate(without.worker(), with.worker()));
    }
    return new Rate(median(first), median(second), RUNS);
  }

  /** Steps per second of one of them. */
  private double rate(String worker, String other)
      throws IOException, InterruptedException, SQLException {
    trainings.drain(other, true);
    trainings.drain(worker, false);
    await(() -> probe.waits(worker), worker + " takes no jobs");
    String id;
    while (true) {
      id = trainings.submit(TRAINING);
      String run = id;
      await(() -> probe.look(run).step() > 0, "training " + run + " does not begin");
      if (worker.equals(probe.look(id).worker())) {
        break;
      }
      // The other trainer was not drained yet.
      end(id);
    }
    long warm = System.nanoTime() + WARM.toNanos();
    String run = id;
    await(() -> System.nanoTime() - warm > 0, "time stands still");
    Point from = point(run);
    long measured = from.nanos() + MEASURED.toNanos();
    await(() -> System.nanoTime() - measured > 0, "time stands still");
    Point to = point(run);
    end(run);
    return (to.step() - from.step()) * 1e9 / (to.nanos() - from.nanos());
  }

  /** When a step was first reported. */
  private record Point(long step, long nanos) {}

  private Point point(String run) throws IOException, InterruptedException, SQLException {
    long before = probe.look(run).step();
    await(() -> probe.look(run).step() > before, "training " + run + " stands still");
    return new Point(probe.look(run).step(), System.nanoTime());
  }

  private void end(String run) throws IOException, InterruptedException, SQLException {
    String worker = Objects.requireNonNull(probe.look(run).worker());
    trainings.cancel(run);
    await(() -> probe.look(run).ended() && probe.free(worker), worker + " does not become free");
  }

  private interface Condition {
    boolean holds() throws SQLException;
  }

  private static void await(Condition condition, String otherwise)
      throws IOException, InterruptedException, SQLException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() - end > 0) {
        throw new IOException(otherwise + " for " + PATIENCE);
      }
      Thread.sleep(LOOK.toMillis());
    }
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }
}
