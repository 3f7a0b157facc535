package dev.trm.jobs;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/**
 * When a training ends before its last step: as soon as one of these is so. What is null asks for
 * nothing. Accuracies are shares of held-out puzzles, 0 to 1, as the evaluations on the way have
 * them.
 *
 * @param patience evaluations in a row that are no better, after which it ends with the weights of
 *     the best one
 * @param minDelta by how much an evaluation must be above the best before to be better; null only
 *     without patience
 * @param targetAccuracy that an evaluation must reach
 * @param maxTime of training and of evaluations on the way, over all tries; where that falls is not
 *     equal from run to run
 */
public record EarlyStop(
    @Nullable Integer patience,
    @Nullable Double minDelta,
    @Nullable Double targetAccuracy,
    @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable Duration maxTime) {

  /** The last step is the only end. */
  public static final EarlyStop NEVER = new EarlyStop(null, null, null, null);

  private static final int MOST_PATIENCE = 10_000;
  private static final Duration LONGEST = Duration.ofDays(30);

  /**
   * Reads a request strictly.
   *
   * @throws InvalidFieldException for the first wrong field
   */
  static EarlyStop parse(JsonFields fields) {
    Integer patience =
        fields.value("patience") != null
            ? Integer.valueOf(fields.integer("patience", 0, 1, MOST_PATIENCE))
            : null;
    Double minDelta =
        fields.value("minDelta") != null || patience != null
            ? Double.valueOf(fields.number("minDelta", 0, 0, 1))
            : null;
    if (minDelta != null && patience == null) {
      throw fields.wrong(
          "minDelta", "minDelta is " + minDelta + "; it is of use with patience only");
    }
    Double targetAccuracy =
        fields.value("targetAccuracy") != null
            ? Double.valueOf(fields.number("targetAccuracy", 0, 0, 1))
            : null;
    Duration maxTime =
        fields.value("maxTime") != null
            ? fields.parsed("maxTime", Duration.ZERO, EarlyStop::time)
            : null;
    fields.end();
    return new EarlyStop(patience, minDelta, targetAccuracy, maxTime);
  }

  /** Evaluations on the way without which none of this could ever be so. */
  int evaluationsNeeded() {
    return patience != null ? patience + 1 : targetAccuracy != null ? 1 : 0;
  }

  private static Duration time(String text) {
    try {
      Duration time = Duration.parse(text);
      if (!time.isNegative() && !time.isZero() && time.compareTo(LONGEST) <= 0) {
        return time;
      }
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(bounds(text), e);
    }
    throw new IllegalArgumentException(bounds(text));
  }

  private static String bounds(String text) {
    return "maxTime is '"
        + Shown.of(text)
        + "'; it must be a duration such as PT90M, more than none and at most P30D";
  }
}
