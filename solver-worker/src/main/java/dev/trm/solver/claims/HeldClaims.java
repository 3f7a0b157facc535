package dev.trm.solver.claims;

import dev.trm.jobs.JobId;
import dev.trm.jobs.store.Claim;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The claims that are this worker's, from acceptance until their outcome is recorded or they are
 * lost. Every stage asks here whether its work is still wanted. Safe for several threads.
 */
public final class HeldClaims {
  private final ConcurrentMap<JobId, Claim> claims = new ConcurrentHashMap<>();

  public void add(Claim claim) {
    claims.put(claim.id(), claim);
  }

  /** Forgets a claim; a newer one of the same job stays. */
  public void remove(Claim claim) {
    claims.computeIfPresent(
        claim.id(), (id, present) -> present.epoch() == claim.epoch() ? null : present);
  }

  public boolean holds(Claim claim) {
    Claim present = claims.get(claim.id());
    return present != null && present.epoch() == claim.epoch();
  }

  public int size() {
    return claims.size();
  }

  public List<Claim> all() {
    return List.copyOf(claims.values());
  }
}
