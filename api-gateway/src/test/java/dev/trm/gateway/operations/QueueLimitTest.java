package dev.trm.gateway.operations;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trm.embedded.testing.TestPartsResource;
import dev.trm.gateway.problem.ProblemException;
import dev.trm.jobs.Job;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.NewJob;
import dev.trm.jobs.Priority;
import dev.trm.jobs.store.JobStore;
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

  @Test
  void fullQueueTakesNoMore() {
    NewJob training =
        new NewJob(
            JobKind.TRAIN, JobJson.tree(Map.of("model", "m")), Priority.LOW, "ada", null, null);
    List<Job> queued = jobs.submit(List.of(training));

    assertThatThrownBy(() -> new QueueLimit(jobs, 1).check(JobKind.TRAIN))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("train jobs are queued");
    new QueueLimit(jobs, 1_000_000).check(JobKind.TRAIN);

    queued.forEach(job -> jobs.cancel(job.id(), "ada"));
  }
}
