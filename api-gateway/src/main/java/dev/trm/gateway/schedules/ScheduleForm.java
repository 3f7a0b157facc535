package dev.trm.gateway.schedules;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.gateway.request.Ids;
import dev.trm.jobs.InvalidFieldException;
import dev.trm.jobs.JsonFields;
import dev.trm.jobs.TrainSpec;
import dev.trm.jobs.TrainingSources;
import dev.trm.jobs.schedule.CronTime;
import dev.trm.jobs.schedule.Overlap;
import dev.trm.jobs.schedule.SchedulePlan;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** A request for a schedule, checked. */
record ScheduleForm(String name, SchedulePlan plan) {

  /**
   * Reads a request strictly and fills its gaps.
   *
   * @param named by the path; null where the body must name it
   * @param sources what the job may name
   * @throws InvalidFieldException for the first wrong field
   */
  static ScheduleForm parse(JsonNode request, @Nullable String named, TrainingSources sources) {
    JsonFields fields = new JsonFields(request, "");
    String name = name(fields, named);
    ZoneId zone = fields.parsed("timeZone", ZoneId.of("UTC"), CronTime::zone);
    CronTime time = time(fields, zone);
    Overlap overlap = fields.parsed("overlap", Overlap.SKIP, Overlap::of);
    boolean paused = fields.bool("paused", false);
    TrainSpec job = job(fields, sources);
    fields.end();
    return new ScheduleForm(name, new SchedulePlan(time, overlap, job, paused));
  }

  private static String name(JsonFields fields, @Nullable String named) {
    if (named == null) {
      return Ids.name(fields, "name");
    }
    String name = fields.textOrNull("name");
    if (name != null && !name.equals(named)) {
      throw fields.wrong("name", "name is '" + name + "', but the path names '" + named + "'");
    }
    return named;
  }

  private static CronTime time(JsonFields fields, ZoneId zone) {
    String cron = fields.text("cron");
    try {
      return new CronTime(cron, zone);
    } catch (IllegalArgumentException e) {
      throw fields.wrong("cron", String.valueOf(e.getMessage()));
    }
  }

  private static TrainSpec job(JsonFields fields, TrainingSources sources) {
    JsonNode job = fields.value("job");
    if (job == null) {
      throw fields.wrong("job", "job is missing");
    }
    try {
      return TrainSpec.parse(job, sources);
    } catch (InvalidFieldException e) {
      throw new InvalidFieldException("/job" + e.pointer(), String.valueOf(e.getMessage()));
    }
  }
}
