package dev.trm.benchmarks.check;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The content of the database and the checkpoint directory after a run.
 *
 * @param traces number of rows for each job
 * @param checkpoints ids that have a row
 * @param files ids that have a file or a manifest
 * @param readable ids whose file's content matches its hash
 */
public record Snapshot(
    List<JobRow> jobs,
    List<EventRow> events,
    Map<String, Integer> traces,
    Set<String> checkpoints,
    Set<String> files,
    Set<String> readable) {

  /** For a database that cannot be read. */
  public static final Snapshot EMPTY =
      new Snapshot(List.of(), List.of(), Map.of(), Set.of(), Set.of(), Set.of());

  private static final Set<String> FINAL = Set.of("SUCCEEDED", "FAILED", "CANCELLED");
  private static final String QUARANTINED = "QUARANTINED";

  static boolean isFinal(String state) {
    return FINAL.contains(state);
  }

  /**
   * A job.
   *
   * @param subject see {@link dev.trm.benchmarks.load.Subject}
   * @param events their number according to the row
   * @param traced whether its cycles are to be stored
   * @param grid of a solve, as submitted
   * @param answer the resulting grid
   * @param solved according to the result
   */
  public record JobRow(
      String id,
      String kind,
      String state,
      String subject,
      @Nullable String batch,
      int epoch,
      int events,
      boolean leased,
      boolean traced,
      @Nullable String grid,
      @Nullable String answer,
      boolean solved) {

    boolean ended() {
      return isFinal(state);
    }

    boolean quarantined() {
      return state.equals(QUARANTINED);
    }
  }

  /**
   * A transition of a job.
   *
   * @param worker of the job at that time
   * @param chained whether its hash is consistent with its content and the previous event
   */
  public record EventRow(
      String job,
      int seq,
      Instant at,
      @Nullable String from,
      String to,
      int epoch,
      @Nullable String worker,
      boolean chained) {

    boolean ends() {
      return isFinal(to);
    }

    boolean quarantines() {
      return to.equals(QUARANTINED);
    }
  }
}
