package dev.trm.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trm.embedded.testing.TestPartsResource;
import dev.trm.jobs.DatasetSpec;
import dev.trm.jobs.Failure;
import dev.trm.jobs.FailureCode;
import dev.trm.jobs.Job;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.JobState;
import dev.trm.jobs.NewJob;
import dev.trm.jobs.TrainSpec;
import dev.trm.jobs.TrainingSources;
import dev.trm.jobs.checkpoint.CheckpointStore;
import dev.trm.jobs.gate.GateVerdict;
import dev.trm.jobs.gate.ModelGate;
import dev.trm.jobs.gate.ModelPolicy;
import dev.trm.jobs.store.CheckpointRow;
import dev.trm.jobs.store.Dataset;
import dev.trm.jobs.store.Datasets;
import dev.trm.jobs.store.JobStore;
import dev.trm.jobs.store.MetricPoint;
import dev.trm.jobs.store.ModelRegistry;
import dev.trm.jobs.store.ModelVersion;
import dev.trm.jobs.store.OperatorAction;
import dev.trm.jobs.store.OperatorActions;
import dev.trm.jobs.store.PromotionDecision;
import dev.trm.jobs.store.Resumption;
import dev.trm.jobs.store.RunSamples;
import dev.trm.jobs.store.RunStore;
import dev.trm.jobs.store.SweepDecision;
import dev.trm.jobs.store.SweepRun;
import dev.trm.jobs.store.Sweeps;
import dev.trm.jobs.sweep.SweepPlan;
import dev.trm.model.checkpoint.Safetensors;
import dev.trm.model.checkpoint.TrmWeights;
import dev.trm.puzzles.sudoku.SudokuGenerator;
import dev.trm.puzzles.sudoku.SudokuSize;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestPartsResource.class)
class TrainerServiceTest {
  private static final String ARC_TASK =
      """
      {"train": [{"input": [[1, 2]], "output": [[2, 1]]}, {"input": [[3]], "output": [[3]]}],
       "test": [{"input": [[4, 5]], "output": [[5, 4]]}]}""";

  @Inject JobStore jobs;
  @Inject Datasets datasets;
  @Inject RunStore runs;
  @Inject ModelRegistry registry;
  @Inject Sweeps sweeps;
  @Inject CheckpointStore checkpoints;
  @Inject OperatorActions actions;

  @Test
  void aTrainingJobEndsInARegisteredModelWithItsCurves() throws Exception {
    JobId id = submit("learns", 120, null);

    Job job = ended(id);

    assertThat(job.state()).as("%s", job.failure()).isEqualTo(JobState.SUCCEEDED);
    ModelVersion champion = registry.resolve("learns@champion").orElseThrow();
    assertThat(result(job).get("model").asText()).isEqualTo(champion.reference());
    assertThat(result(job).get("promoted").asBoolean()).isTrue();
    assertThat(result(job).at("/evaluation/puzzles").asInt()).isEqualTo(40);
    TrmWeights weights = TrmWeights.read(checkpoints.get(champion.checkpointId()));
    assertThat(weights.config().sequenceLength()).isEqualTo(16);
    List<MetricPoint> loss = runs.metrics(id, List.of("loss"), 0);
    assertThat(loss.get(loss.size() - 1).step()).isEqualTo(120);
    assertThat(loss.get(loss.size() - 1).value()).isLessThan(loss.get(0).value());
    assertThat(runs.metrics(id, List.of("heldOut.exactAccuracy.checked"), 0)).hasSize(3);
    RunSamples samples = runs.samples(id).orElseThrow();
    assertThat(samples.step()).isEqualTo(120);
    assertThat(samples.samples())
        .hasSize(6)
        .allMatch(each -> each.answer().asText().length() == 16);
    assertThat(runs.checkpoints(id)).anyMatch(CheckpointRow::full).anyMatch(row -> !row.full());
    JsonNode code = manifest("learns").path("code");
    assertThat(code.path("commit").asText())
        .matches(Files.exists(Path.of("..", ".git", "HEAD")) ? "[0-9a-f]{40}" : "unknown");
  }

