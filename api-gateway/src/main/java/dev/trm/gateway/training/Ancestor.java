package dev.trm.gateway.training;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.trm.jobs.TrainSpec;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The checkpoint that a run goes on from.
 *
 * @param run that wrote it; absent if it was imported
 * @param step of it; absent where it is not known
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Ancestor(@Nullable String run, String checkpoint, @Nullable Long step) {

  /** Empty for a training that begins anew. */
  public static Optional<Ancestor> of(TrainSpec spec) {
    TrainSpec.Parent parent = spec.parent();
    return Optional.ofNullable(spec.resumeFrom())
        .map(
            checkpoint ->
                parent == null
                    ? new Ancestor(null, checkpoint, null)
                    : new Ancestor(parent.run(), checkpoint, parent.step()));
  }
}
