package dev.trm.jobs.store;

import dev.trm.jobs.JobId;
import dev.trm.jobs.JobKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which jobs in quarantine are meant: those that fit all that is given.
 *
 * @param model exactly as the jobs name it
 * @param reason part of the reason, in any case of letters
 * @param jobs these only; none where empty
 * @param limit at most so many, oldest first, at least 1
 */
public record QuarantineFilter(
    @Nullable JobKind kind,
    @Nullable String model,
    @Nullable String reason,
    @Nullable List<JobId> jobs,
    int limit) {
  public QuarantineFilter {
    if (limit < 1) {
      throw new IllegalArgumentException("limit: " + limit + " is less than 1");
    }
    jobs = jobs == null ? null : List.copyOf(jobs);
  }

  /** What is given, as the log of operators' actions has it; of jobs their number. */
  Map<String, Object> told() {
    Map<String, Object> told = new LinkedHashMap<>();
    if (kind != null) {
      told.put("kind", kind.wire());
    }
    if (model != null) {
      told.put("model", model);
    }
    if (reason != null) {
      told.put("reason", reason);
    }
    if (jobs != null) {
      told.put("jobs", jobs.size());
    }
    told.put("limit", limit);
    return told;
  }
}