  @Test
  void aModelOfMazesIsFoundByKindAndSizeAndToldStrictlyAndByValidity() throws Exception {
    JobId id =
        submit(
            """
            {"model": "small-mazes", "evaluateEvery": 4, "promotion": {"gate": "always"},
             "dataset": {"generator": "maze", "width": 6, "height": 5, "unique": false,
               "leastSteps": 3, "puzzles": 200, "heldOut": 20},
             "architecture": {"hidden": 16, "heads": 2, "maxCycles": 3},
             "training": {"steps": 6, "batch": 8}}""");

    Job job = ended(id);

    assertThat(job.state()).as("%s", job.failure()).isEqualTo(JobState.SUCCEEDED);
    JsonNode evaluation = result(job).path("evaluation");
    assertThat(evaluation.at("/checked/valid").isNumber()).isTrue();
    assertThat(evaluation.at("/bySteps/0/fixed/exact").isNumber()).isTrue();
    assertThat(runs.metrics(id, List.of("heldOut.validAccuracy.checked"), 0)).hasSize(2);
    JsonNode manifest = manifest("small-mazes");
    assertThat(manifest.path("puzzle"))
        .isEqualTo(JobJson.parse("{\"kind\": \"maze\", \"shape\": \"6x5\"}"));
    assertThat(manifest.path("dataSha256")).isEqualTo(result(job).path("dataSha256"));
    assertThat(registry.champions("maze"))
        .extracting(ModelRegistry.Champion::model)
        .containsExactly("small-mazes");
  }

  @Test
  void pairsThatWereSentAreLearntAndTheirLayoutIsInTheManifest() throws Exception {
    Dataset set = sets().pairs("pairs-of-the-test", pairs(60));

    Job job =
        ended(
            submit(
                """
                {"model": "of-pairs", "promotion": {"gate": "always"}, "dataset": {"name": "pairs-of-the-test"},
                 "architecture": {"hidden": 16, "maxCycles": 3},
                 "training": {"steps": 6, "batch": 8}}"""));

    assertThat(job.state()).as("%s", job.failure()).isEqualTo(JobState.SUCCEEDED);
    assertThat(result(job).path("dataSha256").asText()).isEqualTo(set.sha256());
    assertThat(result(job).at("/evaluation/puzzles").intValue()).isEqualTo(set.heldOut());
    assertThat(result(job).path("evaluation").has("checked")).isFalse();
    assertThat(manifest("of-pairs").path("layout")).isEqualTo(set.layout().json());
  }

  /** The columns of the published Sudoku-Extreme. */
  @Test
  void aTableOfSudokusAndSolutionsMakesASudokuModel() throws Exception {
    SudokuGenerator generator = new SudokuGenerator(SudokuSize.FOUR, 3);
    Dataset set =
        sets()
            .puzzles(
                "sudokus-of-the-test",
                Stream.generate(() -> generator.withGivens(9))
                    .limit(60)
                    .map(each -> "made up," + each.puzzle() + "," + each.solution() + ",0")
                    .collect(Collectors.joining("\n", "source,question,answer,rating\n", "\n")));

    Job job =
        ended(
            submit(
                """
                {"model": "of-a-table", "promotion": {"gate": "always"},
                 "dataset": {"name": "sudokus-of-the-test"},
                 "architecture": {"hidden": 16, "maxCycles": 3},
                 "training": {"steps": 6, "batch": 8}}"""));

    assertThat(job.state()).as("%s", job.failure()).isEqualTo(JobState.SUCCEEDED);
    assertThat(result(job).path("dataSha256").asText()).isEqualTo(set.sha256());
    assertThat(result(job).at("/evaluation/puzzles").intValue()).isEqualTo(set.heldOut());
    assertThat(result(job).at("/evaluation/byGivens/0/fixed/exact").isNumber()).isTrue();
    assertThat(result(job).path("evaluation").has("checked")).isTrue();
    assertThat(manifest("of-a-table").path("puzzle"))
        .isEqualTo(JobJson.parse("{\"kind\": \"sudoku\", \"shape\": \"4x4\"}"));
    assertThat(manifest("of-a-table").has("layout")).isFalse();
  }

