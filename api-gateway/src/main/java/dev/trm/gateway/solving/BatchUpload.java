package dev.trm.gateway.solving;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.gateway.operations.QueueLimit;
import dev.trm.gateway.problem.ProblemException;
import dev.trm.gateway.request.CleanText;
import dev.trm.gateway.solving.BatchView.LineProblem;
import dev.trm.jobs.InvalidFieldException;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.NewJob;
import dev.trm.jobs.store.Batches;
import dev.trm.jobs.store.JobStore;
import dev.trm.jobs.store.StoreException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads the lines of one batch and submits them as they come. A job's id follows from batch and
 * line, so an upload that broke off can be done again under the same batch. Where the queue becomes
 * full on the way, what came before is taken and nothing after. Used once, by one thread.
 */
final class BatchUpload {
  private static final Logger LOG = Logger.getLogger(BatchUpload.class);
  private static final int AT_ONCE = 500;
  private static final int PROBLEMS_KEPT = 1000;

  private final UUID batch;
  private final String submitter;
  private final Instant now;
  private final int mostLines;
  private final KnownModels models;
  private final JobStore jobs;
  private final Batches batches;
  private final Room room;
  private final SortedMap<JobId, NewJob> pending = new TreeMap<>();
  private final List<LineProblem> problems = new ArrayList<>();
  private int accepted;
  private int refused;
  private @Nullable Integer notTakenFrom;
  private @Nullable ProblemException full;

  /** Submits jobs where there is room for them. */
  interface Room {
    /**
     * Runs what submits the jobs.
     *
     * @throws ProblemException if there is no room for all of them; nothing is submitted
     */
    void within(Collection<NewJob> jobs, Runnable submission);
  }

  BatchUpload(
      UUID batch,
      String submitter,
      Instant now,
      int mostLines,
      KnownModels models,
      JobStore jobs,
      Batches batches,
      Room room) {
    this.batch = batch;
    this.submitter = submitter;
    this.now = now;
    this.mostLines = mostLines;
    this.models = models;
    this.jobs = jobs;
    this.batches = batches;
    this.room = room;
  }

  /** Submits every good request and notes what became of all; without one there is no batch. */
  void read(BatchSource source) throws IOException {
    source.read(
        new BatchSource.Sink() {
          @Override
          public void request(int line, JsonNode request) {
            take(line, request);
          }

          @Override
          public void problem(int line, @Nullable String pointer, String detail) {
            if (room(line)) {
              refuse(new LineProblem(line, pointer, detail));
            }
          }
        });
    submit();
    if (taken()) {
      batches.complete(
          batch, accepted, refused, CleanText.replaced(JobJson.tree(problems)), notTakenFrom);
    }
  }

  /** Whether any line became a job. */
  boolean taken() {
    return accepted > 0;
  }

  /** How many lines did not become a job. */
  int refused() {
    return refused;
  }

  /** What is wrong with the first of them. */
  List<LineProblem> problems() {
    return problems;
  }

  private void take(int line, JsonNode request) {
    if (!room(line)) {
      return;
    }
    try {
      pending.put(BatchLines.id(batch, line), form(request).job(submitter));
    } catch (InvalidFieldException e) {
      refuse(new LineProblem(line, e.pointer(), String.valueOf(e.getMessage())));
    } catch (ProblemException e) {
      refuse(new LineProblem(line, null, String.valueOf(e.getMessage())));
    }
    if (pending.size() == AT_ONCE) {
      submit();
    }
  }

  /** Whether one more line is taken; if not, the line is refused. */
  private boolean room(int line) {
    if (notTakenFrom != null) {
      refused++;
    } else if (accepted + pending.size() + refused >= mostLines) {
      refuse(new LineProblem(line, null, "a batch has at most " + mostLines + " lines"));
    } else if (line > BatchLines.LAST) {
      refuse(new LineProblem(line, null, "a batch ends with line " + BatchLines.LAST));
    } else {
      return true;
    }
    return false;
  }

  UUID id() {
    return batch;
  }

  /** Why there was no room for the rest of the lines; empty if there was room for all. */
  Optional<ProblemException> full() {
    return Optional.ofNullable(full);
  }

  /** The good requests, of which nothing is submitted. */
  QueueLimit.Demand demand(BatchSource source) throws IOException {
    int[] counts = new int[2]; // to run at once, to run later
    source.read(
        new BatchSource.Sink() {
          @Override
          public void request(int line, JsonNode request) {
            if (counts[0] + counts[1] < mostLines) {
              try {
                counts[form(request).job(submitter).runAt() == null ? 0 : 1]++;
              } catch (InvalidFieldException | ProblemException bad) {
                // It becomes no job; the answer says why.
                return;
              }
            }
          }

          @Override
          public void problem(int line, @Nullable String pointer, String detail) {
            // It becomes no job; the answer says why.
          }
        });
    return new QueueLimit.Demand(JobKind.SOLVE, counts[0], counts[1]);
  }

  private SolveForm form(JsonNode request) {
    return SolveForm.parse(request, models, now);
  }

  private void refuse(LineProblem problem) {
    refused++;
    if (problems.size() < PROBLEMS_KEPT) {
      problems.add(problem);
    }
  }

  private void submit() {
    if (pending.isEmpty()) {
      return;
    }
    try {
      room.within(pending.values(), this::submitTogether);
    } catch (ProblemException noRoom) {
      full = noRoom;
      int line = BatchLines.line(pending.firstKey());
      notTakenFrom = line;
      refused += pending.size() - 1;
      refuse(
          new LineProblem(
              line,
              null,
              "this line and all after it were not taken: " + String.valueOf(noRoom.getMessage())));
    }
    pending.clear();
  }

  /** A line that the database refuses must not fail those that came with it. */
  private void submitTogether() {
    if (!taken()) {
      batches.begin(batch, submitter);
    }
    try {
      jobs.submitOnce(pending, batch);
      accepted += pending.size();
    } catch (StoreException e) {
      if (!e.refusesContent()) {
        throw e;
      }
      pending.forEach(this::submitAlone);
    }
  }

  private void submitAlone(JobId id, NewJob job) {
    SortedMap<JobId, NewJob> alone = new TreeMap<>();
    alone.put(id, job);
    try {
      jobs.submitOnce(alone, batch);
      accepted++;
    } catch (StoreException e) {
      if (!e.refusesContent()) {
        throw e;
      }
      LOG.errorf(e, "the database refuses line %d of batch %s", BatchLines.line(id), batch);
      refuse(
          new LineProblem(
              BatchLines.line(id),
              null,
              "the database refuses a value of the line (SQLSTATE " + e.sqlState() + ")"));
    }
  }
}
