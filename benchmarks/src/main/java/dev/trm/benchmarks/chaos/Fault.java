package dev.trm.benchmarks.chaos;

import dev.trm.benchmarks.check.Disturbance;
import dev.trm.benchmarks.check.Disturbance.Effect;
import dev.trm.benchmarks.fleet.Backbone;
import dev.trm.benchmarks.fleet.Part;
import dev.trm.benchmarks.fleet.PointOrder;
import dev.trm.benchmarks.fleet.SupervisedService;
import dev.trm.benchmarks.load.HistoryEntry.Answer;
import dev.trm.embedded.testing.LoopbackProxy;
import dev.trm.embedded.testing.LoopbackProxy.Slowness;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.Priority;
import dev.trm.jobs.faults.FaultPoint;
import dev.trm.jobs.faults.InjectedFaults;
import dev.trm.jobs.relay.JobTopics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** A fault that can be injected. */
sealed interface Fault {
  /** The name under which faults of this kind are counted. */
  String kind();

  /** The kind of service of which all processes must be ready before the fault; empty if none. */
  default Optional<Part> needs() {
    return Optional.empty();
  }

  /**
   * Injects the fault and returns when the broken part is back; a killed worker need not be.
   *
   * @return the disturbance; empty if the fault could not be injected
   */
  Optional<Disturbance> inject(Stage stage)
      throws IOException, InterruptedException, ExecutionException, SQLException;

  private static Optional<Disturbance> done(
      Fault fault, Effect effect, String what, Instant began, Instant ended, String... workers) {
    return Optional.of(new Disturbance(effect, fault.kind(), what, began, ended, List.of(workers)));
  }

  private static Effect effect(Part part) {
    switch (part) {
      case GATEWAY:
        return Effect.GATEWAY;
      case RELAY:
        return Effect.RELAY;
      default:
        return Effect.WORKER;
    }
  }

  /**
   * A worker's disturbance ends with its kill; that of a service with a single process ends when it
   * is ready again.
   */
  private static Optional<Disturbance> killed(
      Fault fault, Stage stage, SupervisedService service, String what)
      throws IOException, InterruptedException {
    String worker = service.worker();
    Instant began = Instant.now();
    service.kill();
    if (service.part().works()) {
      return done(fault, Effect.WORKER, what, began, began, worker);
    }
    stage.awaitReady(service);
    return done(fault, effect(service.part()), what, began, Instant.now());
  }

  /** The process is stopped for a while and continues without noticing. */
  private static Optional<Disturbance> stopped(
      Fault fault, SupervisedService service, Duration time, String what)
      throws IOException, InterruptedException {
    Instant began = Instant.now();
    service.suspend();
    try {
      Thread.sleep(time.toMillis());
    } finally {
      service.resume();
    }
    boolean works = service.part().works();
    return works
        ? done(fault, Effect.HANG, what, began, began, service.worker())
        : done(fault, effect(service.part()), what, began, Instant.now());
  }

  /** {@code kill -9} at a random moment. */
  record KillProcess(Part part) implements Fault {
    @Override
    public String kind() {
      return "kill " + part.wire();
    }

    @Override
    public Optional<Part> needs() {
      return Optional.of(part);
    }

    @Override
    public Optional<Disturbance> inject(Stage stage) throws IOException, InterruptedException {
      SupervisedService victim = stage.victim(part);
      return killed(this, stage, victim, "kill -9 " + victim.name());
    }
  }

  /**
   * {@code kill -9} at a named fault point, or a stop there for longer than the lease.
   *
   * @param stop duration of the stop; null for a kill
   */
  record AtPoint(Part part, FaultPoint point, @Nullable Duration stop) implements Fault {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    @Override
    public String kind() {
      return (stop == null ? "kill " : "stop ") + part.wire() + " at a point";
    }

    @Override
    public Optional<Part> needs() {
      return Optional.of(part);
    }

    @Override
    public Optional<Disturbance> inject(Stage stage) throws IOException, InterruptedException {
      PointOrder order = PointOrder.give(stage.fleet(), part, point);
      if (part == Part.TRAINER) {
        stage.load().training();
      }
      PointOrder.Held held = order.await(PATIENCE).orElse(null);
      if (held == null) {
        return Optional.empty();
      }
      String what = held.service().name() + " at " + point;
      try {
        return stop == null
            ? killed(this, stage, held.service(), "kill -9 " + what)
            : stopped(this, held.service(), stop, "stop " + what + " for " + stop);
      } finally {
        Files.deleteIfExists(held.order());
      }
    }
  }

  /** SIGSTOP, and SIGCONT after more than a lease. */
  record StopProcess(Part part, Duration time) implements Fault {
    @Override
    public String kind() {
      return "stop " + part.wire();
    }

    @Override
    public Optional<Part> needs() {
      return Optional.of(part);
    }

    @Override
    public Optional<Disturbance> inject(Stage stage) throws IOException, InterruptedException {
      SupervisedService victim = stage.victim(part);
      return stopped(this, victim, time, "stop " + victim.name() + " for " + time);
    }
  }