  @Test
  void aSetThatIsNotWhatTheTrainingSaysFailsItNamingTheSet() throws Exception {
    Dataset sent = sets().pairs("changed-set-of-the-test", pairs(60));
    TrainSpec spec = parse("{\"model\": \"x\", \"dataset\": {\"name\": \"" + sent.name() + "\"}}");
    DatasetSpec.Uploaded named = (DatasetSpec.Uploaded) spec.dataset();
    DatasetSpec.Uploaded other =
        new DatasetSpec.Uploaded(
            named.id(),
            named.name(),
            named.kind(),
            "00".repeat(32),
            named.layout(),
            named.puzzles(),
            named.heldOut(),
            0,
            1);
    TrainSpec changed =
        new TrainSpec(
            "x",
            other,
            spec.architecture(),
            spec.training(),
            spec.evaluateEvery(),
            spec.promotion(),
            null,
            null,
            null);

    Job job = ended(jobs.submit(List.of(NewJob.train(changed, "test"))).get(0).id());

    Failure failure = Objects.requireNonNull(job.failure());
    assertThat(failure.code()).isEqualTo(FailureCode.DATASET_UNAVAILABLE);
    assertThat(failure.message()).contains(sent.name(), sent.sha256());
  }

  @Test
  void arcTasksAreLearntWithARowOfTheirOwnEach() throws Exception {
    sets().tasks("tasks-of-the-test", ARC_TASK);

    Job job =
        ended(
            submit(
                """
                {"model": "of-tasks", "promotion": {"gate": "always"},
                 "dataset": {"name": "tasks-of-the-test", "augmentations": 2},
                 "architecture": {"hidden": 8, "heads": 1, "maxCycles": 2, "latentSteps": 1,
                   "recursions": 1},
                 "training": {"steps": 2, "batch": 2}}"""));

    assertThat(job.state()).as("%s", job.failure()).isEqualTo(JobState.SUCCEEDED);
    assertThat(result(job).at("/evaluation/puzzles").intValue()).isEqualTo(1);
    JsonNode config = manifest("of-tasks").path("config");
    assertThat(config.path("puzzleIds").intValue()).isEqualTo(4); // row 0, task, 2 variants
    assertThat(config.path("sequenceLength").intValue()).isEqualTo(900);
  }

  @Test
  void tasksThatHaveNoPlaceOnTheCanvasAskedForFailTheTrainingNamingBoth() throws Exception {
    sets().tasks("tasks-of-the-canvas-test", ARC_TASK);

    Job job =
        ended(
            submit(
                """
                {"model": "of-tasks",
                 "dataset": {"name": "tasks-of-the-canvas-test", "canvas": 1}}"""));

    Failure failure = Objects.requireNonNull(job.failure());
    assertThat(failure.code()).isEqualTo(FailureCode.INVALID_SPEC);
    assertThat(failure.message())
        .isEqualTo(
            "dataset.canvas is 1; task tasks-of-the-canvas-test: /train/0/input is 2x1; its width"
                + " and height must be at most 1x1");
  }

