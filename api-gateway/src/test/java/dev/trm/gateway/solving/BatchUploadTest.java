package dev.trm.gateway.solving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trm.embedded.testing.TestPartsResource;
import dev.trm.gateway.problem.ProblemException;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JobState;
import dev.trm.jobs.store.Batch;
import dev.trm.jobs.store.Batches;
import dev.trm.jobs.store.JobStore;
import dev.trm.jobs.store.ModelRegistry;
import dev.trm.jobs.store.RunStore;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestPartsResource.class)
class BatchUploadTest {
  private static final String GOOD = "{\"kind\": \"sudoku\", \"grid\": \"1.3...2..1...4.2\"}\n";
  private static final String BAD = "{\"kind\": \"sudoku\", \"grid\": \"x\"}\n";

  @Inject JobStore jobs;
  @Inject Batches batches;
  @Inject ModelRegistry registry;
  @Inject RunStore runs;

  @Test
  void linesBeforeTheQueueIsFullAreTakenAndNoneAfter() throws IOException {
    int[] room = {700};

    Batch batch =
        upload(
            BAD + GOOD.repeat(1200) + BAD,
            (wanted, submission) -> {
              if (room[0] < wanted.size()) {
                throw ProblemException.conflict("no room");
              }
              room[0] -= wanted.size();
              submission.run();
            });

    assertThat(batch.complete()).isTrue();
    assertThat(batch.accepted()).isEqualTo(500);
    assertThat(batch.refused()).isEqualTo(702);
    assertThat(batch.notTakenFrom()).isEqualTo(502);
    assertThat(batch.problems().get(1).path("line").asInt()).isEqualTo(502);
    assertThat(jobs.batchCounts(batch.id()).values().stream().mapToLong(Long::longValue).sum())
        .isEqualTo(500);
    List<Integer> lines =
        batches.jobs(batch.id(), null, 1000).stream()
            .map(job -> BatchLines.line(job.id()))
            .toList();
    assertThat(lines).isSorted().startsWith(2).endsWith(501);
    batches.jobs(batch.id(), null, 1000).forEach(job -> jobs.cancel(job.id(), "tests"));
  }

  @Test
  void withRoomForAllEveryGoodLineIsTaken() throws IOException {
    Batch batch = upload(GOOD.repeat(3) + BAD, (wanted, submission) -> submission.run());

    assertThat(batch.accepted()).isEqualTo(3);
    assertThat(batch.refused()).isEqualTo(1);
    assertThat(batch.notTakenFrom()).isNull();
    assertThat(jobs.batchCounts(batch.id())).doesNotContainKey(JobState.FAILED);
    batches.jobs(batch.id(), null, 10).forEach(job -> jobs.cancel(job.id(), "tests"));
  }

  private Batch upload(String body, BatchUpload.Room room) throws IOException {
    UUID id = JobId.next().value();
    new BatchUpload(
            id,
            "tests",
            Instant.now(),
            5000,
            new KnownModels(registry, new CheckpointShapes(runs)),
            jobs,
            batches,
            room)
        .read(
            BatchSource.ndjson(
                new BatchLines(
                    new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)), 1000)));
    return batches.find(id).orElseThrow();
  }
}
