package dev.trm.jobs.checkpoint;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Where checkpoints are kept. */
@ConfigMapping(prefix = "trm.checkpoints")
public interface CheckpointConfig {
  /** Kinds of stores. */
  enum Kind {
    /** A directory that gateway and workers share. */
    DIRECTORY,
    /** A bucket of a service that speaks Amazon's S3. */
    S3
  }

  /** What keeps them: directory or s3; the same for gateway and workers. */
  @WithDefault("directory")
  Kind store();

  /**
   * A directory that gateway and workers share. Under S3 it is each process' own, or a machine's,
   * and has copies of what was used lately.
   */
  @WithDefault(".trm/checkpoints")
  Path directory();

  /**
   * What no row names is marked for removal once it is so old: a crash left it. Must be longer than
   * a file and then its row take to be written.
   */
  @WithDefault("1h")
  Duration orphanAge();

  /**
   * How long such a file is marked before it is removed. Meanwhile a database that knows it takes
   * the mark away.
   */
  @WithDefault("1d")
  Duration removalGrace();

  /**
   * With more than this share of all files without a row, and more than ten, nothing is removed:
   * the database may have been restored from a backup.
   */
  @WithDefault("0.1")
  double mostUnknown();

  /** How often such files are looked for, by the processes that announce and rescue jobs. */
  @WithDefault("5m")
  Duration sweepEvery();

  /** Looked at under S3 only. */
  S3 s3();

  /** A bucket and how it is reached. */
  interface S3 {
    /** The bucket's name; needed under S3. It must exist. */
    Optional<String> bucket();

    /** What the names of all objects begin with, such as {@code trm/}. */
    Optional<String> prefix();

    /** The service's address, where it is not Amazon's own. */
    Optional<URI> endpoint();

    /** Amazon's region; other services mostly take any. */
    @WithDefault("us-east-1")
    String region();

    /**
     * Whether the bucket stands in the path and not in the host's name, as others than Amazon want.
     */
    @WithDefault("false")
    boolean pathStyle();

    /**
     * The key's name; with none it comes from where Amazon's tools look: AWS_ACCESS_KEY_ID, a
     * profile, the machine's role.
     */
    Optional<String> accessKey();

    /** The key's secret; given together with its name. */
    Optional<String> secretKey();

    /** How much may lie in the directory; what was not used for longest goes first. */
    @WithDefault("20G")
    MemorySize localCopies();

    /** The longest that one call, a whole file's transfer included, may take. */
    @WithDefault("30m")
    Duration timeout();
  }
}
