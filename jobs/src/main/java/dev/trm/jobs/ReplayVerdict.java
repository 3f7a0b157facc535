package dev.trm.jobs;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * What came of running a solve again.
 *
 * @param of the job that was run again
 * @param attempt the first one that differs, from 1; null where only one was asked for
 * @param cycle the first one that differs, from 1
 * @param cell the first one of that cycle that differs, in words; null if it is no cell's
 * @param why what differs, or what keeps from comparing
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReplayVerdict(
    JobId of,
    Verdict verdict,
    @Nullable Integer attempt,
    @Nullable Integer cycle,
    @Nullable String cell,
    @Nullable String why) {
  /** Whether the two are equal to the bit. */
  public enum Verdict {
    /** Every cycle's draft, confidence and halt logit are. */
    @JsonProperty("identical")
    IDENTICAL,
    @JsonProperty("different")
    DIFFERENT,
    /** They need not be, here. */
    @JsonProperty("notComparable")
    NOT_COMPARABLE
  }

  public static ReplayVerdict identical(JobId of) {
    return new ReplayVerdict(of, Verdict.IDENTICAL, null, null, null, null);
  }

  public static ReplayVerdict different(
      JobId of, @Nullable Integer attempt, int cycle, @Nullable String cell, String why) {
    return new ReplayVerdict(of, Verdict.DIFFERENT, attempt, cycle, cell, why);
  }

  public static ReplayVerdict notComparable(JobId of, String why) {
    return new ReplayVerdict(of, Verdict.NOT_COMPARABLE, null, null, null, why);
  }
}
