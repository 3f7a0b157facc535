package dev.trm.jobs.store;

/**
 * Who may call the REST interface. The key itself is kept nowhere.
 *
 * @param name unique; the actor in the audit, and the one the relay is fair to
 */
public record ApiKey(String name, Role role) {
  /** What a caller may do; each role may do what the ones before it may. */
  public enum Role {
    /** Look at everything. */
    READER,
    /** Submit, cancel and retry jobs. */
    SUBMITTER,
    /** Move models' aliases and release jobs from quarantine. */
    OPERATOR;

    /** Whether this role may do what needs the other. */
    public boolean includes(Role needed) {
      return compareTo(needed) >= 0;
    }
  }
}
