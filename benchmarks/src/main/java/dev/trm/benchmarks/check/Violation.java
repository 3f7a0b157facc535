package dev.trm.benchmarks.check;

/**
 * A violation of a guarantee.
 *
 * @param subject the job, batch, checkpoint or request
 * @param detail expected and actual state
 */
public record Violation(Kind kind, String subject, String detail) {

  /** The guarantees. */
  public enum Kind {
    /** An acknowledged job is missing. */
    LOST,
    /** One request made more than one job. */
    DOUBLED,
    /** A job exists without a request. */
    UNASKED,
    /** A job is neither in a final state nor quarantined. */
    STUCK,
    /** A job ended more than once, or its state contradicts its events. */
    OUTCOMES,
    /** A job's epoch decreased. */
    EPOCH,
    /** A job's event numbers have a gap or a duplicate. */
    GAP,
    /** The system's own verification of its audit log found an error. */
    AUDIT,
    /** The hash of an event does not match the previous event. */
    CHAIN,
    /** A solve's outcome has no trace, or more than one. */
    TRACE,
    /** A running job has no lease, or another one has a lease. */
    LEASE,
    /** A checkpoint's file has no row. */
    ORPHAN_CHECKPOINT,
    /** A checkpoint's row has no file with matching content. */
    UNREADABLE_CHECKPOINT,
    /** A cancel was acknowledged, and the job ended in another state. */
    CANCEL,
    /** A solve is marked as solved, but its answer breaks the rules. */
    FALSELY_SOLVED,
    /**
     * A job is quarantined without being poison, or a poison job was not quarantined exactly once.
     */
    QUARANTINE,
    /** A client received a final state in which the job did not end. */
    MISTOLD,
    /** The server answered with status 500. */
    SERVER_FAULT,
    /** Recovery took longer than its target. */
    LATE
  }
}