  /** The broker ends, and restarts after a while. */
  record RestartBroker(Backbone.Ending ending, Duration away) implements Fault {
    @Override
    public String kind() {
      return "broker " + ending;
    }

    @Override
    public Optional<Disturbance> inject(Stage stage) throws IOException, InterruptedException {
      Instant began = Instant.now();
      stage.backbone().endBroker(ending);
      Thread.sleep(away.toMillis());
      stage.backbone().returnBroker();
      return done(this, Effect.BROKER, kind() + ", away " + away, began, Instant.now());
    }
  }

  /** The database ends, and restarts after a while. */
  record RestartDatabase(Backbone.Ending ending, Duration away) implements Fault {
    @Override
    public String kind() {
      return "database " + ending;
    }

    @Override
    public Optional<Disturbance> inject(Stage stage) throws IOException, InterruptedException {
      Instant began = Instant.now();
      stage.backbone().endDatabase(ending);
      Thread.sleep(away.toMillis());
      stage.backbone().returnDatabase();
      return done(this, Effect.DATABASE, kind() + ", away " + away, began, Instant.now());
    }
  }

  /** The proxy whose connections are affected. */
  enum Line {
    BROKER,
    DATABASE;

    LoopbackProxy proxy(Stage stage) {
      return this == BROKER ? stage.backbone().brokerProxy() : stage.backbone().databaseProxy();
    }
  }

  /** All open connections are reset, several times in a row. */
  record CutConnections(Line line, int times) implements Fault {
    private static final Duration BETWEEN = Duration.ofMillis(300);

    @Override
    public String kind() {
      return "cut to " + line;
    }

    @Override
    public Optional<Disturbance> inject(Stage stage) throws InterruptedException {
      Instant began = Instant.now();
      int cut = 0;
      for (int i = 0; i < times; i++) {
        cut += line.proxy(stage).cut();
        Thread.sleep(BETWEEN.toMillis());
      }
      String what = "cut " + cut + " connections to " + line;
      return done(this, Effect.NETWORK, what, began, Instant.now());
    }
  }

  /** All data are delayed and throttled. */
  record SlowConnections(Line line, Slowness how, Duration time) implements Fault {
    @Override
    public String kind() {
      return "slow to " + line;
    }

    @Override
    public Optional<Disturbance> inject(Stage stage) throws InterruptedException {
      Instant began = Instant.now();
      line.proxy(stage).slow(how);
      try {
        Thread.sleep(time.toMillis());
      } finally {
        line.proxy(stage).restore();
      }
      return done(this, Effect.NETWORK, line + " slow for " + time, began, Instant.now());
    }
  }

  /** All packets are dropped for a while: connections stay open and nothing arrives. */
  record BlackHole(Line line, Duration time) implements Fault {
    @Override
    public String kind() {
      return "black hole to " + line;
    }

    @Override
    public Optional<Disturbance> inject(Stage stage) throws InterruptedException {
      Instant began = Instant.now();
      line.proxy(stage).silence();
      try {
        Thread.sleep(time.toMillis());
      } finally {
        line.proxy(stage).restore();
      }
      return done(this, Effect.NETWORK, kind() + " for " + time, began, Instant.now());
    }
  }

  /** The network silently loses the state of open connections; new ones work. */
  record StrandConnections(Line line) implements Fault {
    @Override
    public String kind() {
      return "stranded to " + line;
    }

    @Override
    public Optional<Disturbance> inject(Stage stage) {
      Instant began = Instant.now();
      int stranded = line.proxy(stage).strand();
      String what = stranded + " connections to " + line + " stranded";
      return done(this, Effect.NETWORK, what, began, Instant.now());
    }
  }

  /**
   * A failover to a server that is promoted late: connections are reset, and the server is
   * read-only for a while. Sessions opened meanwhile stay read-only, as on a demoted server.
   */
  record ReadOnlyFailover(Duration time) implements Fault {
    @Override
    public String kind() {
      return "read-only failover";
    }

    @Override
    public Optional<Disturbance> inject(Stage stage) throws InterruptedException, SQLException {
      Instant began = Instant.now();
      stage.backbone().refuseWrites();
      try {
        stage.backbone().databaseProxy().cut();
        Thread.sleep(time.toMillis());
      } finally {
        stage.backbone().acceptWrites();
      }
      return done(this, Effect.DATABASE, kind() + " for " + time, began, Instant.now());
    }
  }

  /** A service restarts with a clock that has this offset, until its next restart. */
  record ClockJump(Part part, Duration offset) implements Fault {
    @Override
    public String kind() {
      return "clock of " + part.wire();
    }

    @Override
    public Optional<Part> needs() {
      return Optional.of(part);
    }

