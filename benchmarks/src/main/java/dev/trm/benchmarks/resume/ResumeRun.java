package dev.trm.benchmarks.resume;

import dev.trm.benchmarks.fleet.Backbone;
import dev.trm.benchmarks.fleet.Fleet;
import dev.trm.benchmarks.fleet.Fleet.Member;
import dev.trm.benchmarks.fleet.Part;
import dev.trm.benchmarks.fleet.PointOrder;
import dev.trm.benchmarks.fleet.SupervisedService;
import dev.trm.benchmarks.resume.ResumeReport.Killed;
import dev.trm.benchmarks.resume.ResumeReport.Rate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jboss.logging.Logger;

/**
 * One run: for each precision an uninterrupted training, and then for each kill the same training
 * as a new job, which another trainer must finish with bit-identical results. For a single use.
 */
final class ResumeRun {
  private static final Logger LOG = Logger.getLogger(ResumeRun.class);
  private static final String KEY = "key-of-the-resume-run-0123456789";
  private static final Duration START = Duration.ofSeconds(300);
  private static final Duration TRAINING = Duration.ofSeconds(600);
  private static final Duration POINT = Duration.ofSeconds(300);
  private static final Duration LOOK = Duration.ofMillis(5);
  private static final long STEPS = 300;

  /** The killed trainer restarts late, so that the other one claims the training. */
  private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(8);

  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(9);

  /** Tries for a training that ends before its kill. */
  private static final int TRIES = 3;

  private final ResumeOptions options;
  private final Path repository;
  private final Path directory;
  private final Path checkpoints;
  private final Random random;

  /**
   * @param repository whose packaged services run
   * @param directory for data and logs; must be empty
   */
  ResumeRun(ResumeOptions options, Path repository, Path directory) {
    this.options = options;
    this.repository = repository;
    this.directory = directory;
    this.checkpoints = directory.resolve("checkpoints");
    this.random = new Random(options.seed());
  }

  /** Returns the results; those so far if the run was aborted. */
  ResumeReport run() throws IOException, InterruptedException {
    Instant began = Instant.now();
    Files.createDirectories(directory.resolve("faults"));
    List<Killed> killed = new ArrayList<>();
    Rate rate = null;
    String stopped = null;
    try (Backbone backbone = Backbone.start(directory)) {
      TrainingProbe probe = new TrainingProbe(backbone::database);
      for (int i = 0; i < options.precisions().size(); i++) {
        String precision = options.precisions().get(i);
        int count = options.kills(i);
        Map<String, String> settings =
            Map.of("trm.trainer.precision", precision, "trm.trainer.checkpoint-every", "200ms");
        with(
            fleet(precision, backbone, settings, settings),
            backbone,
            fleet -> {
              kill(precision, count, fleet, probe, killed);
              return count;
            });
      }
      rate =
          with(
              fleet(
                  "rate",
                  backbone,
                  Map.of("trm.trainer.checkpoint-every", "1s"),
                  Map.of("trm.trainer.checkpoint-every", "1h")),
              backbone,
              fleet -> {
                List<SupervisedService> trainers = fleet.of(Part.TRAINER);
                return new RateRun(new Trainings(fleet.gateway().url(), KEY), probe)
                    .compare(trainers.get(0), trainers.get(1));
              });
    } catch (IOException | SQLException e) {
      LOG.errorf(e, "the run cannot continue after %d kills", killed.size());
      stopped = e.getMessage();
    }
    return new ResumeReport(
        options.seed(), Duration.between(began, Instant.now()).toSeconds(), killed, rate, stopped);
  }

  /** A gateway, a relay and two trainers. */
  private Fleet fleet(
      String name, Backbone backbone, Map<String, String> one, Map<String, String> other)
      throws IOException {
    Fleet.Place place =
        new Fleet.Place(
            repository,
            directory.resolve("logs").resolve(name),
            checkpoints,
            directory.resolve("faults"),
            directory.resolve("audit.key"),
            KEY);
    List<Member> members =
        List.of(
            new Member("gateway", Part.GATEWAY),
            new Member("relay", Part.RELAY),
            new Member("trainer-1", Part.TRAINER, one),
            new Member("trainer-2", Part.TRAINER, other));
    return new Fleet(
        place,
        Fleet.Manner.SMALL_AND_QUICK.pausing(SHORTEST_PAUSE, LONGEST_PAUSE),
        backbone.addresses(),
        members,
        new Random(options.seed()));
  }

  private interface Use<T> {
    T of(Fleet fleet) throws IOException, InterruptedException, SQLException;
  }

  /** Starts a fleet, uses it and stops it, even if this process is terminated meanwhile. */
  private <T> T with(Fleet fleet, Backbone backbone, Use<T> use)
      throws IOException, InterruptedException, SQLException {
    Thread hook = new Thread(() -> end(fleet, backbone));
    Runtime.getRuntime().addShutdownHook(hook);
    try (fleet) {
      fleet.start(START);
      return use.of(fleet);
    } finally {
      Runtime.getRuntime().removeShutdownHook(hook);
    }
  }

  /** Ensures that Ctrl-C leaves no services running and being restarted. */
  private void end(Fleet fleet, Backbone backbone) {
    try {
      fleet.close();
      backbone.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.errorf(e, "broker or database may run on in %s", directory);
    }
  }

