package dev.trm.jobs.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trm.jobs.Failure;
import dev.trm.jobs.FailureCode;
import dev.trm.jobs.HaltMode;
import dev.trm.jobs.Job;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.JobState;
import dev.trm.jobs.NewJob;
import dev.trm.jobs.Priority;
import dev.trm.jobs.SolveSpec;
import dev.trm.jobs.TraceLevel;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of the jobs of workers that vanish. */
class SuspectsTest {
  private static final Duration LEASE = Duration.ofMinutes(10);
  private static final SolveSpec SPEC =
      new SolveSpec("sudoku", "12..", "m@champion", 16, TraceLevel.NONE, HaltMode.CHECKED);
  private static final int MAX_CRASHES = 2;

  private final UUID batch = UUID.randomUUID();
  private JobStore store;
  private Outbox outbox;
  private List<JobId> fleet = List.of();

  @BeforeEach
  void open() throws SQLException {
    var source = TestDatabase.empty();
    RetryPolicy policy = new RetryPolicy(3, MAX_CRASHES, Duration.ZERO, new Random(1));
    store = new PostgresJobStore(source, policy, List.of());
    outbox = new Outbox(source, Duration.ofMinutes(5));
  }

  @Test
  void theJobThatEndsItsWorkersIsFoundAmong64AndTheOthersAreAnswered() throws SQLException {
    List<JobId> ids = submit(64);
    JobId poison = ids.get(41);
    assertThat(store.claim("w0", ids, JobKind.SOLVE, LEASE)).hasSize(64);
    vanish("w0");
    int crashes = 1;

    List<Outbox.Announcement> announced = announced();
    for (int worker = 1; !announced.isEmpty(); announced = announced()) {
      for (Outbox.Announcement each : announced) {
        String name = "w" + worker++;
        List<Claim> claims = store.claim(name, List.of(each.job()), JobKind.SOLVE, LEASE);
        if (claims.stream().anyMatch(claim -> claim.id().equals(poison))) {
          vanish(name);
          crashes++;
        } else {
          store.finish(claims.stream().map(SuspectsTest::succeeded).toList());
        }
      }
    }

    assertThat(store.batchCounts(batch))
        .isEqualTo(Map.of(JobState.SUCCEEDED, 63L, JobState.QUARANTINED, 1L));
    Job quarantined = store.find(poison).orElseThrow();
    assertThat(quarantined.state()).isEqualTo(JobState.QUARANTINED);
    assertThat(quarantined.reason()).contains("vanished with this job alone");
    // By hand: with 64, 32, 16, 8, 4 and 2 jobs, then twice alone.
    assertThat(crashes).isEqualTo(8);
  }

  @Test
  void suspectsAreHeldByAWorkerWithNothingElseAndOneGroupAtATime() throws SQLException {
    List<JobId> ids = submit(8);
    store.claim("w0", ids, JobKind.SOLVE, LEASE);
    vanish("w0");
    Map<UUID, Set<JobId>> groups = groups(ids);
    assertThat(groups.values()).extracting(Set::size).containsExactly(4, 4);
    List<JobId> ordinary = submit(2);
    List<JobId> all = new ArrayList<>(ids);
    all.addAll(ordinary);

    List<Claim> busy = store.claim("busy", all, JobKind.SOLVE, LEASE);
    List<Claim> still = store.claim("busy", ids, JobKind.SOLVE, LEASE);
    List<Claim> one = store.claim("one", ids, JobKind.SOLVE, LEASE);
    List<Claim> more = store.claim("one", ids, JobKind.SOLVE, LEASE);
    List<Claim> two = store.claim("two", ids, JobKind.SOLVE, LEASE);

    assertThat(busy).extracting(Claim::id).containsExactlyInAnyOrderElementsOf(ordinary);
    assertThat(still).isEmpty();
    assertThat(more).isEmpty();
    assertThat(List.of(idsOf(one), idsOf(two)))
        .containsExactlyInAnyOrderElementsOf(groups.values());
    store.finish(two.stream().map(SuspectsTest::succeeded).toList());
    JobId later = submit(1).get(0);
    assertThat(store.claim("two", List.of(later), JobKind.SOLVE, LEASE)).hasSize(1);
  }

