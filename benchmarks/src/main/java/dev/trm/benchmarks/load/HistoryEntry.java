package dev.trm.benchmarks.load;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something a client asked, or what came of it.
 *
 * @param request counts what clients wanted; asked again with the same key it is the same request
 * @param key the request's Idempotency-Key, if it has one
 * @param subject what tells the jobs it makes from all others, or the job it is about: see {@link
 *     Subject}
 * @param digest SHA-256 of the body
 * @param jobs how many jobs it may make
 * @param answer null while it is only asked
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

  /** What clients do. */
  public enum Operation {
    SOLVE,
    /** A solve that ends the process that computes it. */
    POISON,
    BATCH,
    TRAIN,
    RETRY,
    CANCEL,
    /** Following a job's events to the end; its answer's state is the last that was told. */
    FOLLOW;

    /** Whether it makes jobs. */
    public boolean submits() {
      return this != CANCEL && this != FOLLOW;
    }
  }

  /**
   * What a client learnt.
   *
   * @param status of HTTP; null if no answer came, so that nobody knows whether it was done
   * @param id of the job, or of the batch
   * @param state of the job, as the answer has it
   * @param detail of a problem, or why no answer came
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Answer(
      @Nullable Integer status,
      @Nullable String id,
      @Nullable String state,
      @Nullable String detail) {

    /** No answer came. */
    public static Answer unknown(String why) {
      return new Answer(null, null, null, why);
    }

    /** Whether it was done, for certain. */
    public boolean acknowledged() {
      return status != null && status >= 200 && status < 300;
    }
  }

  HistoryEntry answered(Instant when, Answer what) {
    return new HistoryEntry(when, client, request, operation, key, subject, digest, jobs, what);
  }
}
