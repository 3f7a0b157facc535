package dev.trm.benchmarks.load;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A request of a client, or its answer.
 *
 * @param request the request's number; a retry with the same key has the same number
 * @param key the request's Idempotency-Key; null if it has none
 * @param subject identifies the jobs that it makes, or the job it is about: see {@link Subject}
 * @param digest SHA-256 of the body
 * @param jobs maximum number of jobs that it makes
 * @param answer null in the entry of the request itself
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HistoryEntry(
    Instant at,
    int client,
    long request,
    Operation operation,
    @Nullable String key,
    String subject,
    String digest,
    int jobs,
    @Nullable Answer answer) {

  /** The operations of clients. */
  public enum Operation {
    SOLVE,
    /** A solve that crashes the process that runs it. */
    POISON,
    BATCH,
    TRAIN,
    RETRY,
    CANCEL,
    /** Following a job's event stream to its end; the answer has the last received state. */
    FOLLOW;

    /** Whether it makes jobs. */
    public boolean submits() {
      return this != CANCEL && this != FOLLOW;
    }
  }

  /**
   * The answer to a request.
   *
   * @param status of HTTP; null if no answer arrived, so that the effect is unknown
   * @param id of the job, or of the batch
   * @param state of the job in the answer
   * @param detail of a problem, or why no answer arrived
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Answer(
      @Nullable Integer status,
      @Nullable String id,
      @Nullable String state,
      @Nullable String detail) {

    /** The answer if none arrived. */
    public static Answer unknown(String why) {
      return new Answer(null, null, null, why);
    }

    /** Whether the request certainly took effect. */
    public boolean acknowledged() {
      return status != null && status >= 200 && status < 300;
    }
  }

  HistoryEntry answered(Instant when, Answer what) {
    return new HistoryEntry(when, client, request, operation, key, subject, digest, jobs, what);
  }
}