  @Test
  void oneMemberNamedBringsItsWholeGroupAsFarAsTheWorkerHasRoom() throws SQLException {
    List<JobId> ids = submit(8);
    store.claim("w0", ids, JobKind.SOLVE, LEASE);
    vanish("w0");
    store.heartbeat(
        new WorkerBeat("small", JobKind.SOLVE, 3, 3, false, false, EnumSet.allOf(Priority.class)));

    assertThat(store.claim("small", List.of(ids.get(0)), JobKind.SOLVE, LEASE)).hasSize(3);
    assertThat(store.claim("large", List.of(ids.get(7)), JobKind.SOLVE, LEASE)).hasSize(4);
  }

  @Test
  void eachGroupIsAnnouncedByOneJobThoughTheQueueIsFull() throws SQLException {
    List<JobId> ids = submit(40);
    store.claim("w0", ids, JobKind.SOLVE, LEASE);
    submit(10);
    store.heartbeat(
        new WorkerBeat("w1", JobKind.SOLVE, 1, 1, false, false, EnumSet.allOf(Priority.class)));
    assertThat(outbox.take()).hasSize(2);
    vanish("w0");

    List<Outbox.Announcement> announced = outbox.take();

    assertThat(announced).hasSize(2).allMatch(Outbox.Announcement::apart);
    assertThat(announced.stream().map(each -> groupOf(each.job())))
        .containsExactlyInAnyOrderElementsOf(groups(ids).keySet());
    assertThat(outbox.take()).isEmpty();
  }

  @Test
  void jobsOfOneCrashComeBackTogetherThoughClaimedAtDifferentTimes() throws SQLException {
    List<JobId> ids = submit(2);
    store.claim("w0", ids.subList(0, 1), JobKind.SOLVE, LEASE);
    store.claim("w0", ids.subList(1, 2), JobKind.SOLVE, LEASE);
    lapse(ids.get(0), "1 second");

    assertThat(store.rescueLapsed(Duration.ZERO)).isEmpty();
    lapse(ids.get(1), "0 seconds");

    assertThat(store.rescueLapsed(Duration.ZERO))
        .hasSize(2)
        .allMatch(job -> String.valueOf(job.reason()).contains("with 2 jobs"));
  }

  @Test
  void crashIsNoticedByTheEndOfTheWorkersSessionBeforeItsLeasesLapse() throws SQLException {
    WorkerPresence presence = present("w0");
    store.claim("w0", submit(2), JobKind.SOLVE, LEASE);
    heard("w0", "4 seconds");

    assertThat(store.rescueLapsed(Duration.ZERO)).as("it may only be slow").isEmpty();
    presence.close();

    assertThat(store.rescueLapsed(Duration.ZERO))
        .hasSize(2)
        .allMatch(job -> String.valueOf(job.reason()).contains("with 2 jobs"));
  }

  @Test
  void workerWhoseSessionWasCutOpensAnotherAndKeepsItsJobs() throws SQLException {
    WorkerPresence presence = present("w0");
    store.claim("w0", submit(2), JobKind.SOLVE, LEASE);
    TestDatabase.execute(
        "SELECT pg_terminate_backend(pid, 10000) FROM pg_locks"
            + " WHERE locktype = 'advisory' AND objid = hashtext('w0')::oid");
    heard("w0", "0 seconds");

    assertThat(store.rescueLapsed(Duration.ZERO)).as("it was heard of since").isEmpty();
    presence.keep();
    heard("w0", "4 seconds");

    assertThat(store.rescueLapsed(Duration.ZERO)).isEmpty();
    presence.close();
    assertThat(store.rescueLapsed(Duration.ZERO)).hasSize(2);
  }

  @Test
  void workerWithoutASessionIsGoneOnlyWhenItsLeasesLapse() throws SQLException {
    store.heartbeat(
        new WorkerBeat("w0", JobKind.SOLVE, 4, 4, false, false, EnumSet.allOf(Priority.class)));
    store.claim("w0", submit(2), JobKind.SOLVE, LEASE);
    heard("w0", "1 hour");

    assertThat(store.rescueLapsed(Duration.ZERO)).isEmpty();
  }

