package dev.trm.benchmarks.check;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the database and the checkpoints' directory hold once a run is over.
 *
 * @param traces rows of each job
 * @param checkpoints ids that have a row
 * @param files ids that have a file or a manifest
 * @param readable ids whose file has the content that the id says
 */
public record Snapshot(
    List<JobRow> jobs,
    List<EventRow> events,
    Map<String, Integer> traces,
    Set<String> checkpoints,
    Set<String> files,
    Set<String> readable) {

  /** Of a database that cannot be read. */
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
   * @param events how many the row says it has
   * @param traced whether its cycles are to be kept
   * @param grid of a solve, as it was asked
   * @param answer the grid that came out
   * @param solved what the result says of it
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
   * A change of a job's state.
   *
   * @param worker of the job then
   * @param chained whether its hash follows from itself and the event before
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
