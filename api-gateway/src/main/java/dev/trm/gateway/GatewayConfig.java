package dev.trm.gateway;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The REST interface. */
@ConfigMapping(prefix = "trm.gateway")
public interface GatewayConfig {
  /** The operator's key, 16 characters or more; it replaces the one of the last start. */
  Optional<String> operatorKey();

  /**
   * A file with the operator's key; made, with a random key and mode 600, where it is missing. Not
   * looked at when the operator's key is given.
   */
  Optional<Path> keyFile();

  /** How long a key that was found is trusted without asking the database again. */
  @WithDefault("5s")
  Duration keyCache();

  /** With so many jobs of a kind queued, no more are taken. */
  @WithDefault("200000")
  long maxQueued();

  /** The longest that a request may wait for its job by {@code Prefer: wait}. */
  @WithDefault("60s")
  Duration maxWait();

  /** How often jobs that somebody waits for are looked up, in case an event was lost. */
  @WithDefault("2s")
  Duration reread();

  /** How often an event stream without events shows that it lives. */
  @WithDefault("15s")
  Duration heartbeat();

  /** The largest JSON body. */
  @WithDefault("1M")
  MemorySize maxBody();

  /** The largest body of a batch. */
  @WithDefault("256M")
  MemorySize maxBatchBody();

  /** The longest line of a batch. */
  @WithDefault("64K")
  MemorySize maxBatchLine();

  /** The most lines of a batch. */
  @WithDefault("100000")
  int maxBatchLines();
}
