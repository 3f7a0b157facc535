package dev.trm.benchmarks.fleet;

import dev.trm.embedded.EmbeddedBroker;
import dev.trm.embedded.EmbeddedDatabase;
import dev.trm.embedded.FreePort;
import dev.trm.jobs.faults.InjectedFaults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Services, each in its own process. */
public final class Fleet implements AutoCloseable {
  private final Place place;
  private final Manner manner;
  private final Random random;
  private final List<SupervisedService> services = new ArrayList<>();

  /**
   * The directories and keys of a fleet.
   *
   * @param repository whose modules are packaged
   * @param logs directory with one log file for each service
   * @param checkpoints shared by all
   * @param faults directory of orders for fault points; see {@link InjectedFaults}; null for none
   * @param auditKey file of the key that signs anchors; created at the first start
   * @param key of the operator, for all requests
   */
  public record Place(
      Path repository,
      Path logs,
      Path checkpoints,
      @Nullable Path faults,
      Path auditKey,
      String key) {}

  /**
   * How services are run.
   *
   * @param jvm options of each JVM
   * @param settings that differ from the defaults
   * @param shortestPause between an end and the restart
   * @param longestPause above the shortest
   */
  public record Manner(
      List<String> jvm,
      Map<String, String> settings,
      Duration shortestPause,
      Duration longestPause) {
    /** Small enough to run on one machine, with short intervals where the defaults are minutes. */
    public static final Manner SMALL_AND_QUICK =
        new Manner(
            List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
            Map.of(
                "trm.checkpoints.orphan-age", "20s",
                "trm.checkpoints.removal-grace", "5s",
                "trm.checkpoints.most-unknown", "1",
                "trm.checkpoints.sweep-every", "3s",
                "trm.audit.interval", "10s",
                "trm.trainer.checkpoint-every", "1s"));

    public Manner {
      jvm = List.copyOf(jvm);
      settings = Map.copyOf(settings);
      if (shortestPause.isNegative() || shortestPause.compareTo(longestPause) >= 0) {
        throw new IllegalArgumentException(
            "shortestPause is " + shortestPause + ", which is not below " + longestPause);
      }
    }

    /** Restarts as quickly as an init system does. */
    public Manner(List<String> jvm, Map<String, String> settings) {
      this(jvm, settings, Duration.ofMillis(100), Duration.ofMillis(800));
    }

    /** The same with other pauses before restarts. */
    public Manner pausing(Duration shortest, Duration longest) {
      return new Manner(jvm, settings, shortest, longest);
    }
  }

  /**
   * A service.
   *
   * @param name of its log, and as a worker
   * @param settings that add to or override those of its part
   */
  public record Member(String name, Part part, Map<String, String> settings) {
    public Member {
      settings = Map.copyOf(settings);
    }

    /** A service with the settings of its part. */
    public Member(String name, Part part) {
      this(name, part, Map.of());
    }
  }

  /**
   * @param manner for all of them
   * @param addresses of broker and database
   * @param members a gateway first, because it migrates the schema
   * @param random determines the pauses before restarts
   */
  public Fleet(Place place, Manner manner, Addresses addresses, List<Member> members, Random random)
      throws IOException {
    this.place = place;
    this.manner = manner;
    this.random = random;
    Files.createDirectories(place.logs());
    for (Member member : members) {
      add(member, addresses);
    }
  }

  /** A gateway, a relay, two solvers and two trainers. */
  public static List<Member> mixed() {
    return List.of(
        new Member("gateway", Part.GATEWAY),
        new Member("relay", Part.RELAY),
        new Member("solver-1", Part.SOLVER),
        new Member("solver-2", Part.SOLVER),
        new Member("trainer-1", Part.TRAINER),
        new Member("trainer-2", Part.TRAINER));
  }

  /** Starts the gateway, which migrates the schema, and then the others. */
  public void start(Duration patience) throws IOException, InterruptedException {
    for (SupervisedService service : services) {
      service.start();
      if (service.part() == Part.GATEWAY) {
        awaitReady(service, patience);
      }
    }
    awaitReady(patience);
  }

