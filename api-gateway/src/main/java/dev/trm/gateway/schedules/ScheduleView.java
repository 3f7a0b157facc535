package dev.trm.gateway.schedules;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.trm.jobs.TrainSpec;
import dev.trm.jobs.schedule.Overlap;
import dev.trm.jobs.store.Schedule;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A schedule as callers see it.
 *
 * @param job what is submitted each time, its gaps filled
 * @param by whose jobs they are
 * @param nextFire absent while it is paused, and where its time never comes
 * @param lastFire the time it came due last
 * @param lastJob the last job it made
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ScheduleView(
    String name,
    String cron,
    String timeZone,
    Overlap overlap,
    boolean paused,
    TrainSpec job,
    String by,
    Instant createdAt,
    @Nullable Instant nextFire,
    @Nullable Instant lastFire,
    @Nullable String lastJob,
    Map<String, String> links) {

  static ScheduleView of(Schedule schedule) {
    Map<String, String> links = new LinkedHashMap<>();
    links.put("self", path(schedule.name()));
    String last = schedule.lastJob() == null ? null : schedule.lastJob().toString();
    if (last != null) {
      links.put("lastJob", "/v1/jobs/" + last);
    }
    return new ScheduleView(
        schedule.name(),
        schedule.plan().time().cron(),
        schedule.plan().time().zone().getId(),
        schedule.plan().overlap(),
        schedule.plan().paused(),
        schedule.plan().job(),
        schedule.actor(),
        schedule.createdAt(),
        schedule.nextFire(),
        schedule.lastFire(),
        last,
        links);
  }

  static String path(String name) {
    return "/v1/schedules/" + name;
  }
}
