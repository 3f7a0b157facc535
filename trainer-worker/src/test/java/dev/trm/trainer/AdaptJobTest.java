package dev.trm.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trm.audit.Sha256;
import dev.trm.embedded.testing.TestPartsResource;
import dev.trm.jobs.AdaptSpec;
import dev.trm.jobs.Failure;
import dev.trm.jobs.FailureCode;
import dev.trm.jobs.Job;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.JobState;
import dev.trm.jobs.KnownCheckpoints;
import dev.trm.jobs.NewJob;
import dev.trm.jobs.Priority;
import dev.trm.jobs.TrainSpec;
import dev.trm.jobs.TrainingSources;
import dev.trm.jobs.checkpoint.CheckpointStore;
import dev.trm.jobs.store.CheckpointRow;
import dev.trm.jobs.store.Datasets;
import dev.trm.jobs.store.JobStore;
import dev.trm.jobs.store.MetricPoint;
import dev.trm.jobs.store.ModelRegistry;
import dev.trm.jobs.store.RunStore;
import dev.trm.jobs.store.VoteTables;
import dev.trm.model.Mixer;
import dev.trm.model.Positions;
import dev.trm.model.TrmConfig;
import dev.trm.model.checkpoint.TrmWeights;
import dev.trm.puzzles.grid.GridLayout;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Adapts a model, trained here on a few tasks, to unseen tasks of the same family. */
@QuarkusTest
@QuarkusTestResource(TestPartsResource.class)
class AdaptJobTest {
  private static final String MODEL = "arc-4x4";

  @Inject JobStore jobs;
  @Inject RunStore runs;
  @Inject ModelRegistry registry;
  @Inject CheckpointStore checkpoints;
  @Inject Datasets datasets;
  @Inject VoteTables votes;

  /** Tasks that exchange two colours, on the smallest possible board. */
  @BeforeEach
  void trainTheBaseOnce() throws IOException {
    if (registry.resolve(MODEL).isPresent()) {
      return;
    }
    ObjectNode tasks = JsonNodeFactory.instance.objectNode();
    for (int i = 0; i < 6; i++) {
      tasks.set("exchange-" + i, exchange(i, 1 + i, 2 + i));
    }
    new SentDatasets(datasets).tasks("exchanges", tasks.toString());
    TrainSpec spec =
        TrainSpec.parse(
            JobJson.parse(
                """
                {"model": "arc-4x4",
                 "dataset": {"name": "exchanges", "augmentations": 6, "canvas": 4},
                 "architecture": {"hidden": 32, "heads": 2, "latentSteps": 1, "recursions": 2,
                   "maxCycles": 2},
                 "training": {"steps": 600, "batch": 32, "learningRate": 0.004}}"""),
            new TrainingSources(datasets.known(null), KnownCheckpoints.NONE));
    Job trained = ended(jobs.submit(List.of(NewJob.train(spec, "test"))).get(0).id());
    assertThat(trained.state()).as("%s", trained.failure()).isEqualTo(JobState.SUCCEEDED);
  }

  @Test
  void anUnseenTaskOfAKnownFamilyIsAnsweredRightAndTheVotesAreKept() throws Exception {
    JobId id = submit(exchange(99, 7, 2), 8, 150, true);

    Job job = ended(id);

    assertThat(job.state()).as("%s", job.failure()).isEqualTo(JobState.SUCCEEDED);
    JsonNode result = Objects.requireNonNull(job.result());
    assertThat(result.at("/tests/0/right/0").asBoolean()).as("%s", result).isTrue();
    assertThat(result.at("/right").intValue()).isEqualTo(1);
    assertThat(result.at("/model").asText()).isEqualTo(MODEL + "@1");
    assertThat(result.at("/canvas").asText()).isEqualTo("4x4");
    assertThat(result.at("/forms").intValue()).isEqualTo(9);

    String table = votes.find(id).orElseThrow();
    assertThat(Sha256.hex(table)).isEqualTo(result.path("votesSha256").asText());
    JsonNode test = JobJson.parse(table).at("/tests/0");
    int cast = 0;
    for (JsonNode row : test.path("rows")) {
      cast += row.path("votes").intValue();
    }
    assertThat(cast + test.path("empty").intValue()).isEqualTo(9);
    assertThat(test.at("/rows/0/grid")).isEqualTo(result.at("/tests/0/attempts/0"));

    List<MetricPoint> loss = runs.metrics(id, List.of("loss"), 0);
    assertThat(loss.get(loss.size() - 1).step()).isEqualTo(150);
    assertThat(runs.metrics(id, List.of("votes"), 0))
        .last()
        .isEqualTo(new MetricPoint(159, "votes", 9));

    String adapted = result.path("adapted").asText();
    CheckpointRow row = runs.findCheckpoint(adapted).orElseThrow();
    assertThat(row.manifest().path("adaptedFrom").asText()).isEqualTo(MODEL + "@1");
    TrmWeights weights = TrmWeights.read(checkpoints.get(adapted));
    assertThat(weights.config().puzzleIds()).isEqualTo(10); // row 0, one a variant
  }

