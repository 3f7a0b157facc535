package dev.trm.gateway.access;

import dev.trm.jobs.TrainSpec;
import dev.trm.jobs.store.ApiKey;
import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;
import org.jspecify.annotations.Nullable;

/**
 * Who calls, and what it may see: readers and operators everything, a submitter only what it
 * submitted. What a caller may not see does not exist for it.
 */
public record Caller(ApiKey key, Credential credential) implements Principal {
  /** What names of callers with tokens begin with; names of keys do not. */
  public static final String OF_TOKENS = "oidc:";

  /** The caller of a request that came through the gate. */
  public static Caller of(SecurityContext context) {
    if (context.getUserPrincipal() instanceof Caller caller) {
      return caller;
    }
    throw new IllegalStateException("the request came past the gate");
  }

  /** The key's name, the actor in the audit. */
  @Override
  public String getName() {
    return key.name();
  }

  /** The key's name, the actor in the audit. */
  public String name() {
    return key.name();
  }

  /** Who answers for the trainings that it submits. */
  public TrainSpec.Submitter submitter() {
    return new TrainSpec.Submitter(key.name(), key.role() == ApiKey.Role.OPERATOR);
  }

  /** Whether it sees what that key submitted. */
  public boolean sees(String submittedBy) {
    String only = only();
    return only == null || only.equals(submittedBy);
  }

  /** Whose things alone it sees; null for everybody's. */
  public @Nullable String only() {
    return key.role() == ApiKey.Role.SUBMITTER ? key.name() : null;
  }
}
