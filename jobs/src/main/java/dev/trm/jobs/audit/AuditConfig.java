package dev.trm.jobs.audit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The audit's anchors. */
@ConfigMapping(prefix = "trm.audit")
public interface AuditConfig {
  /**
   * A file with the key that signs anchors, Ed25519; made with mode 600 where it is missing.
   * Without it this process makes no anchors. Keep it where the database's administrators cannot
   * read it.
   */
  Optional<Path> keyFile();

  /** Public keys (X.509, base64) whose anchors are trusted besides this process' own. */
  Optional<List<String>> trustedKeys();

  /** The time between two anchors while jobs end. */
  @WithDefault("1m")
  Duration interval();

  /** The longest time between two anchors, even if nothing happens. */
  @WithDefault("1h")
  Duration silence();
}
