package dev.trm.benchmarks.memory;

import dev.trm.benchmarks.measure.Machine;
import dev.trm.benchmarks.measure.ResidentMemory;
import dev.trm.benchmarks.model.SteadyTraining;
import dev.trm.benchmarks.solving.Servers;
import dev.trm.benchmarks.solving.SolvingServices;
import dev.trm.benchmarks.solving.UnfinishedJobs;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/** Trains in this process, then runs no-op jobs in services. For a single use. */
final class MemoryRun {
  private static final Logger LOG = Logger.getLogger(MemoryRun.class);
  private static final int MEGA = 1_000_000;
  private static final int MOST_IN_A_BATCH = 1000;
  private static final Duration LOOK = Duration.ofMillis(20);
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final MemoryOptions options;
  private final Path repository;
  private final Path directory;

  /**
   * @param repository whose packaged services run
   * @param directory for data and logs; must be empty
   */
  MemoryRun(MemoryOptions options, Path repository, Path directory) {
    this.options = options;
    this.repository = repository;
    this.directory = directory;
  }

  MemoryReport run() throws IOException, InterruptedException, SQLException, TimeoutException {
    Machine machine = Machine.here(Instant.now());
    List<Level> levels = new ArrayList<>();
    if (options.steps() > 0) {
      levels.add(training());
    }
    if (options.jobs() > 0) {
      levels.addAll(services());
    }
    return new MemoryReport(machine, levels);
  }

  private Level training() throws IOException {
    List<Double> megabytes = new ArrayList<>();
    try (SteadyTraining training = new SteadyTraining()) {
      for (int part = 0; part < MemoryOptions.PARTS; part++) {
        training.steps(options.steps() / MemoryOptions.PARTS);
        megabytes.add(megabytes(ProcessHandle.current().pid()));
      }
    }
    LOG.infof("training: %s", megabytes);
    return new Level("training, " + options.steps() + " steps", megabytes);
  }

  private List<Level> services()
      throws IOException, InterruptedException, SQLException, TimeoutException {
    Map<String, List<Double>> megabytes = new LinkedHashMap<>();
    try (Servers servers = Servers.start(directory);
        SolvingServices services = SolvingServices.start(repository, directory, servers, 1)) {
      for (int part = 0; part < MemoryOptions.PARTS; part++) {
        jobs(services, servers.database().dataSource());
        for (Map.Entry<String, Long> each : services.pids().entrySet()) {
          megabytes
              .computeIfAbsent(each.getKey(), name -> new ArrayList<>())
              .add(megabytes(each.getValue()));
        }
        LOG.infof("part %d: %s", part + 1, megabytes);
      }
    }
    return megabytes.entrySet().stream()
        .map(each -> new Level(each.getKey() + ", " + options.jobs() + " jobs", each.getValue()))
        .toList();
  }

  private void jobs(SolvingServices services, DataSource server)
      throws IOException, InterruptedException, SQLException, TimeoutException {
    int left = options.jobs() / MemoryOptions.PARTS;
    while (left > 0) {
      int batch = Math.min(left, MOST_IN_A_BATCH);
      services.client().submitBatch(batch);
      awaitIdle(server);
      left -= batch;
    }
  }

  private static void awaitIdle(DataSource server)
      throws SQLException, InterruptedException, TimeoutException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    try (Connection connection = server.getConnection()) {
      while (UnfinishedJobs.any(connection)) {
        if (System.nanoTime() > end) {
          throw new TimeoutException("jobs have not ended after " + PATIENCE);
        }
        Thread.sleep(LOOK.toMillis());
      }
    }
  }

  private static double megabytes(long pid) throws IOException {
    return (double) ResidentMemory.of(pid) / MEGA;
  }
}
