package dev.trm.jobs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trm.jobs.Job;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.JobState;
import dev.trm.jobs.NewJob;
import dev.trm.jobs.TestSources;
import dev.trm.jobs.gate.GateFigures;
import dev.trm.jobs.sweep.CombinationVerdict;
import dev.trm.jobs.sweep.Measured;
import dev.trm.jobs.sweep.SweepPlan;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SweepsTest {
  private static final JsonNode NOTHING = JobJson.parse("{}");
  private static final String GATE = "{\"gate\": \"better\", \"margin\": 0.1}";

  private DataSource source;
  private JobStore jobs;
  private RunStore runs;
  private ModelRegistry registry;
  private OperatorActions actions;
  private Sweeps sweeps;

  @BeforeEach
  void open() throws SQLException {
    source = TestDatabase.empty();
    jobs =
        new PostgresJobStore(
            source, new RetryPolicy(3, 3, Duration.ofSeconds(1), new Random(1)), List.of());
    runs = new PostgresRunStore(source, jobs);
    registry = new PostgresModelRegistry(source);
    actions = new OperatorActions(source);
    sweeps = new Sweeps(source, List.of());
  }

  @Test
  void oneDecisionIsMadeHoweverManyRunsEndAtOnceAndHoweverManyLook() throws Exception {
    champion(0.5);
    UUID id = submit(GATE, 8);
    List<Claim> claims = claims(id);
    CyclicBarrier start = new CyclicBarrier(claims.size());
    ExecutorService workers = Executors.newFixedThreadPool(claims.size());
    List<Future<?>> ends = new ArrayList<>();
    for (Claim claim : claims) {
      ends.add(
          workers.submit(
              () -> {
                start.await();
                succeed(claim, 0.7, 1);
                new Sweeps(source, List.of()).decideEnded();
                return true;
              }));
    }
    for (Future<?> end : ends) {
      end.get();
    }
    workers.shutdown();

    // Who looked while another held the sweep has passed it by, as each round of a rescuer does.
    sweeps.decideEnded();

    SweepDecision decision = sweeps.decision(id).orElseThrow();
    assertThat(decision.made().promoted()).as("%s", decision.made().reason()).isTrue();
    assertThat(decision.combinations())
        .extracting(CombinationVerdict::passed)
        .containsExactly(true);
    assertThat(registry.resolve("m").orElseThrow().version()).isEqualTo(decision.made().version());
    assertThat(actions.page(Long.MAX_VALUE, 100))
        .filteredOn(action -> action.actor().equals("sweep " + id))
        .extracting(OperatorAction::action)
        .containsExactly("alias.move", "promotion.passed");
  }

  @Test
  void whoIsKilledBeforeItsCommitLeavesTheWholeDecisionToAnother() throws SQLException {
    champion(0.5);
    UUID id = submit(GATE, 2);
    claims(id).forEach(claim -> succeed(claim, 0.7, 1));

    new Sweeps(killedAtItsFirstCommit(), List.of()).decideEnded();

    assertThat(sweeps.decision(id)).isEmpty();
    assertThat(registry.decision(id)).isEmpty();
    assertThat(registry.resolve("m").orElseThrow().version()).isEqualTo(1);
    sweeps.decideEnded();
    assertThat(sweeps.decision(id).orElseThrow().made().promoted()).isTrue();
    assertThat(registry.resolve("m").orElseThrow().version()).isEqualTo(2);
  }

  @Test
  void aSweepIsDecidedWhenItsLastRunHasEndedHoweverItDid() {
    champion(0.5);
    UUID id = submit(GATE, 2);
    List<Claim> claims = claims(id);
    succeed(claims.get(0), 0.7, 1);

    sweeps.decideEnded();
    assertThat(sweeps.decision(id)).isEmpty();
    jobs.cancel(claims.get(1).id(), "ada");
    sweeps.decideEnded();

    PromotionDecision made = sweeps.decision(id).orElseThrow().made();
    assertThat(made.promoted()).isFalse();
    assertThat(made.version()).isNull();
    assertThat(sweeps.decision(id).orElseThrow().combinations().get(0).reason())
        .contains("seed 1 is CANCELLED");
    assertThat(registry.decision(id)).contains(made);
    assertThat(actions.page(Long.MAX_VALUE, 1))
        .singleElement()
        .returns("promotion.refused", OperatorAction::action)
        .returns("sweep " + id, OperatorAction::actor)
        .returns("m", OperatorAction::subject);
  }

  @Test
  void aChampionThatCameAfterTheMeasuringIsNotReplaced() {
    champion(0.5);
    UUID id = submit(GATE, 2);
    claims(id).forEach(claim -> succeed(claim, 0.7, 1));
    runs.checkpoint(new CheckpointRow("late", null, 1, false, 5, NOTHING, Instant.EPOCH));
    int late = registry.register("m", "late", NOTHING, null).version();
    registry.moveAlias("m", ModelRegistry.CHAMPION, late, "ada", "by hand");

    sweeps.decideEnded();

    PromotionDecision made = sweeps.decision(id).orElseThrow().made();
    assertThat(made.promoted()).isFalse();
    assertThat(made.champion()).isEqualTo(late);
    assertThat(made.reason()).contains("not compared with m@" + late + ", the champion now");
    assertThat(registry.resolve("m").orElseThrow().version()).isEqualTo(late);
  }

  @Test
  void whoseRunsAllFailedIsRefusedThoughThereIsNoModelYet() {
    UUID id = submit(GATE, 2);
    claims(id).forEach(claim -> jobs.cancel(claim.id(), "ada"));

    sweeps.decideEnded();

    assertThat(sweeps.decision(id).orElseThrow().made())
        .returns(false, PromotionDecision::promoted)
        .returns(null, PromotionDecision::champion);
  }

  @Test
  void runsAreListedInPagesThatNeitherMissNorRepeatOne() {
    UUID other = submit(GATE, 1);
    UUID id = submit(GATE, 5);
    List<JobId> newestFirst = new ArrayList<>(sweeps.runs(id).stream().map(SweepRun::run).toList());
    newestFirst.sort(Comparator.reverseOrder());
    RunFilter filter = new RunFilter(JobState.QUEUED, "m", id, null, null);

    List<JobId> listed = new ArrayList<>();
    String cursor = null;
    do {
      RunPage page = runs.page(filter, cursor, 2);
      page.runs().forEach(run -> listed.add(run.id()));
      cursor = page.next();
    } while (cursor != null);

    assertThat(listed).isEqualTo(newestFirst);
    assertThat(runs.page(new RunFilter(null, null, null, null, null), null, 6).runs())
        .extracting(Run::sweep)
        .containsExactly(id, id, id, id, id, other);
    assertThat(runs.page(new RunFilter(null, "n", null, null, null), null, 6).runs()).isEmpty();
    assertThat(runs.page(new RunFilter(JobState.RUNNING, null, null, null, null), null, 6).runs())
        .isEmpty();
    assertThatThrownBy(() -> runs.page(filter, "x", 2)).hasMessageContaining("cursor: 'x'");
  }

  @Test
  void withoutAGateNothingIsDecidedAndRunsKnowNone() {
    UUID without = submit("{\"gate\": \"never\"}", 1);
    UUID with = submit(GATE, 1);
    succeed(claims(without).get(0), 0.7, null);

    sweeps.decideEnded();

    assertThat(sweeps.decision(without)).isEmpty();
    assertThat(registry.resolve("m")).isEmpty();
    assertThat(sweeps.gated(sweeps.runs(without).get(0).run())).isEmpty();
    assertThat(sweeps.gated(sweeps.runs(with).get(0).run())).isEqualTo(sweeps.find(with));
    assertThat(sweeps.find(with).orElseThrow().promotion().margin()).isEqualTo(0.1);
  }

  @Test
  void aRunThatIsResumedIsWaitedForInThePlaceOfTheStoppedOneAndItsResultCounts() {
    champion(0.5);
    UUID id = submit(GATE, 2);
    List<Claim> claims = claims(id);
    JobId stopped = claims.get(1).id();
    jobs.cancel(stopped, "ada");
    JobId next = JobId.next();
    assertThat(resume(stopped, next)).isInstanceOf(Continuation.Begun.class);
    succeed(claims.get(0), 0.6, 1);

    sweeps.decideEnded();
    assertThat(sweeps.decision(id)).isEmpty();
    assertThat(sweeps.runs(id)).extracting(SweepRun::run).containsExactly(claims.get(0).id(), next);
    assertThat(sweeps.gated(next)).isEqualTo(sweeps.find(id));
    succeed(claim(next), 0.8, 1);
    sweeps.decideEnded();

    PromotionDecision made = sweeps.decision(id).orElseThrow().made();
    assertThat(made.promoted()).as("%s", made.reason()).isTrue();
    assertThat(made.reason()).contains("accuracy 0.7000 in the mean of 2 seeds");
    assertThat(runs.run(stopped).orElseThrow())
        .returns(null, Run::sweep)
        .returns(next, Run::goesOnAs);
    assertThat(runs.run(next).orElseThrow()).returns(id, Run::sweep).returns(null, Run::goesOnAs);
  }

  @Test
  void whatHasBeenDecidedWithoutARunIsNotWaitedForAgain() {
    UUID id = submit(GATE, 1);
    JobId stopped = claims(id).get(0).id();
    jobs.cancel(stopped, "ada");
    sweeps.decideEnded();
    JobId next = JobId.next();

    assertThat(resume(stopped, next)).isEqualTo(new Continuation.SweepDecided(id));

    assertThat(jobs.find(next)).isEmpty();
    assertThat(sweeps.runs(id)).extracting(SweepRun::run).containsExactly(stopped);
  }

  @Test
  void aRunThatGoesOnAfterItsSweepWasFoundEndedIsWaitedForAllTheSame() {
    UUID id = submit(GATE, 1);
    JobId stopped = claims(id).get(0).id();
    jobs.cancel(stopped, "ada");
    AtomicInteger connections = new AtomicInteger();
    DataSource resumedBetween =
        proxy(
            DataSource.class,
            source,
            "getConnection",
            () -> {
              // The first finds what has ended, the second decides.
              if (connections.incrementAndGet() == 2) {
                resume(stopped, JobId.next());
              }
              return Optional.of(source.getConnection());
            });

    new Sweeps(resumedBetween, List.of()).decideEnded();

    assertThat(connections).hasValue(2);
    assertThat(sweeps.decision(id)).isEmpty();
  }

  @Test
  void aTrainingThatIsRunAnewTakesItsPlaceUnlessItHasSucceeded() {
    UUID id = submit(GATE, 2);
    List<Claim> claims = claims(id);
    jobs.cancel(claims.get(0).id(), "ada");
    succeed(claims.get(1), 0.7, null);

    JobId again = JobId.next();
    jobs.retry(claims.get(0).id(), "ada", again);
    jobs.retry(claims.get(1).id(), "ada", JobId.next());

    assertThat(sweeps.runs(id))
        .extracting(SweepRun::run)
        .containsExactly(again, claims.get(1).id());
  }

  @Test
  void aRunGoesOnAsOneOtherHoweverManyAskAtOnce() throws Exception {
    JobId stopped = claims(submit(GATE, 1)).get(0).id();
    jobs.cancel(stopped, "ada");
    int askers = 8;
    CyclicBarrier start = new CyclicBarrier(askers);
    ExecutorService threads = Executors.newFixedThreadPool(askers);
    List<Future<Continuation>> asked = new ArrayList<>();
    for (int n = 0; n < askers; n++) {
      asked.add(
          threads.submit(
              () -> {
                start.await();
                return resume(stopped, JobId.next());
              }));
    }
    List<Continuation> answers = new ArrayList<>();
    for (Future<Continuation> each : asked) {
      answers.add(each.get());
    }
    threads.shutdown();

    JobId next = runs.run(stopped).orElseThrow().goesOnAs();
    assertThat(answers)
        .filteredOn(Continuation.Begun.class::isInstance)
        .extracting(each -> ((Continuation.Begun) each).job().id())
        .containsExactly(next);
    assertThat(answers)
        .filteredOn(Continuation.GoesOnAlready.class::isInstance)
        .hasSize(askers - 1)
        .allMatch(each -> ((Continuation.GoesOnAlready) each).last().id().equals(next));
    assertThat(resume(stopped, Objects.requireNonNull(next)))
        .isInstanceOf(Continuation.Begun.class);
  }

  private Continuation resume(JobId run, JobId next) {
    Job job = jobs.find(run).orElseThrow();
    return new RunContinuations(source, List.of())
        .begin(run, next, NewJob.train(job.trainSpec(), "ada"));
  }

  private Claim claim(JobId run) {
    return jobs.claim("w", List.of(run), JobKind.TRAIN, Duration.ofMinutes(1)).get(0);
  }

  private void champion(double accuracy) {
    runs.checkpoint(new CheckpointRow("champion", null, 1, false, 5, NOTHING, Instant.EPOCH));
    registry.register(
        "m", "champion", JsonNodeFactory.instance.objectNode().put("accuracy", accuracy), "ada");
    registry.moveAlias("m", ModelRegistry.CHAMPION, 1, "ada", null);
  }

  private UUID submit(String gate, int seeds) {
    ObjectNode request = JsonNodeFactory.instance.objectNode().put("model", "m");
    request.set("promotion", JobJson.parse(gate));
    for (int seed = 0; seed < seeds; seed++) {
      request.withArray("/over/training.seed").add(seed);
    }
    UUID id = JobId.next().value();
    sweeps.submitOnce(
        id,
        SweepPlan.parse(request, TestSources.NONE),
        "ada",
        training -> NewJob.train(training.spec(), "ada"));
    return id;
  }

  /** In the order of the request. */
  private List<Claim> claims(UUID sweep) {
    List<JobId> ids = sweeps.runs(sweep).stream().map(SweepRun::run).toList();
    return jobs.claim("w", ids, JobKind.TRAIN, Duration.ofMinutes(1)).stream()
        .sorted(Comparator.comparing(Claim::id))
        .toList();
  }

  /** As the trainer ends a run: its version, and what it measured. */
  private void succeed(Claim claim, double accuracy, @Nullable Integer against) {
    String checkpoint = claim.id().toString();
    runs.checkpoint(new CheckpointRow(checkpoint, claim.id(), 1, false, 5, NOTHING, Instant.EPOCH));
    ModelVersion version = registry.register(claim, "m", checkpoint, NOTHING).orElseThrow();
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    result.put("model", version.reference()).put("dataSha256", "d").put("promotion", "its sweep");
    result.putObject("evaluation").put("accuracy", accuracy);
    result.set(
        Measured.FIELD,
        JobJson.tree(
            new Measured(
                new GateFigures(accuracy, 2, null, List.of()),
                against,
                against == null ? null : new GateFigures(0.5, 2, null, List.of()),
                null)));
    jobs.finish(List.of(new Outcome.Succeeded(claim, result, List.of())));
  }

  /** Its process ends when a transaction was about to be committed: the database rolls it back. */
  private DataSource killedAtItsFirstCommit() {
    return proxy(
        DataSource.class,
        source,
        "getConnection",
        () -> {
          Connection connection = source.getConnection();
          return Optional.of(
              proxy(
                  Connection.class,
                  connection,
                  "commit",
                  () -> {
                    connection.close();
                    throw new SQLException("killed");
                  }));
        });
  }

  private interface Instead {
    Optional<?> call() throws SQLException;
  }

  private static <T> T proxy(Class<T> type, T target, String method, Instead instead) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, called, arguments) -> {
              if (called.getName().equals(method)) {
                return instead.call().orElse(null);
              }
              try {
                return called.invoke(target, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }
}
