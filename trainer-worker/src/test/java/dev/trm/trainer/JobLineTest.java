package dev.trm.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.trm.jobs.FailureCode;
import dev.trm.jobs.Job;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.JobState;
import dev.trm.jobs.Priority;
import dev.trm.jobs.store.Claim;
import dev.trm.jobs.store.Outcome;
import dev.trm.jobs.worker.WorkerIntake;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class JobLineTest {

  /** Otherwise its lease would be renewed forever, and the worker would take no more jobs. */
  @Test
  void aJobThatCannotBeReadFailsAndTheNextIsTaken() throws Exception {
    Intake intake = new Intake();
    JobLine line =
        new JobLine(
            JobKind.TRAIN,
            "test-line",
            claim -> {
              throw new IllegalArgumentException("training: batch is missing");
            });
    line.start((kind, capacity, sink) -> intake);
    try {
      line.accepted(claim());
      await().until(() -> intake.finished.size() == 1);
      await().until(() -> line.free() == 1);
      line.accepted(claim());
      await().until(() -> intake.finished.size() == 2);
    } finally {
      line.stopTaking();
      line.close();
    }

    assertThat(intake.finished)
        .allSatisfy(
            outcome -> {
              assertThat(outcome).isInstanceOf(Outcome.Failed.class);
              assertThat(((Outcome.Failed) outcome).failure().code())
                  .isEqualTo(FailureCode.INTERNAL);
              assertThat(((Outcome.Failed) outcome).failure().message())
                  .contains("batch is missing");
            });
  }

  private static Claim claim() {
    Job job =
        new Job(
            JobId.next(),
            JobKind.TRAIN,
            JobState.RUNNING,
            JsonNodeFactory.instance.objectNode(),
            "model",
            Priority.NORMAL,
            "ada",
            1,
            1,
            0,
            Instant.EPOCH,
            Instant.EPOCH,
            Instant.EPOCH,
            null,
            null,
            "train-fake",
            null,
            null,
            null,
            null,
            null,
            null,
            2,
            null,
            null,
            null);
    return new Claim(job, 1);
  }

  private static final class Intake implements WorkerIntake {
    final List<Outcome> finished = new CopyOnWriteArrayList<>();

    @Override
    public String worker() {
      return "train-fake";
    }

    @Override
    public Set<JobId> finish(List<? extends Outcome> outcomes) {
      finished.addAll(outcomes);
      return outcomes.stream().map(outcome -> outcome.claim().id()).collect(Collectors.toSet());
    }

    @Override
    public void roomFreed() {}

    @Override
    public void stopTaking() {}

    @Override
    public void close() {}
  }
}