  /** Waits until all are ready. */
  public void awaitReady(Duration patience) throws IOException, InterruptedException {
    for (SupervisedService service : services) {
      awaitReady(service, patience);
    }
  }

  public List<SupervisedService> all() {
    return List.copyOf(services);
  }

  public List<SupervisedService> of(Part part) {
    return services.stream().filter(service -> service.part() == part).toList();
  }

  public SupervisedService gateway() {
    return of(Part.GATEWAY).get(0);
  }

  /** The API key for requests. */
  public String key() {
    return place.key();
  }

  /**
   * The directory of orders for fault points.
   *
   * @throws IllegalStateException if the fleet has no fault points
   */
  public Path faults() {
    Path faults = place.faults();
    if (faults == null) {
      throw new IllegalStateException("this fleet has no fault points");
    }
    return faults;
  }

  @Override
  public void close() throws InterruptedException {
    for (SupervisedService service : services) {
      service.close();
    }
  }

  private void awaitReady(SupervisedService service, Duration patience)
      throws IOException, InterruptedException {
    if (!service.awaitReady(patience)) {
      throw new IOException(
          service.name()
              + " is not ready after "
              + patience
              + "; its log is "
              + log(service.name()));
    }
  }

  private void add(Member member, Addresses addresses) throws IOException {
    String name = member.name();
    Part part = member.part();
    int port = FreePort.next();
    Path jar =
        place.repository().resolve(part.module()).resolve("target/quarkus-app/quarkus-run.jar");
    if (!Files.isRegularFile(jar)) {
      throw new IOException(jar + " is missing; mvn package makes it");
    }
    Map<String, String> settings = settings(part, port, addresses);
    settings.putAll(member.settings());
    services.add(
        new SupervisedService(
            name,
            part,
            port,
            start -> process(name, start, settings, addresses, jar),
            this::pause));
  }

  private Map<String, String> settings(Part part, int port, Addresses addresses) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("quarkus.http.port", Integer.toString(port));
    settings.put("quarkus.banner.enabled", "false");
    settings.put("quarkus.datasource.jdbc.url", addresses.jdbcUrl());
    settings.put("quarkus.datasource.username", EmbeddedDatabase.USER);
    addresses.kafka().forEach((key, value) -> settings.put("kafka." + key, value));
    settings.remove("kafka." + EmbeddedBroker.LOGIN);
    settings.put("trm.checkpoints.directory", place.checkpoints().toString());
    settings.put("trm.audit.key-file", place.auditKey().toString());
    settings.put("trm.relay.enabled", Boolean.toString(part == Part.RELAY));
    settings.put("trm.gateway.operator-key", place.key());
    settings.put("trm.solver.device", "cpu");
    settings.put("trm.solver.precision", "float32");
    settings.put("trm.trainer.device", "cpu");
    settings.put("trm.trainer.precision", "float32");
    Path faults = place.faults();
    if (faults != null) {
      settings.put(InjectedFaults.DIRECTORY, faults.toString());
      settings.put(InjectedFaults.PROCESS, part.wire());
    }
    settings.putAll(manner.settings());
    return settings;
  }

  private ProcessBuilder process(
      String name, int start, Map<String, String> settings, Addresses addresses, Path jar) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(manner.jvm());
    settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
    command.add("-Dtrm.worker.name=" + name + "." + start);
    command.addAll(List.of("-jar", jar.toString()));
    ProcessBuilder process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log(name).toFile()));
    // Passed in the environment, because every local user can read a command line.
    process.environment().put("QUARKUS_DATASOURCE_PASSWORD", addresses.databasePassword());
    process
        .environment()
        .put("KAFKA_SASL_JAAS_CONFIG", addresses.kafka().getOrDefault(EmbeddedBroker.LOGIN, ""));
    return process;
  }

  private Path log(String name) {
    return place.logs().resolve(name + ".log");
  }

  private Duration pause() {
    Duration shortest = manner.shortestPause();
    int span = (int) manner.longestPause().minus(shortest).toMillis();
    synchronized (random) {
      return shortest.plusMillis(random.nextInt(span));
    }
  }
}
