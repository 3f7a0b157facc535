package dev.trm.jobs.store;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.jobs.Failure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a claimed job ended. */
public sealed interface Outcome {
  Claim claim();

  /** What the solve's cycles were; empty where none are kept. */
  List<TraceCycle> trace();

  /**
   * The job is done.
   *
   * @param note for the history; null where there is nothing to say
   */
  record Succeeded(Claim claim, JsonNode result, List<TraceCycle> trace, @Nullable String note)
      implements Outcome {
    public Succeeded(Claim claim, JsonNode result, List<TraceCycle> trace) {
      this(claim, result, trace, null);
    }
  }

  /** The job failed; a retryable failure is tried again, after a pause, up to the limit. */
  record Failed(Claim claim, Failure failure, List<TraceCycle> trace) implements Outcome {
    public Failed(Claim claim, Failure failure) {
      this(claim, failure, List.of());
    }
  }

  /**
   * The job was stopped where it was, as somebody wished; it is not run again.
   *
   * @param reason says who, and where
   */
  record Cancelled(Claim claim, String reason) implements Outcome {
    @Override
    public List<TraceCycle> trace() {
      return List.of();
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
