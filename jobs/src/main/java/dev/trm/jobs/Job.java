package dev.trm.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A job as the database has it.
 *
 * @param spec the JSON of a {@link SolveSpec}, {@link TrainSpec} or {@link AdaptSpec}
 * @param model what the spec names: "name@alias", "name@version", for a training the bare name
 * @param epoch raised by every claim, rescue and cancel; a worker writes only with its own
 * @param attempts tries so far, those lost to a crash left out
 * @param crashAttempts tries lost because a worker vanished
 * @param runAt not handed out before
 * @param startedAt of the first try
 * @param worker the one that holds it, or held it last
 * @param leaseUntil when its worker must have renewed its lease, or it is another's; null unless it
 *     runs
 * @param events how many changes of state the audit has of it: the number of the last
 * @param suspectGroup the jobs it is run with, and with no others, after a worker vanished
 * @param reason of the last change of state
 * @param crashStack what the last worker that vanished with it left to read
 */
public record Job(
    JobId id,
    JobKind kind,
    JobState state,
    JsonNode spec,
    String model,
    Priority priority,
    String submittedBy,
    int epoch,
    int attempts,
    int crashAttempts,
    Instant queuedAt,
    Instant runAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    @Nullable Instant deadline,
    @Nullable String worker,
    @Nullable Instant leaseUntil,
    @Nullable JsonNode result,
    @Nullable Failure failure,
    @Nullable JsonNode progress,
    @Nullable JobId retryOf,
    @Nullable UUID batch,
    int events,
    @Nullable UUID suspectGroup,
    @Nullable String reason,
    @Nullable String crashStack) {

  /** The specification of a solve. */
  public SolveSpec solveSpec() {
    return SolveSpec.of(spec);
  }

  /** The specification of a training. */
  public TrainSpec trainSpec() {
    return TrainSpec.of(spec);
  }

  /** The specification of an adaptation. */
  public AdaptSpec adaptSpec() {
    return AdaptSpec.of(spec);
  }
}
