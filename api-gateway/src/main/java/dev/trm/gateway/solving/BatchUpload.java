package dev.trm.gateway.solving;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.trm.gateway.operations.QueueLimit;
import dev.trm.gateway.problem.ProblemException;
import dev.trm.gateway.request.JsonBody;
import dev.trm.gateway.solving.BatchView.LineProblem;
import dev.trm.jobs.InvalidFieldException;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.NewJob;
import dev.trm.jobs.store.Batches;
import dev.trm.jobs.store.JobStore;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads the lines of one batch and submits them as they come. A job's id follows from batch and
 * line, so an upload that broke off can be done again under the same batch. Where the queue becomes
 * full on the way, what came before is taken and nothing after. Used once, by one thread.
 */
final class BatchUpload {
  private static final int AT_ONCE = 500;
  private static final int PROBLEMS_KEPT = 1000;

  private final UUID batch;
  private final String submitter;
  private final Instant now;
  private final int mostLines;
  private final KnownModels models;
  private final JobStore jobs;
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
      Room room) {
    this.batch = batch;
    this.submitter = submitter;
    this.now = now;
    this.mostLines = mostLines;
    this.models = models;
    this.jobs = jobs;
    this.room = room;
  }

  /** Submits every good line and notes what became of all. */
  void read(BatchLines lines, Batches batches) throws IOException {
    batches.begin(batch, submitter);
    for (BatchLines.Line line = lines.next(); line != null; line = lines.next()) {
      take(line);
      if (pending.size() == AT_ONCE) {
        submit();
      }
    }
    submit();
    batches.complete(batch, accepted, refused, JobJson.tree(problems), notTakenFrom);
  }

  private void take(BatchLines.Line line) {
    byte[] text = line.text();
    if (notTakenFrom != null) {
      refused++;
    } else if (accepted + pending.size() + refused >= mostLines) {
      refuse(new LineProblem(line.number(), null, "a batch has at most " + mostLines + " lines"));
    } else if (text == null) {
      refuse(new LineProblem(line.number(), null, "the line is too long"));
    } else {
      try {
        pending.put(BatchLines.id(batch, line.number()), form(text).job(submitter));
      } catch (InvalidFieldException e) {
        refuse(new LineProblem(line.number(), e.pointer(), String.valueOf(e.getMessage())));
      } catch (ProblemException e) {
        refuse(new LineProblem(line.number(), null, String.valueOf(e.getMessage())));
      }
    }
  }

  UUID id() {
    return batch;
  }

  /** Why there was no room for the rest of the lines; empty if there was room for all. */
  Optional<ProblemException> full() {
    return Optional.ofNullable(full);
  }

  /** The good lines, of which nothing is submitted. */
  QueueLimit.Demand demand(BatchLines lines) throws IOException {
    int waiting = 0;
    int delayed = 0;
    for (BatchLines.Line line = lines.next(); line != null; line = lines.next()) {
      byte[] text = line.text();
      if (text != null && waiting + delayed < mostLines) {
        try {
          if (form(text).job(submitter).runAt() == null) {
            waiting++;
          } else {
            delayed++;
          }
        } catch (InvalidFieldException | ProblemException bad) {
          // It becomes no job; the answer says why.
          continue;
        }
      }
    }
    return new QueueLimit.Demand(JobKind.SOLVE, waiting, delayed);
  }

  private SolveForm form(byte[] line) {
    return SolveForm.parse(request(JsonBody.parse(line)), models, now);
  }

  /** A line is a whole request, or a puzzle alone. */
  private static JsonNode request(JsonNode line) {
    return line.has("grid") && !line.has("puzzle")
        ? JsonNodeFactory.instance.objectNode().set("puzzle", line)
        : line;
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
      room.within(pending.values(), () -> jobs.submitOnce(pending, batch));
      accepted += pending.size();
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
}
