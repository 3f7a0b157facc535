package dev.trm.jobs.store;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.jobs.Job;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JobJson;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** All that happened in a stretch of time, page by page; each page costs the same. */
public final class Exports {
  private static final JobId LOWEST = new JobId(new UUID(0, 0));

  private final Database database;

  public Exports(DataSource source) {
    this.database = new Database(source);
  }

  /**
   * From when to when.
   *
   * @param until exclusive
   */
  public record Span(Instant since, Instant until) {}

  /**
   * Where a page ended.
   *
   * @param at the time of its last row
   */
  public record Place(Instant at, JobId job, int seq) {}

  /**
   * A row.
   *
   * @param place where the next page goes on after it
   */
  public record Row(Place place, JsonNode value) {}

  /** The cycles of a solve. */
  public record ExportedTrace(JobId job, Instant recordedAt, int cells, List<TraceCycle> cycles) {
    public ExportedTrace {
      cycles = List.copyOf(cycles);
    }
  }

  /** Jobs queued in the span, in the order of their ids. */
  public List<Job> jobs(Span span, @Nullable JobId after, int limit) {
    JobId from = after == null ? LOWEST : after;
    return database.query(
        """
        SELECT * FROM job WHERE id > ? AND queued_at >= ? AND queued_at < ?
        ORDER BY id LIMIT ?""",
        JobRows::read,
        from.value(),
        span.since().atOffset(ZoneOffset.UTC),
        span.until().atOffset(ZoneOffset.UTC),
        limit);
  }

  /** Changes of state in the span, by job. */
  public List<Row> events(Span span, @Nullable Place after, int limit) {
    return rows(
        """
        SELECT job_id, seq, at, to_jsonb(e) - 'hash' - 'content' - 'trace' ||
            jsonb_build_object('hash', encode(hash, 'hex'), 'content', encode(content, 'hex'),
              'trace', encode(trace, 'hex')) AS value
        FROM job_history e
        WHERE (job_id, seq, at) > (?, ?, ?) AND at >= ? AND at < ?
        ORDER BY job_id, seq, at LIMIT ?""",
        span,
        after,
        limit);
  }

  /** Traces of solves that ended in the span, by job. */
  public List<Row> traces(Span span, @Nullable Place after, int limit) {
    JobId from = after == null ? LOWEST : after.job();
    return database.query(
        """
        SELECT * FROM trace WHERE job_id > ? AND recorded_at >= ? AND recorded_at < ?
        ORDER BY job_id LIMIT ?""",
        row -> {
          JobId job = JobRows.id(row, "job_id");
          Instant at = JobRows.time(row, "recorded_at");
          int cells = row.getInt("cells");
          return new Row(
              new Place(at, job, 0),
              JobJson.tree(
                  new ExportedTrace(job, at, cells, TraceCodec.read(row.getBytes("body"), cells))));
        },
        from.value(),
        span.since().atOffset(ZoneOffset.UTC),
        span.until().atOffset(ZoneOffset.UTC),
        limit);
  }

  private List<Row> rows(String sql, Span span, @Nullable Place after, int limit) {
    Place from = after == null ? new Place(Instant.EPOCH, LOWEST, 0) : after;
    return database.query(
        sql,
        row ->
            new Row(
                new Place(JobRows.time(row, "at"), JobRows.id(row, "job_id"), row.getInt("seq")),
                JobJson.parse(row.getString("value"))),
        from.job().value(),
        from.seq(),
        from.at().atOffset(ZoneOffset.UTC),
        span.since().atOffset(ZoneOffset.UTC),
        span.until().atOffset(ZoneOffset.UTC),
        limit);
  }
}
