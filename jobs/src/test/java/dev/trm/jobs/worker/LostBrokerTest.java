package dev.trm.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.trm.embedded.BrokerClassPath;
import dev.trm.embedded.EmbeddedBroker;
import dev.trm.embedded.FreePort;
import dev.trm.embedded.testing.LoopbackProxy;
import dev.trm.embedded.testing.TestParts;
import dev.trm.jobs.HaltMode;
import dev.trm.jobs.JobId;
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
import dev.trm.jobs.store.JobStore;
import dev.trm.jobs.store.Outbox;
import dev.trm.jobs.store.PostgresJobStore;
import dev.trm.jobs.store.RetryPolicy;
import dev.trm.jobs.store.TestDatabase;
import dev.trm.jobs.store.WorkerRow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Intakes at a broker that is away for a while, whose groups are small, and that lets nobody in
 * without a password.
 */
@Tag("slow")
class LostBrokerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static LoopbackProxy proxy;
  private static EmbeddedBroker server;

  private final List<ShareGroupIntake> intakes = new ArrayList<>();
  private KafkaClients clients;
  private BrokerWatch broker;
  private JobStore store;
  private OutboxRelay relay;

  @BeforeAll
  static void startBroker() throws Exception {
    proxy = LoopbackProxy.open("broker");
    server =
        EmbeddedBroker.start(
            TestParts.directory().resolve("secured-broker"),
            BrokerClassPath.find(),
            OptionalInt.of(proxy.port()),
            Map.of(
                "group.share.max.size",
                "2",
                "group.share.min.heartbeat.interval.ms",
                "500",
                "group.share.heartbeat.interval.ms",
                "500",
                "group.share.min.session.timeout.ms",
                "3000",
                "group.share.session.timeout.ms",
                "3000"));
    proxy.forwardTo(server.port());
  }

  @AfterAll
  static void stopBroker() throws Exception {
    proxy.close();
    server.close();
  }

  @BeforeEach
  void open() throws Exception {
    clients = clients(server.clientSettings(proxy.port()));
    broker = new BrokerWatch(new KafkaLayout(clients)::ensure);
    DataSource source = TestDatabase.empty();
    store =
        new PostgresJobStore(
            source, new RetryPolicy(3, 3, Duration.ofSeconds(1), new Random(1)), List.of());
    relay =
        new OutboxRelay(new Outbox(source, Duration.ofSeconds(1)), clients, Duration.ofMillis(50));
    relay.start();
  }

  @AfterEach
  void close() throws Exception {
    intakes.parallelStream().forEach(ShareGroupIntake::close);
    relay.close();
    broker.close();
  }

  @Test
  void consumersAreClosedWhileTheBrokerIsAwayAndJobsFlowOnceItIsBack() throws Exception {
    Keeper keeper = new Keeper();
    ShareGroupIntake intake = open("one", JobKind.SOLVE, keeper);
    JobId first = submit();
    await().atMost(PATIENCE).until(() -> keeper.held.contains(first));

    proxy.forwardTo(FreePort.next());
    proxy.cut();
    await().atMost(PATIENCE).until(() -> intake.consumers() == 0);
    assertThat(broker.reachable()).isFalse();
    await().atMost(PATIENCE).until(() -> worker("one").joined().isEmpty());
    int probes = broker.probes();
    await().atMost(PATIENCE).until(() -> broker.probes() > probes);
    assertThat(intake.consumers()).isZero();
    JobId second = submit();
    assertThat(store.find(second).orElseThrow().state()).isEqualTo(JobState.QUEUED);

    proxy.forwardTo(server.port());
    await().atMost(PATIENCE).until(() -> keeper.held.contains(second));
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(worker("one").joined()).containsExactly(Priority.values()));
    assertThat(keeper.held).contains(first);
  }

  @Test
  void workerThatAFullGroupRefusesIsNoCapacityUntilAnotherLeaves() {
    ShareGroupIntake one = open("one", JobKind.TRAIN, new Keeper());
    open("two", JobKind.TRAIN, new Keeper());
    // A worker counts itself in until the broker refuses it, so the groups are asked.
    await()
        .atMost(PATIENCE)
        .ignoreExceptionsMatching(e -> e.getCause() instanceof GroupIdNotFoundException)
        .until(() -> members(JobKind.TRAIN) == 6);
    assertThat(worker("one").joined()).hasSize(3);
    assertThat(worker("two").joined()).hasSize(3);

    open("three", JobKind.TRAIN, new Keeper());
    await()
        .atMost(PATIENCE)
        .during(Duration.ofSeconds(1))
        .untilAsserted(() -> assertThat(worker("three").joined()).isEmpty());
    assertThat(worker("one").joined()).hasSize(3);

    one.close();
    intakes.remove(one);
    await().atMost(PATIENCE).until(() -> worker("three").joined().size() == 3);
  }

  private int members(JobKind kind) throws Exception {
    List<String> groups =
        Arrays.stream(Priority.values()).map(priority -> JobTopics.of(kind, priority)).toList();
    try (Admin admin = clients.admin(Duration.ofSeconds(10))) {
      return admin.describeShareGroups(groups).all().get().values().stream()
          .mapToInt(group -> group.members().size())
          .sum();
    }
  }

  @Test
  void workerOfABrokerWhoseNameIsUnknownWaitsForIt() {
    KafkaClients lost = new KafkaClients(Map.of("bootstrap.servers", "no-such-host.invalid:9092"));
    BrokerWatch watch = new BrokerWatch(new KafkaLayout(lost)::ensure);
    ShareGroupIntake intake =
        new ShareGroupIntake(
            "one",
            JobKind.SOLVE,
            2,
            new Keeper(),
            store,
            new QuickWorker(),
            lost,
            watch,
            new Isolation());
    intake.start();

    await().atMost(PATIENCE).until(() -> watch.probes() > 1);
    assertThat(worker("one").joined()).isEmpty();
    intake.close();
    watch.close();
    assertThat(store.workers()).isEmpty();
  }

  @Test
  void everyKindOfClientHasThePassword() {
    Map<String, String> wrong = new HashMap<>(server.clientSettings(proxy.port()));
    wrong.computeIfPresent(
        EmbeddedBroker.LOGIN, (key, login) -> login.replace("password=\"", "password=\"x"));
    assertThatThrownBy(() -> new KafkaLayout(clients(wrong)).ensure())
        .hasCauseInstanceOf(SaslAuthenticationException.class);

    // The other tests use an admin client and a producer.
    try (KafkaShareConsumer<String, String> sharing =
        clients.shareConsumer(Map.of("group.id", "a-group"))) {
      sharing.subscribe(Set.of("trm.solve.low"));
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                sharing.poll(Duration.ofMillis(100));
                return KafkaClients.figure(sharing.metrics(), "rebalance-total") > 0;
              });
    }
  }

  private static KafkaClients clients(Map<String, String> connection) {
    Map<String, Object> settings = new HashMap<>(connection);
    // What other clients of a process may need, and these would refuse.
    settings.put("auto.offset.reset", "latest");
    settings.put("group.id", "the application");
    settings.put("acks", "all");
    return new KafkaClients(settings);
  }

  private ShareGroupIntake open(String worker, JobKind kind, JobSink sink) {
    ShareGroupIntake intake =
        new ShareGroupIntake(
            worker, kind, 8, sink, store, new QuickWorker(), clients, broker, new Isolation());
    intakes.add(intake);
    intake.start();
    return intake;
  }

  private JobId submit() {
    SolveSpec spec = new SolveSpec("sudoku", "..", "m@1", 16, TraceLevel.NONE, HaltMode.HEAD);
    return store
        .submit(List.of(new NewJob(JobKind.SOLVE, spec, Priority.NORMAL, "ada", null, null)))
        .get(0)
        .id();
  }

  private WorkerRow worker(String id) {
    return store.workers().stream()
        .filter(row -> row.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no worker " + id));
  }

  /** Keeps what it gets. */
  private static final class Keeper implements JobSink {
    private final Set<JobId> held = ConcurrentHashMap.newKeySet();

    @Override
    public void accepted(Claim claim) {
      held.add(claim.id());
    }

    @Override
    public void lost(Claim claim) {
      held.remove(claim.id());
    }

    @Override
    public int free() {
      return 8 - held.size();
    }
  }
}
