package dev.trm.jobs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.JobState;
import dev.trm.jobs.NewJob;
import dev.trm.jobs.TestSources;
import dev.trm.jobs.TrainSpec;
import dev.trm.jobs.gate.ModelGate;
import dev.trm.jobs.gate.ModelPolicy;
import dev.trm.jobs.gate.PromotionRight;
import dev.trm.puzzles.PuzzleKind;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RegistryAndRunsTest {
  private static final JsonNode NOTHING = JobJson.parse("{}");
  private static final PromotionRight OWN = new PromotionRight.OwnRules();
  private JobStore jobs;
  private RunStore runs;
  private ModelRegistry registry;
  private OperatorActions actions;

  @BeforeEach
  void open() throws SQLException {
    DataSource source = TestDatabase.empty();
    jobs =
        new PostgresJobStore(
            source, new RetryPolicy(3, 3, Duration.ofSeconds(1), new Random(1)), List.of());
    runs = new PostgresRunStore(source, jobs);
    registry = new PostgresModelRegistry(source);
    actions = new OperatorActions(source);
  }

  @Test
  void versionsCountUpAndAliasesMove() {
    checkpoint("a", 1, true);
    checkpoint("b", 2, false);

    ModelVersion first = registry.register("m", "a", NOTHING, null);
    ModelVersion second = registry.register("m", "b", NOTHING, null);
    ModelVersion again = registry.register("m", "a", NOTHING, null);

    assertThat(List.of(first.version(), second.version(), again.version()))
        .containsExactly(1, 2, 1);
    assertThat(registry.resolve("m")).isEmpty();
    assertThat(registry.moveAlias("m", "champion", 1, "ada", null)).isTrue();
    assertThat(registry.moveAlias("m", "champion", 2, "ada", "better")).isTrue();
    assertThat(registry.moveAlias("m", "champion", 2, "bob", "again")).isTrue();
    assertThat(registry.moveAlias("m", "champion", 3, "ada", null)).isFalse();
    assertThat(registry.resolve("m@champion").orElseThrow().checkpointId()).isEqualTo("b");
    assertThat(registry.resolve("m").orElseThrow().aliases()).containsExactly("champion");
    assertThat(registry.resolve("m@1").orElseThrow().checkpointId()).isEqualTo("a");
    assertThat(registry.resolve("m@9")).isEmpty();
    assertThat(actions.page(Long.MAX_VALUE, 2))
        .extracting(OperatorAction::seq, OperatorAction::actor, OperatorAction::subject)
        .containsExactly(tuple(5L, "bob", "m@champion"), tuple(4L, "ada", "m@champion"));
  }

  @Test
  void curveIsThinnedToMeansAndRemeasuredStepsReplace() {
    Claim claim = training();
    List<MetricPoint> points =
        LongStream.rangeClosed(1, 10)
            .mapToObj(step -> new MetricPoint(step, "loss", step))
            .toList();

    assertThat(runs.metrics(claim, points)).isTrue();
    assertThat(runs.metrics(claim, List.of(new MetricPoint(10, "loss", 20)))).isTrue();

    assertThat(runs.metrics(claim.id(), List.of("loss"), 2))
        .containsExactly(new MetricPoint(1, "loss", 1), new MetricPoint(10, "loss", 20));
    assertThat(runs.metrics(claim.id(), List.of("loss"), 1))
        .containsExactly(new MetricPoint(10, "loss", 20));
    assertThat(runs.metrics(claim.id(), List.of(), 0)).hasSize(10);
    assertThat(runs.metrics(claim.id(), List.of("loss"), 7, 2))
        .extracting(MetricPoint::step)
        .containsExactly(8L, 10L);
    assertThat(runs.metrics(claim.id(), List.of("other"), 0)).isEmpty();
    assertThat(runs.run(claim.id()).orElseThrow().latest().get("loss"))
        .isEqualTo(new MetricPoint(10, "loss", 20));
  }

  @Test
  void onlyTheLatestSamplesOfARunStayAndALostClaimWritesNone() {
    Claim claim = training();
    JsonNode grid = JobJson.parse("\"1.3.\"");
    RunSamples first =
        new RunSamples(
            PuzzleKind.SUDOKU, 10, List.of(new HeldOutSample(grid, grid, grid, false, 4)));
    RunSamples second =
        new RunSamples(
            PuzzleKind.SUDOKU, 20, List.of(new HeldOutSample(grid, grid, grid, true, 2)));
    assertThat(runs.samples(claim.id())).isEmpty();

    assertThat(runs.samples(claim, first)).isTrue();
    assertThat(runs.samples(claim, second)).isTrue();
    jobs.finish(List.of(new Outcome.Cancelled(claim, "ended")));
    assertThat(runs.samples(claim, first)).isFalse();

    assertThat(runs.samples(claim.id())).hasValue(second);
  }

  /** A wave with one peak, two steps wide, that means of stretches would hide. */
  @Test
  void aLongCurveIsThinnedWithoutLosingItsPeaks() {
    Claim claim = training();
    List<MetricPoint> wave =
        LongStream.rangeClosed(1, 100_000)
            .mapToObj(
                step ->
                    new MetricPoint(
                        step,
                        "loss",
                        step == 61_803 ? 99 : step == 61_804 ? -99 : Math.sin(step / 3000.0)))
            .toList();
    assertThat(runs.metrics(claim, wave)).isTrue();

    List<MetricPoint> thinned = runs.metrics(claim.id(), List.of("loss"), 200);

    assertThat(thinned).hasSizeBetween(150, 200).isSubsetOf(wave);
    assertThat(thinned).extracting(MetricPoint::step).isSorted().doesNotHaveDuplicates();
    assertThat(thinned).startsWith(wave.get(0)).endsWith(wave.get(99_999));
    assertThat(thinned).contains(wave.get(61_802), wave.get(61_803));
    assertThat(runs.metrics(claim.id(), List.of("loss"), 100_000)).isEqualTo(wave);
  }

  @Test
  void runsAreLaidOverEachOtherOnTheStepsThatAllOfThemSpan() {
    Claim one = training();
    Claim other = training();
    Claim unmeasured = training();
    // By hand: both span 20 to 60, where the second has three points, so there are three stretches.
    runs.metrics(
        one,
        LongStream.rangeClosed(1, 10).mapToObj(i -> new MetricPoint(10 * i, "loss", i)).toList());
    runs.metrics(
        other,
        List.of(
            new MetricPoint(20, "loss", 5),
            new MetricPoint(40, "loss", 6),
            new MetricPoint(60, "loss", 7)));
    List<JobId> ids = List.of(one.id(), other.id(), unmeasured.id());

    Map<JobId, List<MetricPoint>> curves = runs.common(ids, "loss", 100);

    assertThat(curves.get(one.id()))
        .containsExactly(
            new MetricPoint(30, "loss", 2.5),
            new MetricPoint(40, "loss", 4),
            new MetricPoint(60, "loss", 5.5));
    assertThat(curves.get(other.id()))
        .containsExactly(
            new MetricPoint(30, "loss", 5),
            new MetricPoint(40, "loss", 6),
            new MetricPoint(60, "loss", 7));
    assertThat(curves.get(unmeasured.id())).isEmpty();
    assertThat(runs.common(ids, "loss", 1).get(other.id()))
        .containsExactly(new MetricPoint(60, "loss", 6));
    assertThat(runs.common(ids, "heldOut.accuracy", 5).values()).allMatch(List::isEmpty);
  }

  @Test
  void metricsOfALostRunAreRefused() {
    Claim claim = training();
    jobs.cancel(claim.id(), "ada");

    assertThat(runs.metrics(claim, List.of(new MetricPoint(1, "loss", 1)))).isFalse();
    assertThat(runs.metrics(claim.id(), List.of(), 0)).isEmpty();
  }

  @Test
  void aLostTrainingRegistersNothingAndMovesNoAlias() throws SQLException {
    checkpoint("a", 1, false);
    checkpoint("b", 2, false);
    Claim lost = training();
    TestDatabase.execute("UPDATE job SET lease_until = now() - interval '1 hour'");
    jobs.rescueLapsed(Duration.ZERO);
    Claim mine = jobs.claim("t2", List.of(lost.id()), JobKind.TRAIN, Duration.ofHours(1)).get(0);

    assertThat(registry.register(lost, "m", "a", NOTHING)).isEmpty();
    assertThat(registry.register(mine, "m", "b", NOTHING).orElseThrow().version()).isEqualTo(1);
    assertThat(registry.decide(lost, promoted(lost, 1, null), OWN))
        .isEqualTo(ModelRegistry.Decided.NOT_OURS);
    assertThat(registry.resolve("m")).isEmpty();
    assertThat(registry.decide(mine, promoted(mine, 1, null), OWN))
        .isEqualTo(ModelRegistry.Decided.NOTED);
    assertThat(registry.resolve("m").orElseThrow().runId()).isEqualTo(mine.id());
  }

  @Test
  void aRunIsDecidedAboutOnceAndOnlyAgainstTheChampionOfTheMoment() {
    checkpoint("a", 1, false);
    checkpoint("b", 2, false);
    Claim claim = training();
    registry.register("m", "a", NOTHING, "ada");
    registry.register(claim, "m", "b", NOTHING);
    registry.moveAlias("m", "champion", 1, "ada", null);

    assertThat(registry.decide(claim, promoted(claim, 2, null), OWN))
        .as("judged while there was no champion")
        .isEqualTo(ModelRegistry.Decided.OUTDATED);
    assertThat(registry.decision(claim.id().value())).isEmpty();
    PromotionDecision refused =
        new PromotionDecision(
            claim.id().value(), "m", 2, 1, false, "worse", JobJson.parse("[{\"passed\": false}]"));
    assertThat(registry.decide(claim, refused, OWN)).isEqualTo(ModelRegistry.Decided.NOTED);
    assertThat(registry.decide(claim, promoted(claim, 2, 1), OWN))
        .isEqualTo(ModelRegistry.Decided.NOTED);

    assertThat(registry.decision(claim.id().value())).contains(refused);
    assertThat(registry.resolve("m").orElseThrow().version()).isEqualTo(1);
    assertThat(actions.page(Long.MAX_VALUE, 1))
        .singleElement()
        .returns("promotion.refused", OperatorAction::action)
        .returns("run " + claim.id(), OperatorAction::actor)
        .returns("worse", action -> action.detail().path("reason").asText());
  }

  @Test
  void keyThatDoesNotOwnTheModelIsPromotedByTheModelsOwnGateOnly() {
    checkpoint("a", 1, false);
    checkpoint("b", 2, false);
    Claim adas = training();
    registry.register("m", "a", NOTHING, null);
    registry.moveAlias("m", "champion", 1, "shipped", null);
    registry.register(adas, "m", "b", NOTHING);

    assertThat(registry.decide(adas, promoted(adas, 2, 1), OWN))
        .as("by its own rules")
        .isEqualTo(ModelRegistry.Decided.OUTDATED);
    PromotionRight none = registry.right("m", key("ada"));
    assertThat(none)
        .isEqualTo(
            new PromotionRight.None(
                "model 'm' belongs to the operators and has no gate of its own, so key 'ada' cannot"
                    + " promote into it"));
    assertThatThrownBy(() -> registry.decide(adas, promoted(adas, 2, 1), none))
        .hasMessageContaining("promoted is true, but model 'm' belongs to the operators");
    assertThat(registry.resolve("m").orElseThrow().version()).isEqualTo(1);

    TrainSpec spec = TrainSpec.parse(JobJson.parse("{\"model\": \"m\"}"), TestSources.NONE);
    ModelGate gate = new ModelGate(TrainSpec.Promotion.USUAL, spec.dataset());
    registry.setPolicy("m", new ModelPolicy(null, gate), "ola");
    assertThat(registry.decide(adas, promoted(adas, 2, 1), new PromotionRight.ModelRules(gate)))
        .isEqualTo(ModelRegistry.Decided.NOTED);
    assertThat(registry.resolve("m").orElseThrow().version()).isEqualTo(2);
  }

  @Test
  void modelBelongsToTheKeyThatFirstMadeItUntilAnOperatorGivesItAway() {
    checkpoint("a", 1, false);
    Claim adas = training();

    assertThat(registry.right("m", key("bob"))).as("not there yet").isEqualTo(OWN);
    registry.register(adas, "m", "a", NOTHING);
    registry.register("m", "a", NOTHING, "bob");

    assertThat(registry.policy("m")).contains(new ModelPolicy("ada", null));
    assertThat(registry.right("m", key("ada"))).isEqualTo(OWN);
    assertThat(registry.right("m", key("bob"))).isInstanceOf(PromotionRight.None.class);
    assertThat(registry.right("m", new TrainSpec.Submitter("bob", true))).isEqualTo(OWN);
    assertThat(registry.setPolicy("m", new ModelPolicy("bob", null), "ola")).isTrue();
    assertThat(registry.right("m", key("bob"))).isEqualTo(OWN);
    assertThat(registry.setPolicy("none", new ModelPolicy("bob", null), "ola")).isFalse();
    assertThat(actions.page(Long.MAX_VALUE, 1))
        .singleElement()
        .returns("model.policy", OperatorAction::action)
        .returns("bob", action -> action.detail().path("owner").asText());
  }

  private static TrainSpec.Submitter key(String name) {
    return new TrainSpec.Submitter(name, false);
  }

  private static PromotionDecision promoted(Claim claim, int version, @Nullable Integer champion) {
    return new PromotionDecision(
        claim.id().value(), "m", version, champion, true, "better", JobJson.parse("[]"));
  }

  @Test
  void checkpointOfARescuedTrainingIsRefusedAndOneOfACancelledIsNoted() throws SQLException {
    Claim lost = training();
    TestDatabase.execute("UPDATE job SET lease_until = now() - interval '1 hour'");
    jobs.rescueLapsed(Duration.ZERO);
    Claim mine = jobs.claim("t2", List.of(lost.id()), JobKind.TRAIN, Duration.ofHours(1)).get(0);
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    CheckpointRow row = new CheckpointRow("a", mine.id(), 10, true, 5, NOTHING, now);

    assertThat(runs.checkpoint(lost, row)).isFalse();
    assertThat(runs.findCheckpoint("a")).isEmpty();
    assertThat(runs.checkpoint(mine, row)).isTrue();
    assertThat(runs.forgetCheckpoint(lost, "a")).isFalse();
    jobs.cancel(mine.id(), "ada");
    assertThat(runs.checkpoint(lost, row)).isFalse();
    assertThat(runs.checkpoint(mine, new CheckpointRow("b", mine.id(), 11, true, 5, NOTHING, now)))
        .isTrue();
    assertThat(runs.newestFull(mine.id())).isEqualTo(runs.findCheckpoint("b").orElseThrow());
  }

  @Test
  void trainingThatCameFurtherIsNotBlamedForItsWorkersEnds() throws SQLException {
    Claim claim = training();
    for (int crash = 0; crash < 6; crash++) {
      runs.checkpoint(
          claim,
          new CheckpointRow(
              "c" + crash, claim.id(), crash, true, 5, NOTHING, Instant.now().plusSeconds(60)));
      TestDatabase.execute("UPDATE job SET lease_until = now() - interval '1 hour'");
      jobs.rescueLapsed(Duration.ZERO);
      claim =
          jobs.claim("t" + crash, List.of(claim.id()), JobKind.TRAIN, Duration.ofHours(1)).get(0);
    }

    assertThat(claim.job().crashAttempts()).isEqualTo(6);
  }

  @Test
  void whatARunWentOnFromIsNotedOnceATry() throws SQLException {
    Claim lost = training();
    assertThat(runs.resumed(lost, 10, "a", List.of())).isTrue();
    TestDatabase.execute("UPDATE job SET lease_until = now() - interval '1 hour'");
    jobs.rescueLapsed(Duration.ZERO);
    assertThat(runs.resumed(lost, 20, "b", List.of())).isFalse();
    Claim mine = jobs.claim("t2", List.of(lost.id()), JobKind.TRAIN, Duration.ofHours(1)).get(0);

    assertThat(runs.resumed(mine, 20, "b", List.of("threads 1 → 2"))).isTrue();

    assertThat(runs.resumptions(mine.id()))
        .extracting(Resumption::worker, Resumption::step, Resumption::differences)
        .containsExactly(tuple("t", 10L, List.of()), tuple("t2", 20L, List.of("threads 1 → 2")));
  }

  @Test
  void theFirstWishToStopCounts() {
    JobId run = training().id();
    assertThat(runs.stopWish(run)).isEmpty();

    runs.askToStop(run, "ada");
    runs.askToStop(run, "bob");

    assertThat(runs.stopWish(run).map(StopWish::actor)).contains("ada");
  }

  @Test
  void howAStoppedAndAResumedRunEndedIsInTheHistory() {
    Claim stopped = training();
    Claim done = training();

    jobs.finish(
        List.of(
            new Outcome.Cancelled(stopped, "stopped by ada"),
            new Outcome.Succeeded(
                done, NOTHING, List.of(), "resumed not bit-identical: threads 1 → 2")));

    assertThat(last(stopped))
        .extracting(AuditEvent::to, AuditEvent::reason)
        .containsExactly(JobState.CANCELLED, "stopped by ada");
    assertThat(last(done))
        .extracting(AuditEvent::to, AuditEvent::reason)
        .containsExactly(JobState.SUCCEEDED, "resumed not bit-identical: threads 1 → 2");
    assertThat(jobs.find(done.id()).orElseThrow().failure()).isNull();
  }

  private AuditEvent last(Claim claim) {
    List<AuditEvent> history = jobs.history(claim.id());
    return history.get(history.size() - 1);
  }

  @Test
  void newestFullCheckpointIsFound() {
    JobId run = training().id();
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    runs.checkpoint(new CheckpointRow("a", run, 10, true, 5, NOTHING, now));
    runs.checkpoint(new CheckpointRow("b", run, 20, true, 5, NOTHING, now));
    runs.checkpoint(new CheckpointRow("c", run, 30, false, 5, NOTHING, now));
    runs.checkpoint(new CheckpointRow("c", run, 30, false, 5, NOTHING, now));

    assertThat(runs.checkpoints(run)).extracting(CheckpointRow::id).containsExactly("c", "b", "a");
    assertThat(runs.newestFull(run)).isEqualTo(runs.findCheckpoint("b").orElseThrow());
  }

  private Claim training() {
    TrainSpec spec = TrainSpec.parse(JobJson.parse("{\"model\": \"m\"}"), TestSources.NONE);
    JobId id = jobs.submit(List.of(NewJob.train(spec, "ada"))).get(0).id();
    return jobs.claim("t", List.of(id), JobKind.TRAIN, Duration.ofSeconds(6)).get(0);
  }

  private void checkpoint(String id, long step, boolean full) {
    runs.checkpoint(
        new CheckpointRow(id, null, step, full, 5, NOTHING, Instant.parse("2026-01-01T00:00:00Z")));
  }
}
