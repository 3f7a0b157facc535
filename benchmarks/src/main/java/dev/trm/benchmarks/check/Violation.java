package dev.trm.benchmarks.check;

/**
 * A promise that was not kept.
 *
 * @param subject the job, batch, checkpoint or request
 * @param detail what was promised and what was found
 */
public record Violation(Kind kind, String subject, String detail) {

  /** The promises. */
  public enum Kind {
    /** An acknowledged job is not there. */
    LOST,
    /** One request made more than one job. */
    DOUBLED,
    /** A job nobody asked for. */
    UNASKED,
    /** A job has neither ended nor gone to quarantine. */
    STUCK,
    /** A job ended more than once, or not in the state its events say. */
    OUTCOMES,
    /** A job's epoch fell. */
    EPOCH,
    /** A number is missing among a job's events, or there twice. */
    GAP,
    /** The system's own verification of its audit found something. */
    AUDIT,
    /** The hash of an event does not follow from the one before. */
    CHAIN,
    /** A solve's outcome has no trace, or more than one. */
    TRACE,
    /** A job runs without a lease, or has one and does not run. */
    LEASE,
    /** A checkpoint's file has no row. */
    ORPHAN_CHECKPOINT,
    /** A checkpoint's row has no file whose content it names. */
    UNREADABLE_CHECKPOINT,
    /** A cancel was acknowledged, and the job ended otherwise. */
    CANCEL,
    /** Called solved, and against the rules. */
    FALSELY_SOLVED,
    /** In quarantine without being poison, or poison and not in quarantine once. */
    QUARANTINE,
    /** A client was told a state that the job never ended in. */
    MISTOLD,
    /** An answer was a fault of the server's own: 500. */
    SERVER_FAULT,
    /** Work went on again, but later than promised. */
    LATE
  }
}