  @Test
  void jobThatALivingWorkerHasLostComesBackWithoutBlame() throws SQLException {
    List<JobId> ids = submit(2);
    store.claim("w0", ids, JobKind.SOLVE, LEASE);
    lapse(ids.get(0), "4 seconds");

    List<Job> rescued = store.rescueLapsed(Duration.ZERO);

    assertThat(rescued).extracting(Job::id).containsExactly(ids.get(0));
    assertThat(rescued.get(0).state()).isEqualTo(JobState.QUEUED);
    assertThat(store.find(ids.get(1)).orElseThrow().state()).isEqualTo(JobState.RUNNING);
  }

  @Test
  void nothingIsRescuedBeforeWorkersCouldRenewAfterTheDatabaseCameBack() throws SQLException {
    JobId id = submit(1).get(0);
    store.claim("w0", List.of(id), JobKind.SOLVE, LEASE);
    lapse(id, "1 hour");

    assertThat(store.rescueLapsed(Duration.ofDays(3650))).isEmpty();
    assertThat(store.rescueLapsed(Duration.ZERO)).hasSize(1);
  }

  @Test
  void jobThatEndsInFailureLeavesSuspicionAndOneGivenBackKeepsIt() throws SQLException {
    List<JobId> ids = submit(2);
    store.claim("w0", ids, JobKind.SOLVE, LEASE);
    vanish("w0");
    Claim failing = store.claim("w1", ids.subList(0, 1), JobKind.SOLVE, LEASE).get(0);
    Claim returned = store.claim("w2", ids.subList(1, 2), JobKind.SOLVE, LEASE).get(0);

    store.finish(
        List.of(
            new Outcome.Failed(failing, new Failure(FailureCode.DEVICE_FAILED, "no device")),
            new Outcome.Released(returned, "the worker stops")));

    assertThat(store.find(failing.id()).orElseThrow().suspectGroup()).isNull();
    assertThat(store.find(returned.id()).orElseThrow().suspectGroup()).isNotNull();
  }

  @Test
  void releasedJobsAreCountedFilteredAndRunEachByItself() throws SQLException {
    List<JobId> ids = submit(3);
    for (int crash = 0; crash < MAX_CRASHES; crash++) {
      for (JobId id : ids) {
        store.claim("w" + id, List.of(id), JobKind.SOLVE, LEASE);
        vanish("w" + id);
      }
    }
    assertThat(store.batchCounts(batch)).isEqualTo(Map.of(JobState.QUARANTINED, 3L));

    int others = store.release(new QuarantineFilter(JobKind.TRAIN, null, null, null, 10), "ada");
    int unlike = store.release(new QuarantineFilter(null, null, "100%", null, 10), "ada");
    int two = store.release(new QuarantineFilter(null, "m@champion", "VANISHED", null, 2), "ada");

    assertThat(List.of(others, unlike, two)).containsExactly(0, 0, 2);
    assertThat(store.batchCounts(batch))
        .isEqualTo(Map.of(JobState.QUARANTINED, 1L, JobState.QUEUED, 2L));
    assertThat(groups(ids.subList(0, 2))).hasSize(2);
    assertThat(store.find(ids.get(0)).orElseThrow().crashAttempts()).isZero();
  }

  @Test
  void releasedAreTheNamedOnesStillInQuarantine() throws SQLException {
    List<JobId> ids = submit(4);
    List<JobId> crashed = ids.subList(0, 3);
    for (int crash = 0; crash < MAX_CRASHES; crash++) {
      for (JobId id : crashed) {
        store.claim("w" + id, List.of(id), JobKind.SOLVE, LEASE);
        vanish("w" + id);
      }
    }

    int nobody = store.release(new QuarantineFilter(null, null, null, List.of(), 10), "ada");
    int named =
        store.release(
            new QuarantineFilter(null, null, null, List.of(ids.get(0), ids.get(2), ids.get(3)), 10),
            "ada");

    assertThat(List.of(nobody, named)).containsExactly(0, 2);
    assertThat(ids.stream().map(id -> store.find(id).orElseThrow().state()))
        .containsExactly(JobState.QUEUED, JobState.QUARANTINED, JobState.QUEUED, JobState.QUEUED);
  }

