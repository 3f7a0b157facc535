package dev.trm.benchmarks.outage;

import dev.trm.benchmarks.fleet.Backbone;
import dev.trm.benchmarks.measure.Machine;
import dev.trm.benchmarks.measure.ProcessorTime;
import dev.trm.benchmarks.solving.SolvingServices;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jboss.logging.Logger;

/**
 * Kills the broker of idle services, measures them without it, and restarts it. For a single use.
 */
final class OutageRun {
  private static final Logger LOG = Logger.getLogger(OutageRun.class);

  private final OutageOptions options;
  private final Path repository;
  private final Path directory;

  /**
   * @param repository whose packaged services run
   * @param directory for data and logs; must be empty
   */
  OutageRun(OutageOptions options, Path repository, Path directory) {
    this.options = options;
    this.repository = repository;
    this.directory = directory;
  }

  OutageReport run() throws IOException, InterruptedException, ExecutionException {
    Machine machine = Machine.here(Instant.now());
    List<Outage> outages = new ArrayList<>();
    try (Backbone backbone = Backbone.start(directory);
        SolvingServices services =
            SolvingServices.start(repository, directory, backbone.addresses(), 1, 1)) {
      for (int i = 0; i < options.rounds(); i++) {
        outages.add(outage(backbone, services));
        LOG.infof("outage %d: %s", i + 1, outages.get(i));
      }
    }
    return new OutageReport(machine, options.seconds(), outages);
  }

  private Outage outage(Backbone backbone, SolvingServices services)
      throws IOException, InterruptedException, ExecutionException {
    Map<String, List<Long>> pids = new LinkedHashMap<>();
    services.pids().forEach((name, pid) -> pids.put(name, List.of(pid)));
    backbone.endBroker(Backbone.Ending.KILLED);
    long start = System.nanoTime();
    ProcessorTime before = ProcessorTime.read(pids);
    Thread.sleep(Duration.ofSeconds(options.seconds()).toMillis());
    ProcessorTime used = ProcessorTime.read(pids).since(before);
    double nanos = System.nanoTime() - start;
    Map<String, Double> cores = new LinkedHashMap<>();
    used.byName().forEach((name, time) -> cores.put(name, time.toNanos() / nanos));
    CompletableFuture<String> waiting = services.client().solve(1);
    backbone.returnBroker();
    long back = System.nanoTime();
    waiting.get();
    return new Outage(cores, (System.nanoTime() - back) / 1e9);
  }
}
