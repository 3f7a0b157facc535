package dev.trm.benchmarks.latency;

import dev.trm.benchmarks.latency.LatencyReport.Round;
import dev.trm.benchmarks.measure.Distribution;
import dev.trm.benchmarks.measure.Machine;
import dev.trm.benchmarks.measure.ServerSettings;
import dev.trm.benchmarks.solving.Servers;
import dev.trm.benchmarks.solving.SolveClient;
import dev.trm.benchmarks.solving.SolvingServices;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.DoubleStream;
import org.jboss.logging.Logger;

/**
 * One run: a gateway and a solver are warmed up, then all rates are measured in turn. For a single
 * use.
 */
final class LatencyRun {
  private static final Logger LOG = Logger.getLogger(LatencyRun.class);
  private static final int WARM_RATE = 200;
  private static final int WARM = 10_000;

  private final LatencyOptions options;
  private final Path repository;
  private final Path directory;
  private final OpenLoop loop = new OpenLoop(new SystemTicker());

  /**
   * @param repository whose packaged services run
   * @param directory for data and logs; must be empty
   */
  LatencyRun(LatencyOptions options, Path repository, Path directory) {
    this.options = options;
    this.repository = repository;
    this.directory = directory;
  }

  LatencyReport run() throws IOException, InterruptedException, SQLException {
    Machine machine = Machine.here(Instant.now());
    try (Servers servers = Servers.start(directory)) {
      ServerSettings server = ServerSettings.read(servers.database().dataSource()).durable();
      try (SolvingServices services = SolvingServices.start(repository, directory, servers, 1)) {
        millis(services.client(), WARM_RATE, WARM);
        Distribution cycle = services.cycleMicros();
        return new LatencyReport(
            machine,
            server,
            SolvingServices.text(),
            options.seconds(),
            cycle,
            rounds(services.client()));
      }
    }
  }

  private List<Round> rounds(SolveClient client) throws IOException, InterruptedException {
    List<Integer> rates = new ArrayList<>(options.rates());
    List<Round> rounds = new ArrayList<>();
    for (int round = 1; round <= options.rounds(); round++) {
      for (int rate : rates) {
        Round measured = new Round(rate, round, millis(client, rate, rate * options.seconds()));
        LOG.infof("round %d, %d a second: %s", round, rate, measured.distribution());
        rounds.add(measured);
      }
      Collections.rotate(rates, -1);
    }
    return rounds;
  }

  private List<Double> millis(SolveClient client, int rate, int requests)
      throws IOException, InterruptedException {
    try {
      return DoubleStream.of(loop.run(rate, requests, client::solve)).boxed().toList();
    } catch (CompletionException e) {
      throw new IOException("a request failed", e.getCause());
    }
  }
}
