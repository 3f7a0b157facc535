package dev.trm.gateway;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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

  /** How long somebody who signed in to the pages stays signed in. */
  @WithDefault("12h")
  Duration sessionTime();

  /**
   * Host names, without ports, that requests may be addressed to; others are answered with 421.
   * Left out: localhost, the loopback addresses and the address listened on. {@code *} allows all.
   */
  Optional<Set<String>> hosts();

  /**
   * Requests a minute of a reader's or submitter's key that has no rate of its own; operators' have
   * no limit unless it is their own.
   */
  @WithDefault("6000")
  int ratePerMinute();

  /** Wrong keys a minute from one address; then it has to wait before its next is looked up. */
  @WithDefault("60")
  int failuresPerMinute();

  /**
   * The most queued jobs of a kind, of all keys together; further ones are refused. Delayed jobs
   * count once they are due.
   */
  @WithDefault("200000")
  long maxQueued();

  /** The longest that a request may wait for its job by {@code Prefer: wait}. */
  @WithDefault("60s")
  Duration maxWait();

  /** How often jobs that somebody waits for are looked up, in case an event was lost. */
  @WithDefault("2s")
  Duration reread();

  /** The most event streams that a key may have open at this gateway. */
  @WithDefault("100")
  int maxStreams();

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

  /** The largest file of a checkpoint to be imported. It is kept twice while it is read. */
  @WithDefault("4G")
  MemorySize maxCheckpointBody();

  /** The largest data set that can be sent. */
  @WithDefault("256M")
  MemorySize maxDatasetBody();

  /** The most records of a data set, bad ones included: a trainer holds all of them in memory. */
  @WithDefault("200000")
  int maxDatasetRecords();

  /** Limits of connections, for clients that are slow or do not read. */
  Connections connections();

  /** Limits of connections, for clients that are slow or do not read. */
  interface Connections {
    /**
     * Connections that one address may have at a time, of IPv6 one network of 64 bits. A further
     * one takes the place of the longest idle, or is closed where none is idle. 0 sets no limit:
     * behind a proxy all connections come from the proxy's address, so that the limit belongs there
     * (nginx: {@code limit_conn}).
     */
    @WithDefault("1000")
    int perAddress();

    /** The time in which a new connection has to send the whole head of its first request. */
    @WithDefault("10s")
    Duration firstRequest();

    /**
     * How long a connection may stay open between two requests. A client that sends a request while
     * the gateway closes its connection gets no answer, so this is longer than clients and proxies
     * keep one themselves: nginx and load balancers 60 s, browsers 5 min, JDK 17 20 min.
     */
    @WithDefault("21m")
    Duration idle();

    /** The longest that a client may take to read a part of an answer, mostly 64 KiB. */
    @WithDefault("60s")
    Duration writeTimeout();
  }

  /** How bodies of requests are received. */
  Bodies bodies();

  /** How bodies of requests are received. */
  interface Bodies {
    /** The time that a body has besides the time that its bytes have by the rate. */
    @WithDefault("10s")
    Duration grace();

    /** The least that a client has to send of a body in a second, on average. */
    @WithDefault("16K")
    MemorySize rate();

    /** The longest that receiving a body may take. */
    @WithDefault("1h")
    Duration deadline();

    /** The most of all bodies without a key that are kept at a time; more are refused with 503. */
    @WithDefault("64M")
    MemorySize keyless();

    /** Where bodies over 64 KiB wait to be read; left out, the directory for temporary files. */
    Optional<Path> directory();
  }

  /** Tokens of an OpenID Connect issuer, accepted beside keys. */
  Oidc oidc();

  /**
   * Tokens of an OpenID Connect issuer. The caller's name in the audit is {@code oidc:} and the
   * token's subject; whose token names several roles has the highest.
   */
  interface Oidc {
    /** Whether tokens are accepted. */
    @WithDefault("false")
    boolean enabled();

    /** The issuer's address, below which its discovery document lies; needed when enabled. */
    Optional<URI> issuer();

    /** The audience that a token must be for. */
    @WithDefault("trm")
    String audience();

    /** The claim with the roles; {@code /} leads into objects, as in realm_access/roles. */
    @WithDefault("roles")
    String roleClaim();

    /** What the issuer calls readers. */
    @WithDefault("trm-reader")
    Set<String> readers();

    /** What the issuer calls submitters. */
    @WithDefault("trm-submitter")
    Set<String> submitters();

    /** What the issuer calls operators. */
    @WithDefault("trm-operator")
    Set<String> operators();
  }

  /** Events of repositories that start trainings. */
  Hooks hooks();

  /** Events of repositories that start trainings. */
  interface Hooks {
    /** The largest body of an event; it is read before the signature over it can be checked. */
    @WithDefault("5M")
    MemorySize maxBody();

    /** Wrong signatures a minute from one address; then it has to wait. */
    @WithDefault("60")
    int failuresPerMinute();
  }

  /** Telling other systems of jobs' ends. */
  Webhooks webhooks();

  /** Telling other systems of jobs' ends. */
  interface Webhooks {
    /** Whether this process delivers messages; at least one must. */
    @WithDefault("true")
    boolean deliver();

    /**
     * A file with the key that secrets of webhooks and recipes are sealed with in the database: 32
     * bytes, base64; made with mode 600 where it is missing. Keep it where the database's
     * administrators cannot read it; all gateways need the same. More lines are older keys: what
     * they sealed is sealed anew with the first line's at the start. Without it this process makes
     * and delivers nothing, and accepts no events.
     */
    Optional<Path> keyFile();

    /** Whether to addresses too that are not open to everybody: private, local, loopback. */
    @WithDefault("false")
    boolean allowPrivate();

    /** Whether without encryption too. */
    @WithDefault("false")
    boolean allowHttp();

    /** The ports that messages may go to; 0 alone allows all. */
    @WithDefault("443,8443")
    Set<Integer> ports();

    /** The longest that looking up the name, connecting and answering together may take. */
    @WithDefault("10s")
    Duration timeout();

    /** How often messages that are due are looked for when nothing wakes the dispatcher. */
    @WithDefault("2s")
    Duration interval();

    /** Sends at a time; three quarters of them at most are of one key. */
    @WithDefault("16")
    int parallel();

    /** The pause before each further try; each a fifth longer or shorter by chance. */
    @WithDefault("5s,30s,2m,10m,30m,1h,2h,4h,8h,8h")
    List<Duration> pauses();

    /**
     * The longest pause that a receiver may ask for by {@code Retry-After}; nothing is sent to its
     * webhook meanwhile.
     */
    @WithDefault("1d")
    Duration longestRetryAfter();

    /** A webhook to which nothing could be delivered for so long is disabled. */
    @WithDefault("5d")
    Duration disableAfter();

    /** How long messages and their log are kept. */
    @WithDefault("30d")
    Duration kept();
  }

  /** The most that a key may have at a time. */
  Quotas quotas();

  /**
   * The most that a key may have at a time, unless the key has a quota of its own. An operator has
   * no limit except quotas of its own.
   */
  interface Quotas {
    /** Queued jobs of all kinds whose time has come. */
    @WithDefault("100000")
    long queuedJobs();

    /** Queued jobs that wait for a later time. */
    @WithDefault("10000")
    long delayedJobs();

    /** The content of all data sets, and uploads while they are received by a gateway. */
    @WithDefault("2G")
    MemorySize storedBytes();

    /** Uploads of batches and data sets at a time at one gateway. */
    @WithDefault("8")
    int uploads();

    /** Sessions of the web pages. */
    @WithDefault("100")
    int sessions();

    /** Webhooks, disabled ones included. */
    @WithDefault("20")
    int webhooks();
  }
}
