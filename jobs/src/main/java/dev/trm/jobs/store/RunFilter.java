package dev.trm.jobs.store;

import dev.trm.jobs.JobState;
import dev.trm.jobs.recipe.RunOrigin;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which runs to list; null means any.
 *
 * @param model the name of what they train
 * @param sweep in which they have a place
 * @param commit whose events started them: hexadecimal, 7 digits or more of its beginning
 * @param submittedBy the key that submitted them
 */
public record RunFilter(
    @Nullable JobState state,
    @Nullable String model,
    @Nullable UUID sweep,
    @Nullable String commit,
    @Nullable String submittedBy) {

  public RunFilter {
    if (commit != null && !commit.matches(RunOrigin.COMMIT)) {
      throw new IllegalArgumentException(
          "commit is '" + commit + "'; it must have 7 to 64 hexadecimal digits");
    }
  }
}
