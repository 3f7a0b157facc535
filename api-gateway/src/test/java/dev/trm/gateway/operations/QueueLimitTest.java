package dev.trm.gateway.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trm.embedded.testing.TestPartsResource;
import dev.trm.gateway.operations.QueueLimit.Demand;
import dev.trm.gateway.problem.ProblemException;
import dev.trm.gateway.quotas.KeyQuotas;
import dev.trm.jobs.Job;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.NewJob;
import dev.trm.jobs.Priority;
import dev.trm.jobs.store.ApiKey;
import dev.trm.jobs.store.JobStore;
import dev.trm.jobs.store.QueueCounts;
import dev.trm.jobs.store.QueuePace;
import dev.trm.jobs.store.Quota;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestPartsResource.class)
class QueueLimitTest {
  private static final ApiKey OPERATOR = new ApiKey("limit-operator", ApiKey.Role.OPERATOR);

  @Inject JobStore jobs;
  @Inject QueueCounts counts;
  @Inject QueuePace pace;
  @Inject KeyQuotas quotas;

  @Test
  void whatWasLetInBetweenTwoCountsCountsToo() {
    QueueLimit limit = limit(counts.waiting(JobKind.TRAIN) + 1000);

    assertThat(enter(limit, 600)).isTrue();
    assertThat(enter(limit, 600)).isFalse();
    assertThat(enter(limit, 400)).isTrue();
    assertThat(enter(limit, 1)).isFalse();
  }

  @Test
  void whatWasNotSubmittedAfterAllTakesNoRoom() {
    QueueLimit limit = limit(counts.waiting(JobKind.TRAIN) + 1);

    assertThatThrownBy(
            () ->
                limit.within(
                    OPERATOR,
                    new Demand(JobKind.TRAIN, 1, 0),
                    () -> {
                      throw new IllegalStateException("no");
                    }))
        .hasMessage("no");
    assertThat(enter(limit, 1)).isTrue();
  }

  @Test
  void fullQueueTakesNoMore() {
    NewJob training = training(null);
    List<Job> queued = jobs.submit(List.of(training));

    assertThatThrownBy(() -> limit(1).within(OPERATOR, Demand.of(training), () -> true))
        .isInstanceOfSatisfying(
            ProblemException.class,
            full ->
                assertThat(Integer.parseInt(full.headers().get("Retry-After"))).isBetween(1, 600))
        .hasMessageContaining("train jobs are queued and 1 may be; there is no room for 1 more");
    limit(1_000_000).within(OPERATOR, Demand.of(training), () -> true);

    queued.forEach(job -> jobs.cancel(job.id(), "ada"));
  }

  @Test
  void delayedJobsOfOneKeyTakeNoRoomFromOthers() {
    long waiting = counts.waiting(JobKind.TRAIN);
    List<Job> delayed =
        jobs.submit(Collections.nCopies(50, training(Instant.now().plus(Duration.ofDays(30)))));

    assertThat(counts.waiting(JobKind.TRAIN)).isEqualTo(waiting);
    assertThat(counts.of("ada", 100, 100).delayed()).isEqualTo(50);
    assertThat(counts.of("ada", 100, 20).delayed()).isEqualTo(21);
    assertThat(enter(limit(waiting + 1), 1)).isTrue();

    delayed.forEach(job -> jobs.cancel(job.id(), "ada"));
  }

  /** Delayed jobs become due by themselves, so these could pile up without end. */
  @Test
  void delayedJobsAreRefusedToAKeyWhoseQueueIsFull() {
    ApiKey key =
        new ApiKey(
            "limit-" + UUID.randomUUID(),
            ApiKey.Role.SUBMITTER,
            null,
            Map.of(Quota.QUEUED_JOBS, 2L, Quota.DELAYED_JOBS, 3L));
    QueueLimit limit = limit(1_000_000);
    limit.within(
        new ApiKey(key.name(), ApiKey.Role.SUBMITTER), new Demand(JobKind.TRAIN, 5, 0), () -> true);

    assertThatThrownBy(() -> limit.within(key, new Demand(JobKind.TRAIN, 0, 1), () -> true))
        .hasMessageContaining("has 5 queued jobs and may have 2 (quota queuedJobs)");
  }

  private QueueLimit limit(long most) {
    return new QueueLimit(counts, pace, quotas, most);
  }

  private static boolean enter(QueueLimit limit, int wanted) {
    try {
      return limit.within(OPERATOR, new Demand(JobKind.TRAIN, wanted, 0), () -> true);
    } catch (ProblemException full) {
      return false;
    }
  }

  private static NewJob training(@Nullable Instant runAt) {
    return new NewJob(
        JobKind.TRAIN, JobJson.tree(Map.of("model", "m")), Priority.LOW, "ada", runAt, null, null);
  }
}