  /**
   * A training and an adaptation in one process: the adaptation ends it again and again, and the
   * training never leaves a checkpoint in time.
   */
  @Test
  void trainingIsNotBlamedForTheAdaptationThatEndsItsProcess() throws SQLException {
    JobId training = submit(JobKind.TRAIN);
    JobId poison = submit(JobKind.ADAPT);
    for (int crash = 0; crash < 3 * MAX_CRASHES && !quarantined(poison); crash++) {
      String process = "host-" + crash;
      beat("train-" + process, JobKind.TRAIN);
      beat("adapt-" + process, JobKind.ADAPT);
      store.claim("train-" + process, List.of(training), JobKind.TRAIN, LEASE);
      store.claim("adapt-" + process, List.of(poison), JobKind.ADAPT, LEASE);
      if (store.find(poison).orElseThrow().state() == JobState.RUNNING) {
        vanishTogether(process);
      }
    }

    assertThat(store.find(poison).orElseThrow().state()).isEqualTo(JobState.QUARANTINED);
    Job innocent = store.find(training).orElseThrow();
    assertThat(innocent.state()).isEqualTo(JobState.QUEUED);
    assertThat(innocent.crashAttempts()).as("while they ran together").isEqualTo(1);
    beat("train-last", JobKind.TRAIN);
    assertThat(store.claim("train-last", List.of(training), JobKind.TRAIN, LEASE)).hasSize(1);
  }

  @Test
  void suspectedTrainingLetsOthersIntoItsProcessOnceItHasLeftACheckpoint() throws SQLException {
    JobId training = submit(JobKind.TRAIN);
    JobId first = submit(JobKind.ADAPT);
    store.claim("train-one", List.of(training), JobKind.TRAIN, LEASE);
    store.claim("adapt-one", List.of(first), JobKind.ADAPT, LEASE);
    vanishTogether("one");
    Claim alone = store.claim("adapt-two", List.of(first), JobKind.ADAPT, LEASE).get(0);
    assertThat(store.claim("train-two", List.of(training), JobKind.TRAIN, LEASE))
        .as("beside a suspect")
        .isEmpty();
    store.finish(List.of(succeeded(alone)));
    assertThat(store.claim("train-two", List.of(training), JobKind.TRAIN, LEASE)).hasSize(1);
    JobId other = submit(JobKind.ADAPT);

    assertThat(store.claim("adapt-two", List.of(other), JobKind.ADAPT, LEASE)).isEmpty();
    TestDatabase.execute(
        "INSERT INTO checkpoint (id, run_id, step, resumable, bytes, manifest, created_at)"
            + " VALUES ('c', '"
            + training
            + "', 1, true, 1, '{}', now())");

    assertThat(store.claim("adapt-two", List.of(other), JobKind.ADAPT, LEASE)).hasSize(1);
  }

  @Test
  void nobodyIsSuspectedWhenMostOfTheFleetVanishesAtOnceUnlessItHappensAgainAndAgain()
      throws SQLException {
    for (int failover = 0; failover <= MAX_CRASHES; failover++) {
      Map<String, JobId> held = new LinkedHashMap<>();
      for (int i = 0; i < 3; i++) {
        String worker = "solve-" + failover + "-" + i;
        beat(worker, JobKind.SOLVE);
        held.put(worker, failover == 0 ? submit(1).get(0) : fleet.get(i));
        store.claim(worker, List.of(held.get(worker)), JobKind.SOLVE, LEASE);
      }
      fleet = List.copyOf(held.values());
      beat("solve-living-" + failover, JobKind.SOLVE);
      TestDatabase.execute("UPDATE job SET lease_until = now() - interval '1 second'");
      TestDatabase.execute(
          "UPDATE worker SET heard_at = now() - interval '7 seconds' WHERE id NOT LIKE '%living%'");
      List<Job> rescued = store.rescueLapsed(Duration.ZERO);

      assertThat(rescued).hasSize(3).allMatch(job -> job.state() == JobState.QUEUED);
      if (failover < MAX_CRASHES) {
        assertThat(rescued)
            .allMatch(job -> job.suspectGroup() == null)
            .allMatch(job -> String.valueOf(job.reason()).contains("3 of 4 processes"));
      } else {
        assertThat(rescued).allMatch(job -> job.suspectGroup() != null);
      }
      TestDatabase.execute("DELETE FROM worker");
    }
  }

