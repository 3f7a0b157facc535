package dev.trm.jobs.worker;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** How a worker takes and keeps jobs. */
@ConfigMapping(prefix = "trm.worker")
public interface WorkerConfig {
  /** The worker's name in claims and in the audit; by default host, process and a random part. */
  Optional<String> name();

  /** How long a claim holds without a heartbeat, by the database's clock. */
  @WithDefault("6s")
  Duration lease();

  /** How often leases are renewed. */
  @WithDefault("1500ms")
  Duration heartbeat();

  /**
   * How long the database may be out of reach before the worker stops the work on its jobs and
   * releases them; a worker that is cut off alone would compute for nothing. Longer than a
   * failover.
   */
  @WithDefault("1m")
  Duration giveUp();

  /**
   * Whether a worker holds a database session of its own, by whose end a crash is noticed before
   * the leases lapse. Of no use behind a proxy that shares sessions among clients.
   */
  @WithDefault("true")
  boolean session();

  /**
   * Where the JVM leaves its error files ({@code hs_err_pidN.log}); those of workers that vanished
   * are noted at their jobs when the next worker starts there.
   */
  @WithDefault(".")
  Path crashReports();

  /** How often a worker asks whether its jobs are still its own: how long a cancel may take. */
  @WithDefault("250ms")
  Duration check();
}
