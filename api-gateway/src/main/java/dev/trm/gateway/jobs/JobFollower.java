package dev.trm.gateway.jobs;

import dev.trm.gateway.live.JobWaits;
import dev.trm.gateway.live.LiveEvents;
import dev.trm.jobs.Job;
import dev.trm.jobs.JobId;
import dev.trm.jobs.events.EventId;
import dev.trm.jobs.events.JobEvent;
import dev.trm.jobs.store.JobStore;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.MultiEmitter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Follows one job for one caller: first what the database has, then what happens, each id once and
 * rising. The end is read from the database again, so that what was lost on the way comes with it.
 */
final class JobFollower {
  private final JobId id;
  private final JobStore jobs;
  private final JobStory story;
  private final MultiEmitter<? super JobEvent> caller;
  private final LiveEvents.Listening listening;
  private final JobWaits.Wait wait;
  private final List<JobEvent> early = new ArrayList<>();
  private EventId last;
  private boolean caughtUp;

  private JobFollower(
      JobId id,
      EventId after,
      JobStore jobs,
      JobStory story,
      LiveEvents live,
      JobWaits waits,
      MultiEmitter<? super JobEvent> caller) {
    this.id = id;
    this.last = after;
    this.jobs = jobs;
    this.story = story;
    this.caller = caller;
    this.listening = live.listen(id, this::heard);
    this.wait = waits.await(id);
  }

  /**
   * Begins to follow; ends with the job, or when the caller goes.
   *
   * @param after the id the caller had last
   */
  static void follow(
      JobId id,
      EventId after,
      JobStore jobs,
      JobStory story,
      LiveEvents live,
      JobWaits waits,
      MultiEmitter<? super JobEvent> caller) {
    JobFollower follower = new JobFollower(id, after, jobs, story, live, waits, caller);
    caller.onTermination(follower::close);
    Infrastructure.getDefaultWorkerPool().execute(follower::catchUp);
    follower
        .wait
        .end()
        .thenAcceptAsync(follower::finish, Infrastructure.getDefaultWorkerPool())
        .exceptionally(
            failure -> {
              caller.fail(failure);
              return null;
            });
  }

  private void close() {
    listening.close();
    wait.close();
  }

  /** Holds back a live end: {@link #finish} tells it after all that came before. */
  private synchronized void heard(JobEvent event) {
    if (JobWaits.isEnd(event)) {
      return;
    }
    if (caughtUp) {
      emit(event);
    } else {
      early.add(event);
    }
  }

  private void catchUp() {
    try {
      Job job = jobs.find(id).orElseThrow();
      List<JobEvent> told = story.of(job);
      synchronized (this) {
        told.forEach(this::emit);
        early.stream().sorted(Comparator.comparing(JobEvent::id)).forEach(this::emit);
        early.clear();
        caughtUp = true;
      }
    } catch (RuntimeException e) {
      caller.fail(e);
    }
  }

  private void finish(Job job) {
    List<JobEvent> told = story.of(job);
    synchronized (this) {
      told.forEach(this::emit);
      caller.complete();
    }
  }

  private void emit(JobEvent event) {
    if (event.id().compareTo(last) > 0) {
      last = event.id();
      caller.emit(event);
    }
  }
}
