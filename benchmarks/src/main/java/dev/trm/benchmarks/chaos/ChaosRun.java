package dev.trm.benchmarks.chaos;

import dev.trm.benchmarks.check.AuditCheck;
import dev.trm.benchmarks.check.Disturbance;
import dev.trm.benchmarks.check.Disturbance.Effect;
import dev.trm.benchmarks.check.HistoryChecker;
import dev.trm.benchmarks.check.QueueProbe;
import dev.trm.benchmarks.check.Recovery;
import dev.trm.benchmarks.check.Snapshot;
import dev.trm.benchmarks.check.SnapshotReader;
import dev.trm.benchmarks.check.Violation;
import dev.trm.benchmarks.fleet.Backbone;
import dev.trm.benchmarks.fleet.Fleet;
import dev.trm.benchmarks.fleet.Part;
import dev.trm.benchmarks.load.History;
import dev.trm.benchmarks.load.HistoryEntry;
import dev.trm.benchmarks.load.Load;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One run: start, load, faults, quiet period, check. For a single use. */
final class ChaosRun {
  private static final Logger LOG = Logger.getLogger(ChaosRun.class);
  private static final String KEY = "key-of-the-chaos-run-0123456789";
  private static final int USERS = 6;
  private static final int WARM = 20;
  private static final Duration QUIET = Duration.ofSeconds(180);
  private static final Duration SETTLE = Duration.ofSeconds(45);
  private static final Duration LOOK = Duration.ofMillis(200);

  /** One fault in this many is followed by the next one at once, before recovery. */
  private static final int UNSETTLED_ONE_IN = 6;

  /** The number of valid jobs submitted together with a poison job. */
  private static final int GOOD_ONES = 63;

  private static final int LONGEST_GAP_MILLIS = 1500;

  private final ChaosOptions options;
  private final Path repository;
  private final Path directory;
  private final Random random;
  private final List<Disturbance> disturbances = new ArrayList<>();
  private int missed;

  /**
   * @param repository whose packaged services run
   * @param directory for data and logs; must be empty
   */
  ChaosRun(ChaosOptions options, Path repository, Path directory) {
    this.options = options;
    this.repository = repository;
    this.directory = directory;
    this.random = new Random(options.seed());
  }

  /** Returns the results; those so far if the run was aborted. */
  ChaosReport run() throws IOException, InterruptedException, SQLException {
    Path faults = Files.createDirectories(directory.resolve("faults"));
    Path checkpoints = directory.resolve("checkpoints");
    Path historyFile = directory.resolve("history.ndjson");
    Fleet.Place place =
        new Fleet.Place(
            repository,
            directory.resolve("logs"),
            checkpoints,
            faults,
            directory.resolve("audit.key"),
            KEY);
    List<Violation> violations = new ArrayList<>();
    try (Backbone backbone = Backbone.start(directory)) {
      String stopped = null;
      try {
        violations.addAll(underLoad(backbone, place, historyFile));
      } catch (IOException | SQLException | ExecutionException e) {
        LOG.errorf(e, "the run cannot continue after %d faults", disturbances.size());
        stopped = "after " + disturbances.size() + " faults: " + e.getMessage();
      }
      List<HistoryEntry> history =
          Files.exists(historyFile) ? History.read(historyFile) : List.of();
      Snapshot snapshot = snapshot(backbone, stopped != null);
      if (snapshot == null) {
        return ChaosReport.of(
            options, history, Snapshot.EMPTY, disturbances, missed, List.of(), violations, stopped);
      }
      violations.addAll(HistoryChecker.check(history, snapshot, disturbances));
      List<Recovery> recoveries = Recovery.of(disturbances, snapshot.events());
      if (!options.untimed()) {
        violations.addAll(Recovery.late(recoveries));
      }
      return ChaosReport.of(
          options, history, snapshot, disturbances, missed, recoveries, violations, stopped);
    }
  }

  /** Runs the services, the load and the faults; returns the violations in the audit. */
  private List<Violation> underLoad(Backbone backbone, Fleet.Place place, Path historyFile)
      throws IOException, InterruptedException, SQLException, ExecutionException {
    QueueProbe probe = new QueueProbe(backbone::database);
    try (Fleet fleet =
            new Fleet(
                place,
                Fleet.Manner.SMALL_AND_QUICK,
                backbone.addresses(),
                Fleet.mixed(),
                new Random(options.seed()));
        JobMessages messages = new JobMessages(backbone.kafka())) {
      Thread hook = endWithThisProcess(fleet, backbone);
      try {
        fleet.start(Stage.START);
        try (Load load =
            new Load(fleet.gateway().url(), KEY, new History(historyFile), options.seed())) {
          load.start(USERS);
          Stage stage =
              new Stage(
                  fleet, backbone, load, probe, messages, directory.resolve("faults"), random);
          awaitCompleted(probe, WARM, Stage.START);
          disturb(stage);
          fleet.awaitReady(Stage.START);
        }
        awaitQuiet(probe);
        List<Violation> audit = AuditCheck.of(fleet.gateway().url(), KEY);
        awaitSwept(new SnapshotReader(backbone.database(), place.checkpoints()));
        return audit;
      } finally {
        Runtime.getRuntime().removeShutdownHook(hook);
      }
    }
  }

