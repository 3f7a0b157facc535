package dev.trm.jobs.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trm.jobs.Job;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.JobState;
import dev.trm.jobs.TestSources;
import dev.trm.jobs.TrainSpec;
import dev.trm.jobs.schedule.CronTime;
import dev.trm.jobs.schedule.Overlap;
import dev.trm.jobs.schedule.SchedulePlan;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SchedulesTest {
  private static final TrainSpec SPEC =
      TrainSpec.parse(JobJson.parse("{\"model\": \"m\"}"), TestSources.NONE);

  private final List<JobState> heard = new ArrayList<>();
  private JobStore jobs;
  private Schedules schedules;
  private OperatorActions actions;

  @BeforeEach
  void open() throws SQLException {
    DataSource source = TestDatabase.empty();
    RetryPolicy policy = new RetryPolicy(3, 3, Duration.ZERO, new Random(1));
    jobs = new PostgresJobStore(source, policy, List.of());
    JobListener listener = changed -> changed.forEach(job -> heard.add(job.state()));
    schedules = new Schedules(source, List.of(listener));
    actions = new OperatorActions(source);
  }

  @Test
  void scheduleIsReadBackWithItsNextTime() {
    schedules.create("nightly", plan(Overlap.SKIP, false), "olga");

    Schedule found = schedules.find("nightly").orElseThrow();

    assertThat(found.plan()).isEqualTo(plan(Overlap.SKIP, false));
    assertThat(found.actor()).isEqualTo("olga");
    assertThat(found.nextFire()).isAfter(Instant.now());
    assertThat(found.lastFire()).isNull();
    assertThat(found.lastJob()).isNull();
    assertThat(schedules.create("nightly", plan(Overlap.QUEUE, false), "otto")).isFalse();
    assertThat(schedules.all()).containsExactly(found);
  }

  @Test
  void dueScheduleMakesOneJobHoweverManyLookAndHoweverManyTimesWereMissed() throws Exception {
    schedules.create("nightly", plan(Overlap.QUEUE, false), "olga");
    missed("5 days");

    ExecutorService lookers = Executors.newFixedThreadPool(4);
    List<Future<?>> looks = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      looks.add(lookers.submit(schedules::fireDue));
    }
    for (Future<?> look : looks) {
      await(look);
    }
    lookers.shutdown();

    List<Job> made = jobs.page(JobFilter.ALL, null, 10).jobs();
    assertThat(made).hasSize(1);
    assertThat(made.get(0).submittedBy()).isEqualTo("olga");
    assertThat(made.get(0).trainSpec())
        .as("promoted by the right of the operator who keeps the schedule")
        .isEqualTo(SPEC.promotedBy(new TrainSpec.Submitter("olga", true)));
    Schedule after = schedules.find("nightly").orElseThrow();
    assertThat(after.lastJob()).isEqualTo(made.get(0).id());
    assertThat(after.lastFire()).isBefore(Instant.now().minus(Duration.ofDays(4)));
    assertThat(after.nextFire()).isAfter(Instant.now());
  }

  @Test
  void skippedWhileItsLastJobHasNotEnded() throws SQLException {
    JobId first = twice(Overlap.SKIP);

    Schedule schedule = schedules.find("nightly").orElseThrow();
    assertThat(schedule.lastJob()).isEqualTo(first);
    assertThat(jobs.page(JobFilter.ALL, null, 10).jobs()).hasSize(1);
    jobs.cancel(first, "olga");
    missed("1 hour");
    schedules.fireDue();
    assertThat(jobs.page(JobFilter.ALL, null, 10).jobs()).hasSize(2);
  }

  @Test
  void queuedBesideItsLastJob() throws SQLException {
    JobId first = twice(Overlap.QUEUE);

    assertThat(jobs.page(JobFilter.ALL, null, 10).jobs()).hasSize(2);
    assertThat(jobs.find(first).orElseThrow().state()).isEqualTo(JobState.RUNNING);
  }

  @Test
  void cancelsItsLastJobAndTellsOfBoth() throws SQLException {
    JobId first = twice(Overlap.CANCEL_RUNNING);

    assertThat(jobs.find(first).orElseThrow().state()).isEqualTo(JobState.CANCELLED);
    assertThat(jobs.history(first)).last().extracting("actor").isEqualTo("schedule nightly");
    assertThat(heard).containsExactly(JobState.QUEUED, JobState.CANCELLED, JobState.QUEUED);
  }

  @Test
  void pausedScheduleNeverComesDueAndADeletedOneLeavesItsJobs() throws SQLException {
    schedules.create("nightly", plan(Overlap.QUEUE, true), "olga");
    assertThat(schedules.find("nightly").orElseThrow().nextFire()).isNull();
    missed("0 seconds");

    assertThat(schedules.replace("nightly", plan(Overlap.QUEUE, false), "otto")).isTrue();
    missed("1 hour");
    schedules.fireDue();
    assertThat(schedules.delete("nightly", "otto")).isTrue();

    assertThat(schedules.delete("nightly", "otto")).isFalse();
    assertThat(schedules.replace("nightly", plan(Overlap.QUEUE, false), "otto")).isFalse();
    assertThat(jobs.page(JobFilter.ALL, null, 10).jobs()).hasSize(1);
    assertThat(actions.page(Long.MAX_VALUE, 9))
        .extracting(OperatorAction::action)
        .containsExactly("schedule.delete", "schedule.replace", "schedule.create");
  }

  /** Comes due twice while its first job runs; that job. */
  private JobId twice(Overlap overlap) throws SQLException {
    schedules.create("nightly", plan(overlap, false), "olga");
    missed("2 hours");
    schedules.fireDue();
    JobId first = Objects.requireNonNull(schedules.find("nightly").orElseThrow().lastJob());
    assertThat(jobs.claim("t", List.of(first), JobKind.TRAIN, Duration.ofHours(1))).hasSize(1);
    missed("1 hour");
    schedules.fireDue();
    return first;
  }

  private static void missed(String ago) throws SQLException {
    TestDatabase.execute(
        "UPDATE schedule SET next_fire = now() - interval '"
            + ago
            + "' WHERE next_fire IS NOT NULL");
  }

  private static void await(Future<?> look) throws InterruptedException, ExecutionException {
    look.get();
  }

  private static SchedulePlan plan(Overlap overlap, boolean paused) {
    return new SchedulePlan(
        new CronTime("30 2 * * *", ZoneId.of("Europe/Berlin")), overlap, SPEC, paused);
  }
}
