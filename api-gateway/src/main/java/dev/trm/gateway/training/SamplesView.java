package dev.trm.gateway.training;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.trm.jobs.JobId;
import dev.trm.jobs.store.HeldOutSample;
import dev.trm.jobs.store.RunSamples;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Held-out puzzles as a run's latest evaluation saw them solved.
 *
 * @param kind of all puzzles; null before the first evaluation
 * @param step after which the weights were so; null before the first evaluation
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record SamplesView(
    String run,
    @Schema(description = "Of all puzzles; not there before the first evaluation.")
        @Nullable String kind,
    @Schema(description = "After which the weights were so; not there before the first evaluation.")
        @Nullable Long step,
    List<Sample> samples) {

  /** One puzzle. */
  record Sample(
      @Schema(description = "In the form of a solve's grid.") Object puzzle,
      @Schema(description = "The answer that the weights gave, in the same form.") Object draft,
      @Schema(description = "The right answer; a puzzle with rules may have others.") Object answer,
      @Schema(description = "Whether the draft counts in the evaluation's accuracy.") boolean right,
      @Schema(description = "After which the draft was given.", minimum = "1") int cycles) {

    static Sample of(HeldOutSample sample) {
      return new Sample(
          sample.puzzle(), sample.draft(), sample.answer(), sample.right(), sample.cycles());
    }
  }

  static SamplesView of(RunSamples seen, JobId run) {
    return new SamplesView(
        run.toString(),
        seen.kind().wire(),
        seen.step(),
        seen.samples().stream().map(Sample::of).toList());
  }

  static SamplesView none(JobId run) {
    return new SamplesView(run.toString(), null, null, List.of());
  }
}