  @Test
  void anAnswerIsDecidedByTheSpecificationAndNotByTheOutputsOfTestPairs() {
    ObjectNode asked = exchange(5, 3, 4);
    ObjectNode wrong = asked.deepCopy();
    ((ObjectNode) wrong.at("/test/0")).set("output", JobJson.parse("[[9, 9]]"));
    ObjectNode untold = asked.deepCopy();
    ((ObjectNode) untold.at("/test/0")).remove("output");

    JobId first = submit(asked, 4, 12, false);
    JobId again = submit(asked, 4, 12, false);
    JobId misled = submit(wrong, 4, 12, false);
    JobId blind = submit(untold, 4, 12, false);

    JsonNode result = result(first);
    assertThat(result(again)).isEqualTo(result);
    assertThat(votes.find(again)).isEqualTo(votes.find(first));
    for (JobId each : List.of(misled, blind)) {
      assertThat(result(each).path("loss")).isEqualTo(result.path("loss"));
      assertThat(result(each).at("/tests/0/attempts")).isEqualTo(result.at("/tests/0/attempts"));
      assertThat(votes.find(each).orElseThrow()).isEqualTo(votes.find(first).orElseThrow());
    }
    assertThat(result(misled).at("/tests/0/right").toString()).isEqualTo("[false,false]");
    assertThat(result(misled).path("judged").intValue()).isEqualTo(1);
    assertThat(result(blind).at("/tests/0").has("right")).isFalse();
    assertThat(result(blind).path("judged").intValue()).isZero();
  }

  @Test
  void aCancelledAdaptationStopsAndTheNextOneRuns() {
    JobId id = submit(exchange(1, 1, 2), 2, 10_000_000, false);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> !runs.metrics(id, List.of("loss"), 0).isEmpty() || progressed(id));

    jobs.cancel(id, "test");

    JobId next = submit(exchange(1, 1, 2), 0, 1, false);
    assertThat(ended(next).state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(jobs.find(id).orElseThrow().state()).isEqualTo(JobState.CANCELLED);
    assertThat(votes.find(id)).isEmpty();
  }

  @Test
  void anAdaptationPastItsDeadlineFailsAndSaysSo() {
    AdaptSpec spec = spec(MODEL, exchange(1, 1, 2), 2, 10_000_000, false);
    Instant soon = Instant.now().plusSeconds(2);
    NewJob job = new NewJob(JobKind.ADAPT, spec, Priority.NORMAL, "test", soon, null);

    Job ended = ended(jobs.submit(List.of(job)).get(0).id());

    Failure failure = Objects.requireNonNull(ended.failure());
    assertThat(failure.code()).isEqualTo(FailureCode.DEADLINE);
  }

  @Test
  void gridsThatHaveNoPlaceOnTheModelsBoardFailTheJobNamingThem() {
    ObjectNode task = exchange(1, 1, 2);
    ((ObjectNode) task.at("/train/1"))
        .set("output", JobJson.parse("[[1, 1, 1, 1, 1], [1, 1, 1, 1, 1]]"));

    Failure failure = Objects.requireNonNull(ended(submit(task, 0, 1, false)).failure());

    assertThat(failure.code()).isEqualTo(FailureCode.INVALID_SPEC);
    assertThat(failure.message())
        .isEqualTo("/train/1/output is 5x2; its width and height must be at most 4x4");
  }

