package dev.trm.jobs.schedule;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;

/**
 * Points in time by a cron expression of five fields (minute, hour, day of month, month, day of
 * week), read in a time zone. What falls into the hour that summer time skips comes after it; what
 * falls into the hour that comes twice, comes once.
 *
 * @param cron as in "30 2 * * 1-5"
 */
public record CronTime(String cron, ZoneId zone) {
  private static final int LONGEST = 100;
  private static final CronParser PARSER =
      new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));

  /**
   * @throws IllegalArgumentException naming cron and value if it is none
   */
  public CronTime {
    time(cron);
  }

  /**
   * A time zone of the IANA database.
   *
   * @throws IllegalArgumentException naming timeZone and value if it is none
   */
  public static ZoneId zone(String text) {
    try {
      return ZoneId.of(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "timeZone is '" + text + "'; it must be one like Europe/Berlin or UTC", e);
    }
  }

  /** The first point after an instant; empty if none ever comes, as on 30 February. */
  public Optional<Instant> next(Instant after) {
    ExecutionTime times = time(cron);
    Optional<Instant> usual = times.nextExecution(after.atZone(zone)).map(ZonedDateTime::toInstant);
    Optional<Instant> skipped = times.nextExecution(wall(after)).flatMap(this::afterGap);
    return skipped.isPresent() && (usual.isEmpty() || skipped.get().isBefore(usual.get()))
        ? skipped
        : usual;
  }

  /** What the clock on the wall shows, as if it were never set. */
  private ZonedDateTime wall(Instant instant) {
    return LocalDateTime.ofInstant(instant, zone).atZone(ZoneOffset.UTC);
  }

  /** When a time that the wall's clock skips is made up for; empty if it does not skip it. */
  private Optional<Instant> afterGap(ZonedDateTime shown) {
    LocalDateTime local = shown.toLocalDateTime();
    return zone.getRules().getValidOffsets(local).isEmpty()
        ? Optional.of(local.atZone(zone).toInstant())
        : Optional.empty();
  }

  private static ExecutionTime time(String cron) {
    if (cron.length() > LONGEST) {
      throw new IllegalArgumentException("cron has " + cron.length() + " characters; 100 at most");
    }
    try {
      return ExecutionTime.forCron(PARSER.parse(cron).validate());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "cron is '" + cron + "'; it must be five fields like 30 2 * * 1-5: " + e.getMessage(), e);
    }
  }
}
