package dev.trm.gateway.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.trm.jobs.HaltMode;
import dev.trm.jobs.Job;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.JobState;
import dev.trm.jobs.NewJob;
import dev.trm.jobs.SolveSpec;
import dev.trm.jobs.TraceLevel;
import dev.trm.jobs.store.StoreException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GatheredSubmissionsTest {
  private static final SolveSpec SPEC =
      new SolveSpec("sudoku", "..", "m@1", 16, TraceLevel.NONE, HaltMode.HEAD);
  private static final int CALLERS = 6;

  private final List<Integer> calls = new CopyOnWriteArrayList<>();
  private final CountDownLatch committed = new CountDownLatch(1);
  private final AtomicInteger entered = new AtomicInteger();
  private final ExecutorService threads = Executors.newFixedThreadPool(CALLERS);

  @AfterEach
  void end() {
    threads.shutdownNow();
  }

  @Test
  void whatComesWhileOneIsCommittedIsSubmittedTogether() {
    GatheredSubmissions submissions = new GatheredSubmissions(this::slowAtFirst);

    List<JobId> ids = submitted(submissions).stream().map(CompletableFuture::join).toList();

    assertThat(ids).doesNotHaveDuplicates().hasSize(CALLERS);
    assertThat(calls).containsExactly(1, CALLERS - 1);
  }

  @Test
  void oneThatCannotBeStoredFailsAlone() {
    GatheredSubmissions submissions =
        new GatheredSubmissions(
            jobs -> {
              List<Job> stored = slowAtFirst(jobs);
              if (jobs.values().stream().anyMatch(job -> job.submittedBy().equals("user-3"))) {
                throw new StoreException("no", new IllegalStateException());
              }
              return stored;
            });

    List<CompletableFuture<JobId>> all = submitted(submissions);

    for (int user = 0; user < CALLERS; user++) {
      CompletableFuture<JobId> each = all.get(user);
      if (user == 3) {
        assertThatThrownBy(each::join).hasCauseInstanceOf(StoreException.class);
      } else {
        assertThat(each.join()).isNotNull();
      }
    }
  }

  /** The first caller is held in its commit until all the others wait. */
  private List<CompletableFuture<JobId>> submitted(GatheredSubmissions submissions) {
    List<CompletableFuture<JobId>> all = new ArrayList<>();
    for (int user = 0; user < CALLERS; user++) {
      String name = "user-" + user;
      all.add(
          CompletableFuture.supplyAsync(
              () -> {
                entered.incrementAndGet();
                return submissions.submit(JobId.next(), NewJob.solve(SPEC, name)).id();
              },
              threads));
      if (user == 0) {
        await().until(() -> calls.size() == 1);
      }
    }
    await().until(() -> entered.get() == CALLERS && submissions.waiting() == CALLERS - 1);
    committed.countDown();
    return all;
  }

  private List<Job> slowAtFirst(SortedMap<JobId, NewJob> jobs) {
    calls.add(jobs.size());
    try {
      committed.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return jobs.entrySet().stream().map(each -> job(each.getKey(), each.getValue())).toList();
  }

  private static Job job(JobId id, NewJob job) {
    return new Job(
        id,
        JobKind.SOLVE,
        JobState.QUEUED,
        JobJson.tree(job.spec()),
        "m@1",
        job.priority(),
        job.submittedBy(),
        0,
        0,
        0,
        Instant.EPOCH,
        Instant.EPOCH,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        1,
        null,
        null,
        null);
  }
}
