package dev.trm.jobs.store;

import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Seals secrets anew that are stored. */
public interface Sealing {
  /**
   * The secret sealed anew; empty to leave it as it is.
   *
   * @param owner whose it is
   * @param key that it is sealed with; null if it is not
   */
  Optional<SealedSecret> seal(UUID owner, @Nullable String key, byte[] stored);
}
