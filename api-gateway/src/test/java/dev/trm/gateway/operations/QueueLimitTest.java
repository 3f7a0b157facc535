package dev.trm.gateway.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trm.embedded.testing.TestPartsResource;
import dev.trm.gateway.problem.ProblemException;
import dev.trm.jobs.Job;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.NewJob;
import dev.trm.jobs.Priority;
import dev.trm.jobs.store.JobStore;
import dev.trm.jobs.store.QueuePace;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestPartsResource.class)
class QueueLimitTest {
  @Inject JobStore jobs;
  @Inject QueuePace pace;

  @Test
  void whatWasLetInBetweenTwoCountsCountsToo() {
    long queued = jobs.depth(JobKind.TRAIN).queued();
    QueueLimit limit = new QueueLimit(jobs, pace, queued + 1000);

    assertThat(limit.take(JobKind.TRAIN, 600)).isEqualTo(600);
    assertThat(limit.take(JobKind.TRAIN, 600)).isZero();
    assertThat(limit.take(JobKind.TRAIN, 400)).isEqualTo(400);
    assertThat(limit.take(JobKind.TRAIN, 1)).isZero();
  }

  @Test
  void fullQueueTakesNoMore() {
    NewJob training =
        new NewJob(
            JobKind.TRAIN, JobJson.tree(Map.of("model", "m")), Priority.LOW, "ada", null, null);
    List<Job> queued = jobs.submit(List.of(training));

    assertThatThrownBy(() -> new QueueLimit(jobs, pace, 1).check(JobKind.TRAIN))
        .isInstanceOfSatisfying(
            ProblemException.class,
            full ->
                assertThat(Integer.parseInt(full.headers().get("Retry-After"))).isBetween(1, 600))
        .hasMessageContaining("train jobs are queued and 1 may be; there is no room for 1 more");
    new QueueLimit(jobs, pace, 1_000_000).check(JobKind.TRAIN);

    queued.forEach(job -> jobs.cancel(job.id(), "ada"));
  }
}
