package dev.trm.benchmarks.history;

import dev.trm.benchmarks.measure.Distribution;
import dev.trm.benchmarks.measure.Machine;
import dev.trm.benchmarks.measure.ServerSettings;
import dev.trm.benchmarks.solving.Servers;
import dev.trm.benchmarks.solving.SolvingServices;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * Solves puzzles and measures their storage, fills the database with copies of them, and reads
 * random jobs through the gateway, one request after another, with all kinds of reads in turn. For
 * a single use.
 */
final class HistoryRun {
  private static final Logger LOG = Logger.getLogger(HistoryRun.class);

  /** Warm-up reads of each kind, while the gateway's code is compiled. */
  private static final int WARM = 500;

  /** One in this many copied jobs was cancelled. */
  private static final int OF_CANCELLED = 50;

  private static final int TELL_EVERY = 500_000;

  private final HistoryOptions options;
  private final Path repository;
  private final Path directory;

  /**
   * @param repository whose packaged services run
   * @param directory for data and logs; must be empty
   */
  HistoryRun(HistoryOptions options, Path repository, Path directory) {
    this.options = options;
    this.repository = repository;
    this.directory = directory;
  }

  HistoryReport run() throws IOException, InterruptedException, SQLException {
    Machine machine = Machine.here(Instant.now());
    try (Servers servers = Servers.start(directory)) {
      DataSource server = servers.database().dataSource();
      ServerSettings settings = ServerSettings.read(server).durable();
      try (SolvingServices services = SolvingServices.start(repository, directory, servers, 1)) {
        HistoryClient operator = new HistoryClient(services.gateway(), services.key());
        HistoryClient submitter = operator.with(operator.submitterKey(Fill.SUBMITTER));
        Solves solves = new Solves(operator, server);
        HistoryReport.Kept kept = solves.measured(options.solves());
        LOG.infof("a solve keeps %.0f bytes", kept.bytesPerSolve());
        solves.cancelled(Math.max(1, options.solves() / OF_CANCELLED));
        long began = System.nanoTime();
        Iterator<UUID> jobs = filled(server).iterator();
        double fillSeconds = (System.nanoTime() - began) / 1e9;
        TableSizes disk = TableSizes.read(server);
        looks(WARM, operator, submitter, jobs);
        return new HistoryReport(
            machine,
            settings,
            SolvingServices.text(),
            options.jobs(),
            fillSeconds,
            disk,
            kept,
            looks(options.requests(), operator, submitter, jobs));
      }
    }
  }

  private List<UUID> filled(DataSource server) throws SQLException {
    // Lets the log grow while the database is filled, so that fewer full pages are written.
    execute(server, "ALTER SYSTEM SET max_wal_size = '8GB'", "SELECT pg_reload_conf()");
    List<UUID> ids =
        new Fill(server)
            .copies(
                options.jobs(),
                (WARM + options.requests()) * Read.values().length,
                done -> {
                  if (done % TELL_EVERY == 0) {
                    LOG.infof("%d jobs", done);
                  }
                });
    execute(server, "ALTER SYSTEM RESET max_wal_size", "SELECT pg_reload_conf()");
    return ids;
  }

  /** Every read is of another job, so that none is in a cache. */
  private static List<HistoryReport.Latency> looks(
      int requests, HistoryClient operator, HistoryClient submitter, Iterator<UUID> jobs)
      throws IOException, InterruptedException {
    Read[] reads = Read.values();
    double[][] millis = new double[reads.length][requests];
    for (int request = 0; request < requests; request++) {
      for (int i = 0; i < reads.length; i++) {
        HistoryClient who = reads[i].bySubmitter() ? submitter : operator;
        String path = reads[i].path(jobs.next(), lately());
        long began = System.nanoTime();
        who.body(path);
        millis[i][request] = (System.nanoTime() - began) / 1e6;
      }
    }
    List<HistoryReport.Latency> latencies = new ArrayList<>();
    for (int i = 0; i < reads.length; i++) {
      latencies.add(new HistoryReport.Latency(reads[i].text(), Distribution.of(millis[i])));
    }
    return latencies;
  }

  private static String lately() {
    return Instant.now().minus(Duration.ofMinutes(1)).toString();
  }

  private static void execute(DataSource server, String... statements) throws SQLException {
    try (Connection connection = server.getConnection();
        Statement statement = connection.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    }
  }
}