  @Test
  void aWorseModelIsRefusedByEachRuleThatItBreaksAndTheRefusalIsInTheAudit() {
    Job first = ended(submit(easy("gated", 300)));
    JobId worse = submit(easy("gated", 1));
    Job second = ended(worse);

    assertThat(result(first).get("promoted").asBoolean()).isTrue();
    assertThat(result(first).has("champion")).isFalse();
    assertThat(result(second).get("promoted").asBoolean())
        .as("%s", result(second).get("promotion"))
        .isFalse();
    assertThat(result(second).get("promotion").asText()).contains("gated@1", "accuracy");
    assertThat(result(second).at("/champion/model").asText()).isEqualTo("gated@1");
    ObjectNode oneAttempt = result(first).at("/evaluation").deepCopy();
    assertThat(oneAttempt.remove("search")).isNotNull();
    assertThat(result(second).at("/champion/evaluation"))
        .as("judged on the same puzzles as when it was made, in one attempt")
        .isEqualTo(oneAttempt);
    List<GateVerdict> gate = new ArrayList<>();
    result(second).get("gate").forEach(each -> gate.add(JobJson.read(each, GateVerdict.class)));
    assertThat(gate)
        .extracting(GateVerdict::criterion)
        .containsExactly("accuracy", "band", "band", "cycles", "speed");
    assertThat(gate.get(0))
        .returns(result(first).at("/evaluation/accuracy").asDouble(), GateVerdict::champion)
        .returns(result(second).at("/evaluation/accuracy").asDouble(), GateVerdict::challenger)
        .returns(false, GateVerdict::passed);
    assertThat(gate.get(1).passed()).as("%s", gate.get(1)).isFalse();
    assertThat(gate.get(4).champion()).isPositive();
    assertThat(gate.get(4).challenger()).isPositive();
    assertThat(registry.resolve("gated").orElseThrow().version()).isEqualTo(1);
    assertThat(registry.resolve("gated@2")).isPresent();
    assertThat(registry.resolve("gated@3")).isEmpty();
    assertThat(actions.page(Long.MAX_VALUE, 1_000))
        .filteredOn(action -> action.actor().equals("run " + worse))
        .filteredOn(action -> action.action().startsWith("promotion."))
        .singleElement()
        .returns("promotion.refused", OperatorAction::action)
        .returns("gated", OperatorAction::subject)
        .returns(2, action -> action.detail().path("version").asInt())
        .returns(result(second).get("gate"), action -> action.detail().path("gate"));
  }

  @Test
  void aFirstVersionThatSolvedNothingIsNoChampion() {
    Job job =
        ended(
            submit(
                """
                {"model": "helpless", "dataset": {"size": 9, "puzzles": 20, "heldOut": 10,
                   "minimalShare": 1},
                 "architecture": {"hidden": 8, "heads": 1, "maxCycles": 2, "latentSteps": 1,
                   "recursions": 1},
                 "training": {"steps": 1, "batch": 2}}"""));

    assertThat(job.state()).as("%s", job.failure()).isEqualTo(JobState.SUCCEEDED);
    assertThat(result(job).path("model").asText()).isEqualTo("helpless@1");
    assertThat(result(job).path("promoted").asBoolean()).isFalse();
    assertThat(result(job).path("promotion").asText())
        .isEqualTo(
            "helpless has no champion, and this version solved none of 10 held-out puzzles; the"
                + " first champion must solve at least one");
    assertThat(registry.resolve("helpless")).isEmpty();
    assertThat(registry.resolve("helpless@1")).isPresent();
  }

