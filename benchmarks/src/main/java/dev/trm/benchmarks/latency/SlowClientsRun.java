package dev.trm.benchmarks.latency;

import dev.trm.benchmarks.measure.Distribution;
import dev.trm.benchmarks.measure.Machine;
import dev.trm.benchmarks.solving.Servers;
import dev.trm.benchmarks.solving.SolvingServices;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.CompletionException;
import org.jboss.logging.Logger;

/**
 * One run: a gateway and a solver, measured without slow clients and with them. For a single use.
 */
final class SlowClientsRun {
  private static final Logger LOG = Logger.getLogger(SlowClientsRun.class);

  /** The warm-up in seconds, after which little code remains to be compiled. */
  private static final int WARM_SECONDS = 120;

  private static final int BATCH = 2000;

  private final SlowClientsOptions options;
  private final Path repository;
  private final Path directory;
  private final OpenLoop loop = new OpenLoop(new SystemTicker());

  /**
   * @param repository whose packaged services run
   * @param directory for data and logs; must be empty
   */
  SlowClientsRun(SlowClientsOptions options, Path repository, Path directory) {
    this.options = options;
    this.repository = repository;
    this.directory = directory;
  }

  SlowClientsReport run() throws IOException, InterruptedException {
    Machine machine = Machine.here(Instant.now());
    try (Servers servers = Servers.start(directory);
        SolvingServices services = SolvingServices.start(repository, directory, servers, 1)) {
      measure(services, options.rate(), options.rate() * WARM_SECONDS);
      String batch = services.client().submitBatch(BATCH);
      services.client().awaitBatch(batch);
      int requests = options.rate() * options.seconds();
      Distribution alone = measure(services, options.rate(), requests);
      LOG.infof("without slow clients: %s", alone);
      try (SlowClients clients = new SlowClients(services.gateway(), services.key(), batch)) {
        clients.start(options.slow(), options.unread());
        Distribution among = measure(services, options.rate(), requests);
        LOG.infof("with slow clients: %s", among);
        return new SlowClientsReport(
            machine,
            SolvingServices.text(),
            options.rate(),
            options.seconds(),
            clients.leastSlow(),
            clients.leastUnread(),
            clients.reconnected(),
            alone,
            among);
      }
    }
  }

  private Distribution measure(SolvingServices services, int rate, int requests)
      throws IOException, InterruptedException {
    try {
      return Distribution.of(loop.run(rate, requests, services.client()::solve));
    } catch (CompletionException e) {
      throw new IOException("a request failed", e.getCause());
    }
  }
}
