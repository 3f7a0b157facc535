package dev.trm.benchmarks.solving;

import dev.trm.benchmarks.fleet.Addresses;
import dev.trm.benchmarks.fleet.Fleet;
import dev.trm.benchmarks.fleet.Fleet.Member;
import dev.trm.benchmarks.fleet.Part;
import dev.trm.benchmarks.fleet.SupervisedService;
import dev.trm.benchmarks.measure.Distribution;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionException;

/** A gateway with a relay, and some solvers, ready for a measurement. */
public final class SolvingServices implements AutoCloseable {
  /** Settings that differ from the defaults. */
  private static final Map<String, String> SETTINGS =
      Map.of("trm.solver.slots", "64", "trm.solver.capacity", "512");

  private static final List<String> JVM = List.of("-Xmx512m", "-XX:+UseSerialGC");
  private static final String KEY = "key-of-the-measured-services-0123";
  private static final Duration START = Duration.ofSeconds(180);
  private static final int FIRST = 20;
  private static final int TRACED = 100;

  private final Fleet fleet;
  private final SolveClient client;

  private SolvingServices(Fleet fleet) {
    this.fleet = fleet;
    this.client = new SolveClient(fleet.gateway().url(), KEY);
  }

  /**
   * Starts the services, imports a model and solves with it.
   *
   * @param repository whose packaged services run
   * @param directory for checkpoints and logs; may be reused with the same servers
   */
  public static SolvingServices start(Path repository, Path directory, Servers servers, int solvers)
      throws IOException, InterruptedException {
    SolvingServices services = of(repository, directory, servers.addresses(), solvers, 0);
    servers.usedBy(services);
    services.start(directory);
    return services;
  }

  /** Like the other method, with idle trainers. */
  public static SolvingServices start(
      Path repository, Path directory, Addresses addresses, int solvers, int trainers)
      throws IOException, InterruptedException {
    SolvingServices services = of(repository, directory, addresses, solvers, trainers);
    services.start(directory);
    return services;
  }

  private static SolvingServices of(
      Path repository, Path directory, Addresses addresses, int solvers, int trainers)
      throws IOException {
    Fleet.Place place =
        new Fleet.Place(
            repository,
            directory.resolve("logs"),
            directory.resolve("checkpoints"),
            null,
            directory.resolve("audit.key"),
            KEY);
    List<Member> members = new ArrayList<>();
    members.add(new Member("gateway", Part.GATEWAY, Map.of("trm.relay.enabled", "true")));
    for (int solver = 1; solver <= solvers; solver++) {
      members.add(new Member("solver-" + solver, Part.SOLVER));
    }
    for (int trainer = 1; trainer <= trainers; trainer++) {
      members.add(new Member("trainer-" + trainer, Part.TRAINER));
    }
    return new SolvingServices(
        new Fleet(place, new Fleet.Manner(JVM, SETTINGS), addresses, members, new Random(1)));
  }

  private void start(Path directory) throws IOException, InterruptedException {
    boolean started = false;
    try {
      fleet.start(START);
      Path model = directory.resolve("model.safetensors");
      NoCostModel.write(model);
      client.importModel(model);
      for (int job = 0; job < FIRST; job++) {
        solved(job);
      }
      started = true;
    } finally {
      if (!started) {
        close();
      }
    }
  }

  /** A description of the services and their settings. */
  public static String text() {
    return "gateway with relay and solvers, each a JVM of "
        + String.join(" ", JVM)
        + "; one thread a solver, slots 64, capacity 512, traces full (the default); a model of "
        + NoCostModel.text();
  }

  public SolveClient client() {
    return client;
  }

  /** The gateway's address, for other clients. */
  public URI gateway() {
    return fleet.gateway().url();
  }

  /** The operator's key. */
  public String key() {
    return fleet.key();
  }

  /** The pids, by the names of the services. */
  public Map<String, Long> pids() throws IOException {
    Map<String, Long> pids = new LinkedHashMap<>();
    for (SupervisedService service : fleet.all()) {
      pids.put(service.name(), service.pid());
    }
    return pids;
  }

  /** Measures cycles with a batch of one puzzle, in microseconds, by jobs one after another. */
  public Distribution cycleMicros() throws IOException, InterruptedException {
    double[] micros = new double[TRACED];
    for (int job = 0; job < TRACED; job++) {
      micros[job] = client.cycleMicros(solved(job));
    }
    return Distribution.of(micros);
  }

  @Override
  public void close() throws InterruptedException {
    fleet.close();
  }

  private String solved(int job) throws IOException {
    try {
      return client.solve(job).join();
    } catch (CompletionException e) {
      throw new IOException("the services do not solve", e.getCause());
    }
  }
}
