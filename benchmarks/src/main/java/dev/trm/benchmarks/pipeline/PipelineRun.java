package dev.trm.benchmarks.pipeline;

import dev.trm.benchmarks.measure.Distribution;
import dev.trm.benchmarks.measure.Machine;
import dev.trm.benchmarks.measure.ProcessorTime;
import dev.trm.benchmarks.measure.ServerCounters;
import dev.trm.benchmarks.measure.ServerSettings;
import dev.trm.benchmarks.peers.NpmPeers;
import dev.trm.benchmarks.peers.Peer;
import dev.trm.benchmarks.pipeline.Contender.Started;
import dev.trm.benchmarks.solving.Servers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * One run: all contenders in turn on one database server. Each is started, warmed up and measured
 * while the others are stopped. For a single use.
 */
final class PipelineRun {
  private static final Logger LOG = Logger.getLogger(PipelineRun.class);
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Duration LOOK = Duration.ofMillis(20);

  private final PipelineOptions options;
  private final Path repository;
  private final Path directory;

  /**
   * @param repository whose packaged services run
   * @param directory for data and logs; must be empty
   */
  PipelineRun(PipelineOptions options, Path repository, Path directory) {
    this.options = options;
    this.repository = repository;
    this.directory = directory;
  }

  PipelineReport run() throws IOException, InterruptedException, SQLException {
    Machine machine = Machine.here(Instant.now());
    Path logs = Files.createDirectories(directory.resolve("logs"));
    try (Servers servers = Servers.start(directory)) {
      DataSource database = servers.database().dataSource();
      ServerSettings server = ServerSettings.read(database).durable();
      NpmPeers npm = NpmPeers.find(options.npm(), directory);
      List<Contender> contenders = contenders(servers, logs, npm);
      Distribution cycle = cycleMicros(servers);
      List<Measurement> measured = new ArrayList<>();
      for (int round = 1; round <= options.rounds(); round++) {
        for (Contender each : contenders) {
          measured.addAll(measured(each, round, database));
        }
        // The first contender of a round is the last of the next round.
        Collections.rotate(contenders, -1);
      }
      return new PipelineReport(
          machine,
          server,
          options.jobs(),
          options.warmUp(),
          settings(contenders),
          npm.notMeasured(),
          cycle,
          measured);
    }
  }

  private List<Contender> contenders(Servers servers, Path logs, NpmPeers npm) {
    List<Contender> contenders = new ArrayList<>();
    for (int workers : options.workers()) {
      contenders.add(new OwnPipeline(repository, directory, servers, workers));
    }
    Stream.concat(Peer.onTheClassPath().stream(), npm.peers().stream())
        .filter(peer -> options.peers().has(peer.name()))
        .forEach(peer -> contenders.add(new PeerPipeline(peer, servers, logs)));
    return contenders;
  }

  private static Map<String, String> settings(List<Contender> contenders) {
    Map<String, String> settings = new LinkedHashMap<>();
    contenders.forEach(each -> settings.put(each.name(), each.settings()));
    return settings;
  }

  private Distribution cycleMicros(Servers servers)
      throws IOException, InterruptedException, SQLException {
    try (OwnPipeline.Running running = new OwnPipeline(repository, directory, servers, 1).start()) {
      return running.cycleMicros();
    }
  }

  private List<Measurement> measured(Contender contender, int round, DataSource database)
      throws IOException, InterruptedException, SQLException {
    List<Measurement> measured = new ArrayList<>();
    try (Started started = contender.start()) {
      for (Way way : Way.values()) {
        started.submit(way, options.warmUp());
        awaitIdle(contender, started);
      }
      Thread.sleep(ServerCounters.SETTLES.toMillis());
      for (Way way : Way.values()) {
        Measurement one = measured(contender, started, way, round, database);
        LOG.infof(
            "round %d, %s, workers %d, %s: %.0f jobs/s",
            round, contender.name(), contender.workers(), way.text(), one.jobsPerSecond());
        measured.add(one);
      }
    }
    return measured;
  }

  private Measurement measured(
      Contender contender, Started started, Way way, int round, DataSource database)
      throws IOException, InterruptedException, SQLException {
    // So that each contender pays for the full-page writes of its own pages only.
    checkpoint(database);
    started.begin();
    ProcessorTime used = ProcessorTime.read(started.pids());
    ServerCounters before = ServerCounters.read(database);
    long start = System.nanoTime();
    started.submit(way, options.jobs());
    long submitted = System.nanoTime();
    awaitIdle(contender, started);
    long end = System.nanoTime();
    used = ProcessorTime.read(started.pids()).since(used);
    Thread.sleep(ServerCounters.SETTLES.toMillis());
    ServerCounters done = ServerCounters.read(database).since(before);
    return new Measurement(
        contender.name(),
        contender.workers(),
        way,
        round,
        options.jobs(),
        (submitted - start) / 1e9,
        (end - start) / 1e9,
        started.tally(options.jobs()),
        done.perJob(options.jobs()),
        used.microsPerJob(options.jobs()));
  }

  private static void checkpoint(DataSource database) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CHECKPOINT");
    }
  }

  private static void awaitIdle(Contender contender, Started started)
      throws IOException, InterruptedException, SQLException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!started.idle()) {
      if (System.nanoTime() - end > 0) {
        throw new IOException(contender.name() + " has not done its jobs after " + PATIENCE);
      }
      Thread.sleep(LOOK.toMillis());
    }
  }
}
