package dev.trm.gateway.request;

import dev.trm.jobs.InvalidFieldException;
import dev.trm.jobs.JsonFields;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When a job may run and by when it must have ended.
 *
 * @param runAt not before; null for at once
 * @param deadline null without a limit
 */
public record Timing(@Nullable Instant runAt, @Nullable Instant deadline) {
  /** The fields that are read. */
  public static final List<String> FIELDS = List.of("runAt", "delay", "deadline");

  private static final Duration LATEST = Duration.ofDays(30);

  /**
   * Reads {@code runAt} (a time) or {@code delay} (a duration), and {@code deadline} (a duration),
   * durations from now on.
   *
   * @throws InvalidFieldException for the first wrong field
   */
  public static Timing parse(JsonFields fields, Instant now) {
    Instant runAt = instant(fields, "runAt", now);
    Duration delay = duration(fields, "delay");
    if (runAt != null && delay != null) {
      throw fields.wrong(
          "delay", "delay is '" + delay + "' and runAt is '" + runAt + "'; only one may be given");
    }
    Instant start = delay == null ? runAt : now.plus(delay);
    Duration limit = duration(fields, "deadline");
    Instant deadline = limit == null ? null : now.plus(limit);
    if (start != null && deadline != null && !deadline.isAfter(start)) {
      throw fields.wrong(
          "deadline",
          "deadline is '"
              + limit
              + "', at "
              + deadline
              + "; it must be after the job may run, at "
              + start);
    }
    return new Timing(start, deadline);
  }

  private static @Nullable Instant instant(JsonFields fields, String name, Instant now) {
    String text = fields.textOrNull(name);
    if (text == null) {
      return null;
    }
    Instant instant;
    try {
      instant = Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw fields.wrong(
          name, name + " is '" + text + "'; it must be a time like 2026-01-31T12:00:00Z");
    }
    if (instant.isBefore(Instant.EPOCH) || instant.isAfter(now.plus(LATEST))) {
      throw fields.wrong(
          name, name + " is '" + text + "'; it must be at most 30 days ahead, and not before 1970");
    }
    return instant;
  }

  private static @Nullable Duration duration(JsonFields fields, String name) {
    String text = fields.textOrNull(name);
    if (text == null) {
      return null;
    }
    Duration duration;
    try {
      duration = Duration.parse(text);
    } catch (DateTimeParseException e) {
      throw fields.wrong(
          name, name + " is '" + text + "'; it must be a duration by ISO 8601 like PT30S");
    }
    if (duration.isNegative() || duration.isZero() || duration.compareTo(LATEST) > 0) {
      throw fields.wrong(name, name + " is '" + text + "'; it must be over 0 and at most 30 days");
    }
    return duration;
  }
}