  private void kill(String precision, int count, Fleet fleet, TrainingProbe probe, List<Killed> all)
      throws IOException, InterruptedException, SQLException {
    Trainings trainings = new Trainings(fleet.gateway().url(), KEY);
    awaitWaiting(fleet, probe);
    String whole = trainings.submit(training("whole-" + precision));
    TrainingProbe.Look look = awaitEnd(whole, probe);
    if (look.result() == null || probe.taken(whole).size() != 1) {
      throw new IOException("the training that was let be did not run through: " + look);
    }
    Ended expected = Ended.read(whole, probe, checkpoints);
    int done = 0;
    for (Kill kill : Kill.plan(count, STEPS, random)) {
      done++;
      String model = "killed-" + precision + "-" + done;
      Killed killed = killed(precision, model, kill, expected, fleet, probe, trainings);
      LOG.infof("kill %d of %d, %s: %s", done, count, precision, killed);
      all.add(killed);
    }
  }

  private Killed killed(
      String precision,
      String model,
      Kill kill,
      Ended expected,
      Fleet fleet,
      TrainingProbe probe,
      Trainings trainings)
      throws IOException, InterruptedException, SQLException {
    for (int tries = 0; tries < TRIES; tries++) {
      awaitWaiting(fleet, probe);
      String id = trainings.submit(training(model));
      SupervisedService victim = awaitMoment(id, kill, fleet, probe).orElse(null);
      if (victim == null) {
        LOG.infof("%s ended before %s; begun again", id, kill);
        continue;
      }
      String from = victim.worker();
      Instant moment = Instant.now();
      victim.kill();
      letGo(fleet);
      boolean begun = !probe.checkpoints(id).isEmpty();
      TrainingProbe.Look end = awaitEnd(id, probe);
      return judged(precision, kill, id, from, moment, begun, end, expected, probe);
    }
    throw new IOException("no training could be killed at " + kill);
  }

  private Killed judged(
      String precision,
      Kill kill,
      String id,
      String from,
      Instant moment,
      boolean begun,
      TrainingProbe.Look end,
      Ended expected,
      TrainingProbe probe)
      throws SQLException, IOException {
    List<TrainingProbe.Taken> taken = probe.taken(id);
    TrainingProbe.Taken last = taken.get(taken.size() - 1);
    List<Long> resumed = probe.resumedFrom(id);
    String fault = null;
    if (end.result() == null) {
      fault = "it ended as " + end.state() + ": " + end.reason();
    } else if (taken.size() != 2 || service(last.worker()).equals(service(from))) {
      fault = "it was not ended by the other trainer: " + taken;
    } else if (begun == resumed.isEmpty()) {
      fault = (begun ? "it began anew beside a checkpoint" : "it went on from nothing known");
    } else {
      fault = expected.firstDifference(Ended.read(id, probe, checkpoints)).orElse(null);
    }
    return new Killed(
        precision,
        kill.toString(),
        from,
        last.worker(),
        resumed.isEmpty() ? null : resumed.get(resumed.size() - 1),
        Duration.between(moment, last.at()),
        fault);
  }

  /** The name without the number of the start. */
  private static String service(String worker) {
    return worker.substring(0, worker.lastIndexOf('.'));
  }

  /**
   * Waits for the moment of the kill; returns its target, or empty if the training ended before.
   */
  private static Optional<SupervisedService> awaitMoment(
      String id, Kill kill, Fleet fleet, TrainingProbe probe)
      throws IOException, InterruptedException, SQLException {
    long end = System.nanoTime() + TRAINING.toNanos();
    TrainingProbe.Look look = probe.look(id);
    while (look.step() < kill.step() && !look.ended()) {
      if (System.nanoTime() - end > 0) {
        throw new IOException("training " + id + " has not come to " + kill + ": " + look);
      }
      Thread.sleep(LOOK.toMillis());
      look = probe.look(id);
    }
    if (kill.point() != null && !look.ended()) {
      return PointOrder.give(fleet, Part.TRAINER, kill.point())
          .await(POINT)
          .map(PointOrder.Held::service);
    }
    String worker = look.worker();
    return look.ended()
        ? Optional.empty()
        : fleet.of(Part.TRAINER).stream().filter(each -> each.worker().equals(worker)).findFirst();
  }

  /** The held process is dead; its order must not hold another one. */
  private static void letGo(Fleet fleet) throws IOException {
    try (var orders = Files.newDirectoryStream(fleet.faults(), "*.hit")) {
      for (Path order : orders) {
        Files.delete(order);
      }
    }
  }

  private static void awaitWaiting(Fleet fleet, TrainingProbe probe)
      throws IOException, InterruptedException, SQLException {
    long end = System.nanoTime() + START.toNanos();
    for (SupervisedService trainer : fleet.of(Part.TRAINER)) {
      while (!probe.waits(trainer.worker())) {
        if (System.nanoTime() - end > 0) {
          throw new IOException(trainer.name() + " takes no jobs " + START + " after its start");
        }
        Thread.sleep(LOOK.toMillis());
      }
    }
  }

  private static TrainingProbe.Look awaitEnd(String id, TrainingProbe probe)
      throws IOException, InterruptedException, SQLException {
    long end = System.nanoTime() + TRAINING.toNanos();
    TrainingProbe.Look look = probe.look(id);
    while (!look.ended()) {
      if (System.nanoTime() - end > 0) {
        throw new IOException("training " + id + " has not ended after " + TRAINING + ": " + look);
      }
      Thread.sleep(LOOK.toMillis());
      look = probe.look(id);
    }
    return look;
  }

  private static String training(String model) {
    return """
        {"model": "%s", "evaluateEvery": 50, "promotion": {"gate": "never"},
         "dataset": {"size": 4, "puzzles": 300, "heldOut": 24, "minimalShare": 0.2, "seed": 7},
         "architecture": {"hidden": 32, "maxCycles": 4},
         "training": {"steps": %d, "batch": 16, "learningRate": 0.008, "seed": 11}}"""
        .formatted(model, STEPS);
  }
}