  @Test
  void oneOfTwoThatVanishesIsSuspectedAsBefore() throws SQLException {
    List<JobId> ids = submit(2);
    beat("solve-one", JobKind.SOLVE);
    beat("solve-two", JobKind.SOLVE);
    store.claim("solve-one", ids, JobKind.SOLVE, LEASE);
    heard("solve-one", "7 seconds");
    vanish("solve-one");

    assertThat(groups(ids)).hasSize(2);
  }

  private JobId submit(JobKind kind) {
    return store
        .submit(List.of(new NewJob(kind, SPEC, Priority.NORMAL, "ada", null, null)))
        .get(0)
        .id();
  }

  private void beat(String worker, JobKind kind) {
    store.heartbeat(
        new WorkerBeat(worker, kind, 4, 4, false, false, EnumSet.allOf(Priority.class)));
  }

  private boolean quarantined(JobId id) {
    return store.find(id).orElseThrow().state() == JobState.QUARANTINED;
  }

  private void vanishTogether(String process) throws SQLException {
    TestDatabase.execute(
        "UPDATE job SET lease_until = now() - interval '1 second' WHERE state = 'RUNNING'"
            + " AND worker LIKE '%-"
            + process
            + "'");
    TestDatabase.execute("DELETE FROM worker");
    store.rescueLapsed(Duration.ZERO);
  }

  /** By a fleet with room for all. */
  private List<Outbox.Announcement> announced() {
    store.heartbeat(
        new WorkerBeat(
            "fleet", JobKind.SOLVE, 64, 64, false, false, EnumSet.allOf(Priority.class)));
    return outbox.take();
  }

  private List<JobId> submit(int jobs) {
    return store
        .submit(IntStream.range(0, jobs).mapToObj(i -> NewJob.solve(SPEC, "ada")).toList(), batch)
        .stream()
        .map(Job::id)
        .toList();
  }

  private WorkerPresence present(String worker) {
    WorkerPresence presence = store.presence(worker);
    presence.keep();
    store.heartbeat(
        new WorkerBeat(worker, JobKind.SOLVE, 4, 4, false, true, EnumSet.allOf(Priority.class)));
    return presence;
  }

  private static void heard(String worker, String ago) throws SQLException {
    TestDatabase.execute(
        "UPDATE worker SET heard_at = now() - interval '" + ago + "' WHERE id = '" + worker + "'");
  }

  /** As if the worker had been killed a while ago. */
  private void vanish(String worker) throws SQLException {
    TestDatabase.execute(
        "UPDATE job SET lease_until = now() - interval '1 second' WHERE state = 'RUNNING'"
            + " AND worker = '"
            + worker
            + "'");
    store.rescueLapsed(Duration.ZERO);
  }

  private static void lapse(JobId id, String ago) throws SQLException {
    TestDatabase.execute(
        "UPDATE job SET lease_until = now() - interval '" + ago + "' WHERE id = '" + id + "'");
  }

  private UUID groupOf(JobId id) {
    return Objects.requireNonNull(store.find(id).orElseThrow().suspectGroup());
  }

  private Map<UUID, Set<JobId>> groups(List<JobId> ids) {
    return ids.stream().collect(Collectors.groupingBy(this::groupOf, Collectors.toSet()));
  }

  private static Set<JobId> idsOf(List<Claim> claims) {
    Set<JobId> ids = new HashSet<>();
    claims.forEach(claim -> ids.add(claim.id()));
    return ids;
  }

  private static Outcome succeeded(Claim claim) {
    return new Outcome.Succeeded(claim, JobJson.parse("{}"), List.of());
  }
}