  @Test
  void aModelThatIsNotThereFailsTheJobNamingIt() {
    AdaptSpec spec = spec("nothing@champion", exchange(1, 1, 2), 0, 1, false);

    Job job = ended(jobs.submit(List.of(NewJob.adapt(spec, "test"))).get(0).id());

    Failure failure = Objects.requireNonNull(job.failure());
    assertThat(failure.code()).isEqualTo(FailureCode.MODEL_NOT_FOUND);
    assertThat(failure.message()).contains("nothing@champion");
  }

  @Test
  void onlyModelsOfArcTasksHaveACanvas() {
    assertThat(Adaptation.canvas(config(12, 900, 1))).contains(GridLayout.ARC);
    assertThat(Adaptation.canvas(config(12, 100, 1))).contains(GridLayout.arc(10));
    assertThat(Adaptation.canvas(config(12, 99, 1))).isEmpty();
    assertThat(Adaptation.canvas(config(12, 31 * 31, 1))).isEmpty();
    assertThat(Adaptation.canvas(config(11, 81, 1))).isEmpty();
    assertThat(Adaptation.canvas(config(12, 100, 0))).as("rows of no width").isEmpty();
  }

  private static TrmConfig config(int vocabulary, int length, int prefix) {
    return new TrmConfig(
        vocabulary,
        length,
        8,
        1,
        1,
        2,
        8,
        1,
        1,
        2,
        prefix,
        8 * prefix,
        1,
        Mixer.MLP,
        Positions.NONE,
        10_000,
        1e-5);
  }

  private boolean progressed(JobId id) {
    return jobs.find(id).orElseThrow().progress() != null;
  }

  private JsonNode result(JobId id) {
    Job job = ended(id);
    assertThat(job.state()).as("%s", job.failure()).isEqualTo(JobState.SUCCEEDED);
    return Objects.requireNonNull(job.result());
  }

  private JobId submit(JsonNode task, int augmentations, long steps, boolean keep) {
    AdaptSpec spec = spec(MODEL + "@champion", task, augmentations, steps, keep);
    return jobs.submit(List.of(NewJob.adapt(spec, "test"))).get(0).id();
  }

  private static AdaptSpec spec(
      String model, JsonNode task, int augmentations, long steps, boolean keep) {
    return new AdaptSpec(
        model,
        "task",
        task,
        augmentations,
        new AdaptSpec.Training(steps, 16, 0.002, 0.01, 0.1, 0.1, 0.95, 1),
        2,
        keep);
  }

  /** A task with three train pairs and one test input, 3×3, in which two colours are exchanged. */
  private static ObjectNode exchange(long seed, int one, int other) {
    SplittableRandom random = new SplittableRandom(seed);
    ObjectNode task = JsonNodeFactory.instance.objectNode();
    ArrayNode train = task.putArray("train");
    for (int i = 0; i < 3; i++) {
      pair(train.addObject(), random, one, other);
    }
    pair(task.putArray("test").addObject(), random, one, other);
    return task;
  }

  private static void pair(ObjectNode pair, SplittableRandom random, int one, int other) {
    ArrayNode input = pair.putArray("input");
    ArrayNode output = pair.putArray("output");
    for (int row = 0; row < 3; row++) {
      ArrayNode asked = input.addArray();
      ArrayNode answer = output.addArray();
      for (int column = 0; column < 3; column++) {
        int colour = List.of(0, one, other).get(random.nextInt(3));
        asked.add(colour);
        answer.add(colour == one ? other : colour == other ? one : colour);
      }
    }
  }

  private Job ended(JobId id) {
    await()
        .atMost(Duration.ofSeconds(120))
        .until(() -> jobs.find(id).orElseThrow().state().isFinal());
    return jobs.find(id).orElseThrow();
  }
}