  @Test
  void aSweepPromotesTheBestSeedOfItsBestMeanAndAWorseOneIsRefused() {
    String any = easy("swept", 1).replace("{\"bandLoss\"", "{\"gate\": \"always\", \"bandLoss\"");
    assertThat(result(ended(submit(any))).get("promoted").asBoolean()).isTrue();
    UUID first = sweep(easy("swept", 300));

    SweepDecision passed = decided(first);

    PromotionDecision made = passed.made();
    assertThat(made.promoted()).as("%s", made.reason()).isTrue();
    assertThat(made.champion()).isEqualTo(1);
    assertThat(made.gate()).hasSize(5);
    assertThat(registry.resolve("swept").orElseThrow().version()).isEqualTo(made.version());
    List<SweepRun> seeds = sweeps.runs(first);
    assertThat(seeds).hasSize(2);
    SweepRun best = seeds.stream().max(Comparator.comparing(SweepRun::accuracy)).orElseThrow();
    assertThat("swept@" + made.version()).isEqualTo(best.version());
    assertThat(result(jobs.find(best.run()).orElseThrow()).get("promoted").asBoolean()).isFalse();
    assertThat(registry.decision(best.run().value())).isEmpty();

    UUID second = sweep(easy("swept", 1));
    SweepDecision refused = decided(second);

    assertThat(refused.made().promoted()).as("%s", refused.made().reason()).isFalse();
    assertThat(refused.made().champion()).isEqualTo(made.version());
    List<GateVerdict> gate = refused.combinations().get(0).gate();
    assertThat(gate)
        .extracting(GateVerdict::criterion)
        .containsExactly("accuracy", "band", "band", "cycles", "speed");
    assertThat(gate.get(0))
        .returns(best.accuracy(), GateVerdict::champion)
        .returns(false, GateVerdict::passed);
    assertThat(gate.get(4).champion()).isPositive();
    assertThat(gate.get(4).challenger()).isPositive();
    JsonNode worse = result(jobs.find(sweeps.runs(second).get(0).run()).orElseThrow());
    assertThat(worse.path("promotion").asText()).startsWith("its sweep decides; alone: acc");
    assertThat(worse.at("/champion/model").asText()).isEqualTo("swept@" + made.version());
    assertThat(registry.resolve("swept").orElseThrow().version()).isEqualTo(made.version());
  }

  @Test
  void keyThatDoesNotOwnTheModelIsPromotedByTheModelsGateOnItsPuzzlesOnly() {
    String own = easy("owned", 1).replace("{\"bandLoss\"", "{\"gate\": \"always\", \"bandLoss\"");
    String berts = own.replace("\"steps\": 1,", "\"steps\": 300,");
    assertThat(result(ended(submit(own))).get("promoted").asBoolean()).isTrue();

    Job refused = ended(submitAs("bert", berts));

    assertThat(result(refused).path("model").asText()).isEqualTo("owned@2");
    assertThat(result(refused).path("promoted").asBoolean()).isFalse();
    assertThat(result(refused).path("promotion").asText())
        .isEqualTo(
            "model 'owned' belongs to key 'test' and has no gate of its own, so key 'bert' cannot"
                + " promote into it");
    assertThat(registry.resolve("owned").orElseThrow().version()).isEqualTo(1);

    TrainSpec spec = parse(own.replace("\"heldOut\": 40", "\"heldOut\": 30, \"seed\": 9"));
    ModelGate gate = new ModelGate(TrainSpec.Promotion.USUAL, spec.dataset());
    registry.setPolicy("owned", new ModelPolicy("test", gate), "ola");
    Job better = ended(submitAs("bert", berts));
    Job worse = ended(submitAs("bert", own.replace("\"steps\": 1,", "\"steps\": 2,")));

    assertThat(result(better).path("promotion").asText())
        .startsWith("accuracy ")
        .endsWith("; against owned@1 on 30 held-out puzzles");
    assertThat(result(better).path("promoted").asBoolean()).isTrue();
    assertThat(result(better).at("/evaluation/puzzles").asInt()).isEqualTo(40);
    assertThat(result(worse).path("promotion").asText())
        .endsWith("; against owned@2 on 30 held-out puzzles");
    assertThat(result(worse).path("promoted").asBoolean()).isFalse();
    SweepDecision swept = decided(sweep("bert", own));
    assertThat(swept.made().promoted()).isFalse();
    assertThat(swept.made().reason()).contains("; against owned@2");
    assertThat(swept.combinations().get(0).gate())
        .singleElement()
        .returns(result(better).at("/gate/0/challenger").asDouble(), GateVerdict::champion);
    assertThat(registry.resolve("owned").orElseThrow().version()).isEqualTo(2);
  }