  /** Null if an aborted run left an unreadable database. */
  private @Nullable Snapshot snapshot(Backbone backbone, boolean stopped)
      throws IOException, SQLException {
    try {
      return new SnapshotReader(backbone.database(), directory.resolve("checkpoints")).read();
    } catch (IOException | SQLException e) {
      if (!stopped) {
        throw e;
      }
      LOG.errorf(e, "the database cannot be read any more");
      return null;
    }
  }

  private void disturb(Stage stage)
      throws IOException, InterruptedException, SQLException, ExecutionException {
    FaultSchedule schedule = new FaultSchedule(random);
    long end = System.nanoTime() + options.length().toNanos();
    while (System.nanoTime() - end < 0) {
      Set<Part> standing = standing(stage);
      Optional<Fault> fault =
          schedule.next(each -> each.needs().map(standing::contains).orElse(true));
      if (fault.isPresent()) {
        carryOut(fault.get(), stage, random.nextInt(UNSETTLED_ONE_IN) > 0);
      }
      Thread.sleep(random.nextInt(LONGEST_GAP_MILLIS));
    }
    stage.fleet().awaitReady(Stage.START);
    carryOut(new Fault.PoisonJob(GOOD_ONES), stage, true);
  }

  private static Set<Part> standing(Stage stage) throws InterruptedException {
    Set<Part> standing = EnumSet.noneOf(Part.class);
    for (Part part : Part.values()) {
      if (stage.stands(part)) {
        standing.add(part);
      }
    }
    return standing;
  }

  private void carryOut(Fault fault, Stage stage, boolean settles)
      throws IOException, InterruptedException, SQLException {
    Disturbance done = inject(fault, stage).orElse(null);
    if (done == null) {
      missed++;
      LOG.infof("%s: not brought about", fault);
      return;
    }
    disturbances.add(done);
    long settling = System.nanoTime();
    if (settles) {
      // Only jobs completed from now on show that work continues.
      settle(done, stage.probe().completed(), stage.probe());
    }
    LOG.infof(
        "fault %d, %s%s",
        disturbances.size(),
        done.what(),
        settles ? "; settled in " + (System.nanoTime() - settling) / 1_000_000 + " ms" : "");
  }

  /** Faults that another fault makes impossible are skipped. */
  private static Optional<Disturbance> inject(Fault fault, Stage stage)
      throws IOException, InterruptedException, SQLException {
    try {
      return fault.inject(stage);
    } catch (ExecutionException e) {
      LOG.infof("%s: %s", fault.kind(), e.getMessage());
      return Optional.empty();
    }
  }

  /** Waits until the system has recovered from the fault, up to a limit. */
  private static void settle(Disturbance disturbance, long completed, QueueProbe probe)
      throws InterruptedException, SQLException {
    long end = System.nanoTime() + SETTLE.toNanos();
    while (System.nanoTime() - end < 0 && !settled(disturbance, completed, probe)) {
      Thread.sleep(LOOK.toMillis());
    }
  }

  private static boolean settled(Disturbance disturbance, long completed, QueueProbe probe)
      throws SQLException {
    if (disturbance.effect().ofWorker()) {
      for (String worker : disturbance.workers()) {
        if (probe.heldBy(worker) > 0) {
          return false;
        }
      }
      return true;
    }
    return disturbance.effect() == Effect.NONE || probe.completed() > completed;
  }

  private static void awaitCompleted(QueueProbe probe, long jobs, Duration patience)
      throws SQLException, InterruptedException, IOException {
    long end = System.nanoTime() + patience.toNanos();
    while (probe.completed() < jobs) {
      if (System.nanoTime() - end > 0) {
        throw new IOException("fewer than " + jobs + " jobs were done in " + patience);
      }
      Thread.sleep(LOOK.toMillis());
    }
  }

  /**
   * Waits until all jobs have ended; the checker reports those still open at the limit as stuck.
   */
  private static void awaitQuiet(QueueProbe probe) throws SQLException, InterruptedException {
    long end = System.nanoTime() + QUIET.toNanos();
    while (probe.open() > 0 && System.nanoTime() - end < 0) {
      Thread.sleep(LOOK.toMillis());
    }
  }

  /** Waits for the cleanup of checkpoints that a crash left; the checker reports the rest. */
  private static void awaitSwept(SnapshotReader reader)
      throws SQLException, IOException, InterruptedException {
    long end = System.nanoTime() + SETTLE.toNanos();
    while (reader.hasOrphans() && System.nanoTime() - end < 0) {
      Thread.sleep(LOOK.toMillis());
    }
  }

  /** Ensures that Ctrl-C leaves no services running and being restarted. */
  private Thread endWithThisProcess(Fleet fleet, Backbone backbone) {
    Thread hook =
        new Thread(
            () -> {
              try {
                fleet.close();
                backbone.close();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              } catch (IOException e) {
                LOG.errorf(e, "broker or database may run on in %s", directory);
              }
            });
    Runtime.getRuntime().addShutdownHook(hook);
    return hook;
  }
}
