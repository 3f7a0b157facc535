package dev.trm.jobs.store;

import dev.trm.jobs.JobKind;
import org.jspecify.annotations.Nullable;

/**
 * Which jobs in quarantine are meant.
 *
 * @param model exactly as the jobs name it
 * @param reason part of the reason, in any case of letters
 * @param limit at most so many, oldest first, at least 1
 */
public record QuarantineFilter(
    @Nullable JobKind kind, @Nullable String model, @Nullable String reason, int limit) {
  public QuarantineFilter {
    if (limit < 1) {
      throw new IllegalArgumentException("limit: " + limit + " is less than 1");
    }
  }
}
