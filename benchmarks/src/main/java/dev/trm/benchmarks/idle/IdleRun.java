package dev.trm.benchmarks.idle;

import dev.trm.benchmarks.measure.Machine;
import dev.trm.benchmarks.measure.ProcessTree;
import dev.trm.benchmarks.measure.ProcessorTime;
import dev.trm.embedded.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jboss.logging.Logger;

/**
 * Starts all services like a user does, submits nothing, and measures their resources. For a single
 * use.
 */
final class IdleRun {
  private static final Logger LOG = Logger.getLogger(IdleRun.class);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final IdleOptions options;
  private final Path repository;
  private final Path directory;

  /**
   * @param repository whose {@code trm} starts the services
   * @param directory for data and logs; must be empty
   */
  IdleRun(IdleOptions options, Path repository, Path directory) {
    this.options = options;
    this.repository = repository;
    this.directory = directory;
  }

  IdleReport run() throws IOException, InterruptedException {
    Machine machine = Machine.here(Instant.now());
    trm("up", "--detach");
    try {
      Thread.sleep(Duration.ofSeconds(options.settle()).toMillis());
      List<IdleMinute> minutes = new ArrayList<>();
      for (int i = 0; i < options.minutes(); i++) {
        minutes.add(minute());
        LOG.infof("minute %d: %s", i + 1, minutes.get(i));
      }
      return new IdleReport(machine, minutes);
    } finally {
      trm("down");
    }
  }

  private IdleMinute minute() throws IOException, InterruptedException {
    Map<String, List<Long>> pids = pids();
    long start = System.nanoTime();
    ProcessorTime before = ProcessorTime.read(pids);
    Thread.sleep(MINUTE.toMillis());
    ProcessorTime used = ProcessorTime.read(pids).since(before);
    double nanos = System.nanoTime() - start;
    Map<String, Double> cores = new LinkedHashMap<>();
    used.byName().forEach((name, time) -> cores.put(name, time.toNanos() / nanos));
    Map<String, Long> memory = new LinkedHashMap<>();
    for (Map.Entry<String, List<Long>> part : pids().entrySet()) {
      memory.put(part.getKey(), ProcessTree.proportionalMemory(part.getValue()));
    }
    return new IdleMinute(cores, memory);
  }

  /** The database is not a child process, so its pid comes from its pid file. */
  private Map<String, List<Long>> pids() throws IOException {
    List<Long> services = ProcessTree.of(Long.parseLong(instance().getProperty("pid")));
    Path postmaster = directory.resolve("postgres/data/postmaster.pid");
    long database = Long.parseLong(Files.readAllLines(postmaster).get(0).strip());
    Map<String, List<Long>> pids = new LinkedHashMap<>();
    pids.put("services", services.subList(0, 1));
    pids.put("broker", services.subList(1, services.size()));
    pids.put("database", ProcessTree.of(database));
    return pids;
  }

  private Properties instance() throws IOException {
    Properties instance = new Properties();
    try (var file = Files.newBufferedReader(directory.resolve("instance"))) {
      instance.load(file);
    }
    return instance;
  }

  private void trm(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(repository.resolve("trm").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("TRM_HOME", directory.toString());
    builder.environment().put("TRM_PORT", Integer.toString(FreePort.next()));
    int code = builder.start().waitFor();
    if (code != 0) {
      throw new IOException(String.join(" ", command) + " ended with " + code);
    }
  }
}