  @Test
  void aCancelledTrainingStopsAndItsCheckpointCanBeGoneOnFrom() {
    JobId id = submit("cancelled", 100_000, null);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> !runs.metrics(id, List.of("loss"), 0).isEmpty());

    jobs.cancel(id, "test");

    await().atMost(Duration.ofSeconds(30)).until(() -> runs.newestFull(id) != null);
    CheckpointRow left = Objects.requireNonNull(runs.newestFull(id));
    assertThat(jobs.find(id).orElseThrow().state()).isEqualTo(JobState.CANCELLED);
    // The worker is free again: another job resumes the checkpoint for a few more steps.
    JobId more = submit("cancelled", left.step() + 3, left.id());
    Job job = ended(more);
    assertThat(job.state()).as("%s", job.failure()).isEqualTo(JobState.SUCCEEDED);
    // Metrics that were measured before the checkpoint but not reported may be reported at its
    // step.
    assertThat(runs.metrics(more, List.of("loss"), 0))
        .allMatch(point -> point.step() >= left.step())
        .anyMatch(point -> point.step() == left.step() + 3);
  }

  @Test
  void aStoppedTrainingHasAllOfItselfAtTheStepWhereItStopped() throws Exception {
    JobId id = submit("stopped", 100_000, null);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> !runs.metrics(id, List.of("loss"), 0).isEmpty());

    runs.askToStop(id, "ada");

    Job job = ended(id);
    CheckpointRow left = Objects.requireNonNull(runs.newestFull(id));
    assertThat(job.state()).isEqualTo(JobState.CANCELLED);
    assertThat(job.reason())
        .isEqualTo("stopped by ada; checkpoint " + left.id() + " is of step " + left.step());
    Safetensors file = Safetensors.read(checkpoints.get(left.id()));
    assertThat(file.metadata()).containsEntry("step", String.valueOf(left.step()));
    JobId more = submit("stopped", left.step() + 3, left.id());
    assertThat(ended(more).state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(runs.resumptions(more))
        .singleElement()
        .returns(left.step(), Resumption::step)
        .returns(left.id(), Resumption::checkpointId)
        .returns(List.of(), Resumption::differences);
  }

  @Test
  void aResumeThatCannotBeExactIsToldInResultManifestAndHistory() throws Exception {
    JobId whole = submit("elsewhere", 3, null);
    assertThat(ended(whole).state()).isEqualTo(JobState.SUCCEEDED);
    CheckpointRow row = Objects.requireNonNull(runs.newestFull(whole));
    Safetensors here = Safetensors.read(checkpoints.get(row.id()));
    Map<String, String> facts = new LinkedHashMap<>(here.metadata());
    facts.put("threads", "2");
    facts.put("library", "PyTorch 1.0");
    facts.put("kernels", "oneDNN, plain length down");
    Path draft = checkpoints.draft();
    new Safetensors(facts, here.tensors()).write(draft);
    String there = checkpoints.adopt(draft, row.manifest());
    runs.checkpoint(new CheckpointRow(there, null, 3, true, 1, row.manifest(), Instant.now()));

    JobId id = submit("elsewhere", 6, there);

    Job job = ended(id);
    String library = "library PyTorch 1.0 → " + here.metadata().get("library");
    String kernels = "kernels oneDNN, plain length down → " + here.metadata().get("kernels");
    JsonNode weights =
        runs.findCheckpoint(result(ended(whole)).get("checkpoint").asText())
            .orElseThrow()
            .manifest();
    assertThat(List.of(row.manifest(), weights))
        .allSatisfy(
            manifest ->
                assertThat(manifest.at("/compute/kernels").asText())
                    .isEqualTo(here.metadata().get("kernels"))
                    .isNotBlank());
    assertThat(runs.resumptions(id).get(0).differences())
        .containsExactlyInAnyOrder("threads 2 → 1", library, kernels);
    assertThat(result(job).get("notBitIdentical").toString())
        .contains("at step 3: threads 2 → 1", "at step 3: " + library);
    assertThat(Objects.requireNonNull(runs.newestFull(id)).manifest().get("notBitIdentical"))
        .isEqualTo(result(job).get("notBitIdentical"));
    assertThat(jobs.history(id))
        .last()
        .satisfies(
            event ->
                assertThat(event.reason())
                    .startsWith("resumed not bit-identical: at step 3: ")
                    .contains("threads 2 → 1"));
    assertThat(result(ended(whole)).has("notBitIdentical")).isFalse();
  }

  @Test
  void equalTrainingsHaveEachTheirOwnCheckpoints() {
    JobId one = submit("twins", 20, null);
    JobId other = submit("twins", 20, null);

    assertThat(ended(one).state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(ended(other).state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(Objects.requireNonNull(runs.newestFull(one)).id())
        .isNotEqualTo(Objects.requireNonNull(runs.newestFull(other)).id());
    assertThat(result(jobs.find(one).orElseThrow()).get("checkpoint"))
        .isEqualTo(result(jobs.find(other).orElseThrow()).get("checkpoint"));
  }

  @Test
  void theNewestCheckpointsAndTheBestAreKept() {
    JobId id = submit("kept", 300, null);
    assertThat(ended(id).state()).isEqualTo(JobState.SUCCEEDED);

    List<CheckpointRow> kept = runs.checkpoints(id).stream().filter(CheckpointRow::full).toList();
    double best =
        runs.metrics(id, List.of("heldOut.exactAccuracy.checked"), 0).stream()
            .filter(point -> point.step() < 300)
            .mapToDouble(MetricPoint::value)
            .max()
            .orElseThrow();
    assertThat(kept.get(0).step()).isEqualTo(300);
    assertThat(kept.get(1).step()).isEqualTo(250);
    assertThat(kept).hasSizeBetween(2, 3);
    assertThat(kept).anyMatch(row -> row.manifest().path("heldOutAccuracy").asDouble(-1) == best);
  }

  @Test
  void aPlateauEndsInTheRegisteredWeightsOfTheBestLook() {
    JobId id =
        submit(
            """
            {"model": "flat", "evaluateEvery": 100, "promotion": {"gate": "always"},
             "dataset": {"size": 4, "puzzles": 500, "heldOut": 40, "minimalShare": 0.2},
             "architecture": {"hidden": 32, "maxCycles": 4},
             "training": {"steps": 1000, "batch": 16, "learningRate": 0.008,
               "stop": {"patience": 1, "minDelta": 1}}}""");

    Job job = ended(id);

    assertThat(job.state()).as("%s", job.failure()).isEqualTo(JobState.SUCCEEDED);
    assertThat(result(job).path("steps").asLong()).isEqualTo(200);
    JsonNode early = result(job).path("stoppedEarly");
    assertThat(early.path("reason").asText()).isEqualTo("plateau");
    assertThat(early.path("step").asLong()).isEqualTo(200);
    double best =
        runs.metrics(id, List.of("heldOut.accuracy"), 0).stream()
            .filter(point -> point.step() == early.path("weightsStep").asLong())
            .findFirst()
            .orElseThrow()
            .value();
    // Both evaluations use all 40 held-out puzzles, so the same weights have the same accuracy.
    assertThat(result(job).at("/evaluation/checked/valid").asDouble()).isEqualTo(best);
    ModelVersion made = registry.resolve("flat@champion").orElseThrow();
    assertThat(runs.findCheckpoint(made.checkpointId()).orElseThrow().step())
        .isEqualTo(early.path("weightsStep").asLong());
  }

  @Test
  void anUnknownCheckpointFailsTheJobNamingIt() {
    Job job = ended(submit("lost", 5, "0".repeat(64)));

    assertThat(job.state()).isEqualTo(JobState.FAILED);
    Failure failure = Objects.requireNonNull(job.failure());
    assertThat(failure.code()).isEqualTo(FailureCode.CHECKPOINT_UNREADABLE);
    assertThat(failure.message()).contains("0".repeat(64));
  }

  /** A sweep over two seeds. */
  private UUID sweep(String request) {
    return sweep("test", request);
  }

  private UUID sweep(String submitter, String request) {
    ObjectNode body = (ObjectNode) JobJson.parse(request);
    body.withArray("/over/training.seed").add(1).add(2);
    UUID id = JobId.next().value();
    sweeps.submitOnce(
        id,
        SweepPlan.parse(body, sources()),
        submitter,
        training -> NewJob.train(training.spec(), submitter));
    return id;
  }

  private SweepDecision decided(UUID sweep) {
    await().atMost(Duration.ofSeconds(120)).until(() -> sweeps.decision(sweep).isPresent());
    return sweeps.decision(sweep).orElseThrow();
  }

  private SentDatasets sets() {
    return new SentDatasets(datasets);
  }

  private JsonNode manifest(String model) {
    String checkpoint = registry.resolve(model).orElseThrow().checkpointId();
    return runs.findCheckpoint(checkpoint).orElseThrow().manifest();
  }

  private TrainSpec parse(String request) {
    return TrainSpec.parse(JobJson.parse(request), sources());
  }

  /** Sources that accept any checkpoint, because one may be lost after the request. */
  private TrainingSources sources() {
    return new TrainingSources(
        datasets.known(null), checkpoint -> Optional.of(new TrainSpec.Parent(null, 0)));
  }

  private JobId submit(String request) {
    return submitAs("test", request);
  }

  private JobId submitAs(String submitter, String request) {
    return jobs.submit(List.of(NewJob.train(parse(request), submitter))).get(0).id();
  }

  private JobId submit(String model, long steps, @Nullable String resumeFrom) {
    return submit(
        """
        {"model": "%s", "evaluateEvery": 50, "resumeFrom": %s, "promotion": {"gate": "always"},
         "dataset": {"size": 4, "puzzles": 500, "heldOut": 40, "minimalShare": 0.2},
         "architecture": {"hidden": 32, "maxCycles": 4},
         "training": {"steps": %d, "batch": 16, "learningRate": 0.008}}"""
            .formatted(model, resumeFrom == null ? "null" : '"' + resumeFrom + '"', steps));
  }

  /** Puzzles with so few blanks that a short training solves some; rules check all answers. */
  private static String easy(String model, long steps) {
    return """
        {"model": "%s", "evaluateEvery": 1000,
         "promotion": {"bandLoss": 0.05, "cyclesGrowth": 0.1, "speedLoss": 0.99},
         "dataset": {"size": 4, "puzzles": 500, "heldOut": 40, "minimalShare": 0,
           "fewestGivens": 11, "mostGivens": 12},
         "architecture": {"hidden": 32, "maxCycles": 4},
         "training": {"steps": %d, "batch": 16, "learningRate": 0.008, "warmupSteps": 10}}"""
        .formatted(model, steps);
  }

  /** Pairs of three numbers and their reversal. */
  private static String pairs(int count) {
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                "{\"input\": [[%d, %d, 0]], \"output\": [[0, %d, %d]]}"
                    .formatted(i % 10, i / 10, i / 10, i % 10))
        .collect(Collectors.joining("\n"));
  }

  private static JsonNode result(Job job) {
    return Objects.requireNonNull(job.result());
  }

  private Job ended(JobId id) {
    await()
        .atMost(Duration.ofSeconds(120))
        .until(() -> jobs.find(id).orElseThrow().state().isFinal());
    return jobs.find(id).orElseThrow();
  }
}