    @Override
    public Optional<Disturbance> inject(Stage stage) throws IOException, InterruptedException {
      Map<String, String> environment = FakeClock.environment(offset).orElse(null);
      if (environment == null) {
        return Optional.empty();
      }
      SupervisedService victim = stage.victim(part);
      victim.startNextWith(environment);
      return killed(this, stage, victim, "clock of " + victim.name() + " off by " + offset);
    }
  }

  /** Publishes jobs again that were published, claimed or completed before. */
  record DuplicateMessages(int count) implements Fault {
    @Override
    public String kind() {
      return "duplicates";
    }

    @Override
    public Optional<Disturbance> inject(Stage stage)
        throws InterruptedException, ExecutionException, SQLException {
      Instant began = Instant.now();
      List<String> ids = stage.probe().newestSolves(count);
      for (Priority priority : Priority.values()) {
        stage.messages().announce(JobTopics.of(JobKind.SOLVE, priority), ids);
      }
      // Also on a topic for workers of another kind.
      stage.messages().announce(JobTopics.of(JobKind.TRAIN, Priority.NORMAL), ids);
      return done(this, Effect.NONE, ids.size() + " jobs again", began, Instant.now());
    }
  }

  /** Publishes queued jobs in reverse order. */
  record ReorderedMessages(int count) implements Fault {
    @Override
    public String kind() {
      return "reordered";
    }

    @Override
    public Optional<Disturbance> inject(Stage stage)
        throws InterruptedException, ExecutionException, SQLException {
      Instant began = Instant.now();
      List<String> ids = stage.probe().waitingSolves(count);
      stage.messages().announce(JobTopics.of(JobKind.SOLVE, Priority.NORMAL), ids);
      return done(this, Effect.NONE, ids.size() + " jobs out of turn", began, Instant.now());
    }
  }

  /** Publishes records that are not valid messages on every topic. */
  record GarbageMessages() implements Fault {
    private static final int LONG = 100_000;

    @Override
    public String kind() {
      return "garbage";
    }

    @Override
    public Optional<Disturbance> inject(Stage stage)
        throws InterruptedException, ExecutionException {
      Instant began = Instant.now();
      byte[] random = new byte[64];
      stage.random().nextBytes(random);
      byte[] much = new byte[LONG];
      Arrays.fill(much, (byte) 'x');
      List<byte @Nullable []> values = new ArrayList<>();
      values.add(null);
      values.add(new byte[0]);
      values.add(random);
      values.add(much);
      values.add(UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8));
      values.add("{\"job\": 1}".getBytes(StandardCharsets.UTF_8));
      Collections.shuffle(values, stage.random());
      List<String> topics = new ArrayList<>(JobTopics.jobs());
      topics.add(JobTopics.EVENTS);
      for (String topic : topics) {
        stage.messages().send(topic, values);
      }
      return done(
          this, Effect.NONE, "garbage on " + topics.size() + " topics", began, Instant.now());
    }
  }

  /** Submits a poison job, which crashes every process that runs it, among valid ones. */
  record PoisonJob(int goodOnes) implements Fault {
    private static final Duration PATIENCE = Duration.ofSeconds(180);

    @Override
    public String kind() {
      return "poison";
    }

    @Override
    public Optional<Disturbance> inject(Stage stage)
        throws IOException, InterruptedException, SQLException {
      String grid = stage.load().nextGrid();
      Files.createFile(InjectedFaults.poison(stage.faults(), grid));
      Instant began = Instant.now();
      stage.load().burst(goodOnes);
      Answer answer = stage.load().submitPoison(grid);
      String id = answer.id();
      if (id == null) {
        return Optional.empty();
      }
      long end = System.nanoTime() + PATIENCE.toNanos();
      while (!stage.probe().is(id, "QUARANTINED") && System.nanoTime() - end < 0) {
        Thread.sleep(200);
      }
      for (SupervisedService each : stage.fleet().of(Part.SOLVER)) {
        stage.awaitReady(each);
      }
      return done(this, Effect.POISON, "poison job " + id, began, Instant.now());
    }
  }

  /** Makes the checkpoint directory unwritable for a while. */
  record FullCheckpointDisk(Duration time) implements Fault {
    @Override
    public String kind() {
      return "full disk";
    }

    @Override
    public Optional<Disturbance> inject(Stage stage) throws IOException, InterruptedException {
      Instant began = Instant.now();
      Path full = Files.createFile(InjectedFaults.diskFull(stage.faults()));
      try {
        stage.load().training();
        Thread.sleep(time.toMillis());
      } finally {
        Files.delete(full);
      }
      return done(this, Effect.NONE, "checkpoint disk full for " + time, began, Instant.now());
    }
  }

  /** Submits many more jobs at once than the fleet can hold. */
  record Burst(int puzzles) implements Fault {
    @Override
    public String kind() {
      return "burst";
    }

    @Override
    public Optional<Disturbance> inject(Stage stage) throws InterruptedException {
      Instant began = Instant.now();
      stage.load().burst(puzzles);
      return done(this, Effect.NONE, puzzles + " puzzles at once", began, Instant.now());
    }
  }
}
