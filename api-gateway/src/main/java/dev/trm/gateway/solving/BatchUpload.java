package dev.trm.gateway.solving;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.trm.gateway.problem.ProblemException;
import dev.trm.gateway.request.JsonBody;
import dev.trm.gateway.solving.BatchView.LineProblem;
import dev.trm.jobs.InvalidFieldException;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.NewJob;
import dev.trm.jobs.store.Batches;
import dev.trm.jobs.store.JobStore;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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

  /** Whether so many more jobs may be queued; if so they count as queued. */
  interface Room {
    boolean take(int jobs);
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
        SolveForm form = SolveForm.parse(request(JsonBody.parse(text)), models, now);
        pending.put(BatchLines.id(batch, line.number()), form.job(submitter));
      } catch (InvalidFieldException e) {
        refuse(new LineProblem(line.number(), e.pointer(), String.valueOf(e.getMessage())));
      } catch (ProblemException e) {
        refuse(new LineProblem(line.number(), null, String.valueOf(e.getMessage())));
      }
    }
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
    if (room.take(pending.size())) {
      jobs.submitOnce(pending, batch);
      accepted += pending.size();
    } else {
      int line = BatchLines.line(pending.firstKey());
      notTakenFrom = line;
      refused += pending.size() - 1;
      refuse(
          new LineProblem(
              line, null, "the queue is full; this line and all after it were not taken"));
    }
    pending.clear();
  }
}
