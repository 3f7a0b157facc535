package dev.trm.solver.claims;

import dev.trm.jobs.JobId;
import dev.trm.jobs.store.Claim;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The claims that this worker holds, from acceptance until their outcome is recorded or their lease
 * is lost. Every stage checks here whether a claim is still held. Thread-safe.
 */
public final class HeldClaims {
  private final ConcurrentMap<JobId, Claim> claims = new ConcurrentHashMap<>();

  public void add(Claim claim) {
    claims.put(claim.id(), claim);
  }

  /** Removes a claim; a newer claim of the same job stays. */
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
