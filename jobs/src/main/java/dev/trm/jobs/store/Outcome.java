package dev.trm.jobs.store;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.jobs.Failure;
import java.util.List;

/** How a claimed job ended. */
public sealed interface Outcome {
  Claim claim();

  /** What the solve's cycles were; empty where none are kept. */
  List<TraceCycle> trace();

  /** The job is done. */
  record Succeeded(Claim claim, JsonNode result, List<TraceCycle> trace) implements Outcome {}

  /** The job failed; a retryable failure is tried again, after a pause, up to the limit. */
  record Failed(Claim claim, Failure failure, List<TraceCycle> trace) implements Outcome {
    public Failed(Claim claim, Failure failure) {
      this(claim, failure, List.of());
    }
  }

  /** The worker gives the job back untouched, because it stops; the try does not count. */
  record Released(Claim claim, String reason) implements Outcome {
    @Override
    public List<TraceCycle> trace() {
      return List.of();
    }
  }
}
