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
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Optional;

/**
 * Points in time by a cron expression of five fields (minute, hour, day of month, month, day of
 * week), read in a time zone.
 *
 * <p>Where summer time begins or ends, the hour's field decides. With a star, or steps from one,
 * the times are those that the clock on the wall shows: skipped ones do not come, and in the hour
 * that comes twice each comes twice, so that {@code 0 * * * *} stays hourly. Without a star each
 * time of the day comes once: in the hour that comes twice the first time, and all that are skipped
 * together at the moment of the change (02:30 at 03:00).
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
    return everyHour() ? nextOfEveryHour(after) : nextOfDay(after);
  }

  /** Whether the hour is a star, or steps from one. */
  private boolean everyHour() {
    String[] fields = cron.strip().split("\\s+");
    return fields.length > 1 && fields[1].startsWith("*");
  }

  /** Each local time stands for one instant, and a later one never for an earlier instant. */
  private Optional<Instant> nextOfDay(Instant after) {
    ExecutionTime times = time(cron);
    Optional<LocalDateTime> next = next(times, LocalDateTime.ofInstant(after, zone));
    while (next.isPresent() && !instant(next.get()).isAfter(after)) {
      next = next(times, next.get());
    }
    return next.map(this::instant);
  }

  private Instant instant(LocalDateTime local) {
    ZoneOffsetTransition change = zone.getRules().getTransition(local);
    return change != null && change.isGap()
        ? change.getInstant()
        : local.atZone(zone).withEarlierOffsetAtOverlap().toInstant();
  }

  /** As the clock on the wall shows it: skipped times do not come, repeated ones come twice. */
  private Optional<Instant> nextOfEveryHour(Instant after) {
    ExecutionTime times = time(cron);
    ZoneRules rules = zone.getRules();
    LocalDateTime from = LocalDateTime.ofInstant(after, zone);
    ZoneOffset offset = rules.getOffset(after);
    ZoneOffsetTransition change = rules.nextTransition(after);
    while (true) {
      Optional<LocalDateTime> local = next(times, from);
      if (local.isEmpty()) {
        return Optional.empty();
      }
      Instant next = local.get().toInstant(offset);
      if (change == null || next.isBefore(change.getInstant())) {
        return Optional.of(next);
      }
      // The moment of the change itself may be one.
      from = change.getDateTimeAfter().minusNanos(1);
      offset = change.getOffsetAfter();
      change = rules.nextTransition(change.getInstant());
    }
  }

  private static Optional<LocalDateTime> next(ExecutionTime times, LocalDateTime after) {
    return times.nextExecution(after.atZone(ZoneOffset.UTC)).map(ZonedDateTime::toLocalDateTime);
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
