package dev.trm.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.embedded.testing.TestPartsResource;
import dev.trm.jobs.Failure;
import dev.trm.jobs.FailureCode;
import dev.trm.jobs.Job;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.JobState;
import dev.trm.jobs.NewJob;
import dev.trm.jobs.TrainSpec;
import dev.trm.jobs.checkpoint.CheckpointStore;
import dev.trm.jobs.store.CheckpointRow;
import dev.trm.jobs.store.JobStore;
import dev.trm.jobs.store.MetricPoint;
import dev.trm.jobs.store.ModelRegistry;
import dev.trm.jobs.store.ModelVersion;
import dev.trm.jobs.store.RunStore;
import dev.trm.model.checkpoint.TrmWeights;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestPartsResource.class)
class TrainerServiceTest {
  @Inject JobStore jobs;
  @Inject RunStore runs;
  @Inject ModelRegistry registry;
  @Inject CheckpointStore checkpoints;

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
    assertThat(runs.checkpoints(id)).anyMatch(CheckpointRow::full).anyMatch(row -> !row.full());
  }

  @Test
  void aWorseModelIsRegisteredButNotPromoted() {
    Job first = ended(submit("gated", 150, null));
    Job second = ended(submit("gated", 1, null));

    assertThat(result(first).get("promoted").asBoolean()).isTrue();
    assertThat(result(second).get("promoted").asBoolean()).isFalse();
    assertThat(result(second).get("promotion").asText()).contains("gated@1");
    assertThat(result(first).has("champion")).isFalse();
    assertThat(result(second).at("/champion/model").asText()).isEqualTo("gated@1");
    assertThat(result(second).at("/champion/evaluation"))
        .as("judged on the same puzzles as when it was made")
        .isEqualTo(result(first).at("/evaluation"));
    assertThat(registry.resolve("gated").orElseThrow().version()).isEqualTo(1);
    assertThat(registry.resolve("gated@2")).isPresent();
    assertThat(registry.resolve("gated@3")).isEmpty();
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
    // The worker is free again: it goes on from there, in another job, for a few steps more.
    JobId more = submit("cancelled", left.step() + 3, left.id());
    Job job = ended(more);
    assertThat(job.state()).as("%s", job.failure()).isEqualTo(JobState.SUCCEEDED);
    assertThat(runs.metrics(more, List.of("loss"), 0))
        .allMatch(point -> point.step() > left.step());
  }

  @Test
  void anUnknownCheckpointFailsTheJobNamingIt() {
    Job job = ended(submit("lost", 5, "0".repeat(64)));

    assertThat(job.state()).isEqualTo(JobState.FAILED);
    Failure failure = Objects.requireNonNull(job.failure());
    assertThat(failure.code()).isEqualTo(FailureCode.CHECKPOINT_UNREADABLE);
    assertThat(failure.message()).contains("0".repeat(64));
  }

  private JobId submit(String model, long steps, @Nullable String resumeFrom) {
    TrainSpec spec =
        TrainSpec.parse(
            JobJson.parse(
                """
                {"model": "%s", "evaluateEvery": 50, "resumeFrom": %s,
                 "dataset": {"size": 4, "puzzles": 500, "heldOut": 40, "minimalShare": 0.2},
                 "architecture": {"hidden": 32, "maxCycles": 4},
                 "training": {"steps": %d, "batch": 16, "learningRate": 0.008}}"""
                    .formatted(
                        model, resumeFrom == null ? "null" : '"' + resumeFrom + '"', steps)));
    return jobs.submit(List.of(NewJob.train(spec, "test"))).get(0).id();
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
