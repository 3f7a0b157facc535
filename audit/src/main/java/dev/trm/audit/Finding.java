package dev.trm.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that verification found wrong.
 *
 * @param job whose; null if it is no job's
 * @param seq of the event, the operators' action or the anchor; 0 if it is of the whole
 * @param words for people, with all that is known
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Finding(Kind kind, @Nullable UUID job, long seq, String words) {
  /** What is wrong. */
  public enum Kind {
    EVENT_ALTERED,
    EVENT_REMOVED,
    EVENT_REORDERED,
    /** Events at the end of a chain are gone. */
    TAIL_CUT,
    /** The chain fits together, but is another than the one that was anchored. */
    CHAIN_REWRITTEN,
    SUBMISSION_ALTERED,
    /** The job's state, result or failure is not what its last event says. */
    OUTCOME_ALTERED,
    TRACE_ALTERED,
    TRACE_REMOVED,
    JOB_REMOVED,
    PARTITION_REMOVED,
    /** The job has ended, but no anchor has it and none will. */
    NOT_ANCHORED,
    ACTION_ALTERED,
    ACTION_REMOVED,
    /** A key, model, version, alias, decision, sweep, recipe or schedule is not as recorded. */
    REGISTRY_ALTERED,
    /** What waits for an anchor is not how the job ended. */
    PENDING_ALTERED,
    ANCHOR_ALTERED,
    ANCHOR_REMOVED,
    ANCHOR_SIGNATURE,
    /** Signed with a key that is not trusted here. */
    ANCHOR_KEY
  }
}
