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
 * Follows one job for one caller: first what the database has, then what happens, each id once,
 * rising, and none left out. Where one is missing the database is read again, which has changes of
 * state and measurements before they are told. A cycle it has only at the end; until then those
 * after a missing one are held back. Only who comes anew, in the middle of a solve, begins with the
 * cycle that is told then.
 */
final class JobFollower implements LiveEvents.Listener {
  private final JobId id;
  private final JobStore jobs;
  private final JobStory story;
  private final MultiEmitter<? super JobEvent> caller;
  private final LiveEvents.Listening listening;
  private final JobWaits.Wait wait;
  private final List<JobEvent> early = new ArrayList<>();
  private EventId last;
  private boolean caughtUp;

  /** Whether it may have come in the middle: before that it heard neither a cycle nor a change. */
  private boolean anew;

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
    this.anew = after.equals(EventId.NONE);
    this.jobs = jobs;
    this.story = story;
    this.caller = caller;
    this.listening = live.listen(id, this);
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
    follower.readOn();
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
  @Override
  public synchronized void heard(JobEvent event) {
    if (JobWaits.isEnd(event)) {
      return;
    }
    if (caughtUp && follows(event)) {
      emit(event);
      anew = false;
    } else {
      early.add(event);
      if (caughtUp && !isLateCycle(event)) {
        mayHaveMissed();
      }
    }
  }

  @Override
  public synchronized void mayHaveMissed() {
    caughtUp = false;
    readOn();
  }

  /** Whether none can be missing before it. */
  private boolean follows(JobEvent event) {
    EventId id = event.id();
    if (id.step() == 0) {
      return id.seq() <= last.seq() + 1;
    }
    return id.seq() < last.seq() || (id.seq() == last.seq() && !isLateCycle(event));
  }

  /** Whether a cycle before it was not told. */
  private boolean isLateCycle(JobEvent event) {
    return !anew
        && event.type().equals(JobEvent.CYCLE)
        && event.id().seq() == last.seq()
        && event.id().step() > last.step() + 1;
  }

  private void readOn() {
    Infrastructure.getDefaultWorkerPool().execute(this::catchUp);
  }

  private void catchUp() {
    try {
      Job job = jobs.find(id).orElseThrow();
      List<JobEvent> told = story.of(job, lastTold());
      synchronized (this) {
        told.forEach(this::emit);
        early.sort(Comparator.comparing(JobEvent::id));
        for (JobEvent event : early) {
          if (!isLateCycle(event)) {
            emit(event);
            anew = false;
          }
        }
        early.clear();
        caughtUp = true;
      }
    } catch (RuntimeException e) {
      caller.fail(e);
    }
  }

  private void finish(Job job) {
    List<JobEvent> told = story.of(job, lastTold());
    synchronized (this) {
      told.forEach(this::emit);
      caller.complete();
    }
  }

  private synchronized EventId lastTold() {
    return last;
  }

  private void emit(JobEvent event) {
    if (event.id().compareTo(last) > 0) {
      last = event.id();
      caller.emit(event);
    }
  }
}
