package dev.trm.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trm.embedded.testing.LoopbackProxy;
import dev.trm.embedded.testing.TestParts;
import dev.trm.jobs.HaltMode;
import dev.trm.jobs.Job;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.JobState;
import dev.trm.jobs.NewJob;
import dev.trm.jobs.Priority;
import dev.trm.jobs.SolveSpec;
import dev.trm.jobs.TraceLevel;
import dev.trm.jobs.kafka.BrokerWatch;
import dev.trm.jobs.kafka.KafkaClients;
import dev.trm.jobs.relay.JobTopics;
import dev.trm.jobs.relay.KafkaLayout;
import dev.trm.jobs.relay.OutboxRelay;
import dev.trm.jobs.store.Claim;
import dev.trm.jobs.store.JobFilter;
import dev.trm.jobs.store.JobStore;
import dev.trm.jobs.store.Outbox;
import dev.trm.jobs.store.Outcome;
import dev.trm.jobs.store.PostgresJobStore;
import dev.trm.jobs.store.RetryPolicy;
import dev.trm.jobs.store.ServicePool;
import dev.trm.jobs.store.StoreException;
import dev.trm.jobs.store.TestDatabase;
import dev.trm.jobs.store.WorkerDrains;
import io.agroal.api.AgroalDataSource;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Relay, broker, intake and database together. */
class ShareGroupIntakeTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final List<ShareGroupIntake> intakes = new ArrayList<>();
  private final KafkaClients clients = new KafkaClients(TestParts.kafka());
  private final BrokerWatch broker = new BrokerWatch(new KafkaLayout(clients)::ensure);
  private JobStore store;
  private WorkerDrains drains;
  private Producer<String, String> producer;
  private OutboxRelay relay;

  @BeforeEach
  void open() throws Exception {
    DataSource source = TestDatabase.empty();
    store = store(source);
    drains = new WorkerDrains(source);
    producer = clients.producer(Map.of());
    relay = relay(source);
    relay.start();
  }

  private static JobStore store(DataSource source) {
    return new PostgresJobStore(
        source, new RetryPolicy(3, 3, Duration.ofSeconds(1), new Random(1)), List.of());
  }

  private OutboxRelay relay(DataSource source) {
    return new OutboxRelay(
        new Outbox(source, Duration.ofSeconds(2)), clients, Duration.ofMillis(50));
  }

  @AfterEach
  void close() throws Exception {
    intakes.parallelStream().forEach(ShareGroupIntake::close);
    relay.close();
    broker.close();
    producer.close(Duration.ZERO);
  }

  @Test
  void everyJobOfEveryPriorityIsDoneOnceByOneOfTwoWorkers() {
    UUID batch = UUID.randomUUID();
    store.submit(
        IntStream.range(0, 300).mapToObj(i -> job(Priority.values()[i % 3])).toList(), batch);

    Finisher one = new Finisher();
    Finisher two = new Finisher();
    one.intake = open("one", 16, one);
    two.intake = open("two", 16, two);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              one.finishAll();
              two.finishAll();
              assertThat(store.batchCounts(batch)).isEqualTo(Map.of(JobState.SUCCEEDED, 300L));
            });

    assertThat(one.done).isNotEmpty().doesNotContainAnyElementsOf(two.done);
    assertThat(two.done).isNotEmpty();
    assertThat(one.done.size() + two.done.size()).isEqualTo(300);
    assertThat(store.page(JobFilter.ofBatch(batch), null, 300).jobs())
        .extracting(Job::attempts)
        .containsOnly(1);
  }

  /** So many that an intake that begins anew after each poll does not come to the end of them. */
  @Test
  void recordsThatNameNoJobHoldNothingUp() {
    String topic = JobTopics.of(JobKind.SOLVE, Priority.NORMAL);
    for (int i = 0; i < 200; i++) {
      producer.send(new ProducerRecord<>(topic, i % 2 == 0 ? null : "no job"));
    }
    producer.flush();

    Keeper keeper = new Keeper();
    open("one", 2, keeper);
    Job job = store.submit(List.of(job(Priority.NORMAL))).get(0);

    await().atMost(PATIENCE).until(() -> keeper.held.containsKey(job.id()));
  }

  @Test
  void cancelledJobIsLostAndHeldJobOutlivesItsFirstLease() {
    Keeper keeper = new Keeper();
    ShareGroupIntake intake = open("one", 2, keeper);
    List<Job> jobs = store.submit(List.of(job(Priority.NORMAL), job(Priority.NORMAL)));
    await().atMost(PATIENCE).until(() -> keeper.held.size() == 2);

    JobId cancelled = jobs.get(0).id();
    JobId kept = jobs.get(1).id();
    store.cancel(cancelled, "ada");
    await().atMost(PATIENCE).until(() -> keeper.lost.contains(cancelled));

    Claim claim = Objects.requireNonNull(keeper.held.get(kept));
    Duration lease = new QuickWorker().lease();
    await()
        .during(lease.plus(lease))
        .atMost(PATIENCE)
        .until(() -> store.rescueLapsed(Duration.ZERO).isEmpty());
    assertThat(keeper.lost).containsOnly(cancelled);
    assertThat(intake.finish(List.of(succeeded(claim)))).containsExactly(kept);
  }

  @Test
  void stoppedIntakeTakesNothingMoreAndLeavesTheList() {
    Keeper keeper = new Keeper();
    ShareGroupIntake intake = open("one", 4, keeper);
    store.submit(List.of(job(Priority.HIGH)));
    await().atMost(PATIENCE).until(() -> keeper.held.size() == 1);

    intake.stopTaking();
    Claim claim = keeper.held.values().iterator().next();
    Set<JobId> recorded = intake.finish(List.of(new Outcome.Released(claim, "worker stops")));
    intake.close();

    assertThat(recorded).containsExactly(claim.id());
    assertThat(store.workers()).isEmpty();
    assertThat(store.find(claim.id()).orElseThrow().state()).isEqualTo(JobState.QUEUED);
  }

  @Test
  void jobsOfAVanishedWorkerAreRunApartByOneThatIsBusyWithOthers() {
    Keeper gone = new Keeper();
    ShareGroupIntake vanishing = open("gone", 2, gone);
    List<JobId> suspects =
        store.submit(List.of(job(Priority.LOW), job(Priority.LOW))).stream().map(Job::id).toList();
    await().atMost(PATIENCE).until(() -> gone.held.size() == 2);
    vanishing.close();
    Keeper busy = new Keeper();
    ShareGroupIntake living = open("busy", 2, busy);
    JobId other = store.submit(List.of(job(Priority.NORMAL))).get(0).id();
    await().atMost(PATIENCE).until(() -> busy.held.containsKey(other));
    await().atMost(PATIENCE).until(() -> store.rescueLapsed(Duration.ZERO).size() == 2);

    List<Set<JobId>> held = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      int round = i;
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(busy.held).as("round %d", round).isNotEmpty());
      held.add(Set.copyOf(busy.held.keySet()));
      List<Outcome> outcomes = new ArrayList<>();
      busy.held.values().forEach(claim -> outcomes.add(succeeded(claim)));
      busy.held.clear();
      living.finish(outcomes);
    }

    assertThat(held.get(0)).containsExactly(other);
    assertThat(held.subList(1, 3))
        .containsExactlyInAnyOrder(Set.of(suspects.get(0)), Set.of(suspects.get(1)));
  }

  @Test
  void drainedWorkerKeepsWhatItHasAndTakesNothingNewUntilUndrained() {
    Keeper keeper = new Keeper();
    ShareGroupIntake intake = open("one", 2, keeper);
    JobId first = store.submit(List.of(job(Priority.NORMAL))).get(0).id();
    await().atMost(PATIENCE).until(() -> keeper.held.containsKey(first));

    drains.drain("one", "olga");
    Duration beats = new QuickWorker().heartbeat().multipliedBy(4);
    await().during(beats).atMost(PATIENCE).until(() -> store.workers().get(0).draining());
    JobId second = store.submit(List.of(job(Priority.NORMAL))).get(0).id();
    await()
        .during(beats)
        .atMost(PATIENCE)
        .until(() -> store.find(second).orElseThrow().state() == JobState.QUEUED);

    Claim claim = Objects.requireNonNull(keeper.held.remove(first));
    assertThat(intake.finish(List.of(succeeded(claim)))).containsExactly(first);
    drains.undrain("one", "olga");
    await().atMost(PATIENCE).until(() -> keeper.held.containsKey(second));
  }

  /** The network forgets the connections of relay and worker: they stay open and carry nothing. */
  @Test
  void workGoesOnThoughTheConnectionsAtHandFellSilent() throws Exception {
    try (LoopbackProxy proxy = proxy();
        AgroalDataSource pool = ServicePool.through(proxy.port())) {
      JobStore through = store(pool);
      relay.close();
      relay = relay(pool);
      relay.start();
      Finisher finisher = new Finisher();
      ShareGroupIntake intake = open("one", 16, finisher, through);
      finisher.intake = intake;
      JobId first = store.submit(List.of(job(Priority.NORMAL))).get(0).id();
      awaitSucceeded(finisher, first);

      proxy.strand();

      JobId second = store.submit(List.of(job(Priority.NORMAL))).get(0).id();
      awaitSucceeded(finisher, second);
      intake.close();
    }
  }

  @Test
  void aWorkerThatIsCutOffGivesItsJobsUpAndReleasesThem() throws Exception {
    try (LoopbackProxy proxy = proxy();
        AgroalDataSource pool = ServicePool.through(proxy.port())) {
      Keeper keeper = new Keeper();
      ShareGroupIntake intake = open("one", 2, keeper, store(pool));
      JobId job = store.submit(List.of(job(Priority.NORMAL))).get(0).id();
      await().atMost(PATIENCE).until(() -> keeper.held.containsKey(job));

      proxy.silence();
      await().atMost(PATIENCE).until(() -> keeper.lost.contains(job));

      proxy.restore();
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  store.history(job).stream()
                      .anyMatch(
                          event ->
                              event.to() == JobState.QUEUED
                                  && Objects.toString(event.reason(), "")
                                      .contains("could not reach the database")));
      assertThat(store.find(job).orElseThrow().crashAttempts()).isZero();
      intake.close();
    }
  }

  private static void awaitSucceeded(Finisher finisher, JobId job) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(StoreException.class)
        .until(
            () -> {
              finisher.finishAll();
              return finisher.done.contains(job);
            });
  }

  private static LoopbackProxy proxy() throws IOException {
    LoopbackProxy proxy = LoopbackProxy.open("database");
    proxy.forwardTo(URI.create(TestParts.jdbcUrl().substring("jdbc:".length())).getPort());
    return proxy;
  }

  private ShareGroupIntake open(String worker, int capacity, JobSink sink) {
    return open(worker, capacity, sink, store);
  }

  private ShareGroupIntake open(String worker, int capacity, JobSink sink, JobStore jobs) {
    ShareGroupIntake intake =
        new ShareGroupIntake(
            worker,
            JobKind.SOLVE,
            capacity,
            sink,
            jobs,
            new QuickWorker(),
            clients,
            broker,
            new Isolation());
    intakes.add(intake);
    intake.start();
    return intake;
  }

  private static NewJob job(Priority priority) {
    SolveSpec spec = new SolveSpec("sudoku", "..", "m@1", 16, TraceLevel.NONE, HaltMode.HEAD);
    return new NewJob(JobKind.SOLVE, spec, priority, "ada", null, null);
  }

  private static Outcome succeeded(Claim claim) {
    return new Outcome.Succeeded(claim, JobJson.parse("{}"), List.of());
  }

  /** Holds what it gets until told to finish it. */
  private static final class Finisher implements JobSink {
    private final Queue<Claim> waiting = new ConcurrentLinkedQueue<>();
    private final Set<JobId> done = ConcurrentHashMap.newKeySet();
    private @Nullable WorkerIntake intake;

    void finishAll() {
      List<Claim> claims = List.copyOf(waiting);
      List<Outcome> outcomes = new ArrayList<>();
      claims.forEach(claim -> outcomes.add(succeeded(claim)));
      done.addAll(Objects.requireNonNull(intake).finish(outcomes));
      waiting.removeAll(claims);
    }

    @Override
    public void accepted(Claim claim) {
      waiting.add(claim);
    }

    @Override
    public void lost(Claim claim) {
      throw new AssertionError("lost " + claim.id());
    }

    @Override
    public int free() {
      return 16 - waiting.size();
    }
  }

  /** Keeps what it gets. */
  private static final class Keeper implements JobSink {
    private final Map<JobId, Claim> held = new ConcurrentHashMap<>();
    private final Set<JobId> lost = ConcurrentHashMap.newKeySet();

    @Override
    public void accepted(Claim claim) {
      held.put(claim.id(), claim);
    }

    @Override
    public void lost(Claim claim) {
      lost.add(claim.id());
    }

    @Override
    public int free() {
      return 2 - held.size();
    }
  }
}
