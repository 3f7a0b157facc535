package dev.trm.jobs.store;

import dev.trm.jobs.JobKind;
import javax.sql.DataSource;

/** How fast queues empty. */
public final class QueuePace {
  /** Enough to tell the pace by, few enough to count at any pace. */
  private static final int MOST_COUNTED = 1000;

  /** now() holds still, so that the index leads to the last minute; clock_timestamp() does not. */
  static final String STARTS =
      """
      SELECT count(*) AS starts,
        greatest(extract(epoch FROM clock_timestamp() - min(started_at)), 0.001) AS seconds
      FROM (
        SELECT started_at FROM job
        WHERE kind = ? AND started_at > now() - interval '1 minute'
        ORDER BY started_at DESC LIMIT ?) AS newest""";

  private final Database database;

  public QueuePace(DataSource source) {
    this.database = new Database(source);
  }

  /** Jobs that began their first try, a second, over the last minute at most. */
  public double startsPerSecond(JobKind kind) {
    return database
        .query(
            STARTS,
            row -> {
              int starts = row.getInt("starts");
              return starts < MOST_COUNTED ? starts / 60.0 : starts / row.getDouble("seconds");
            },
            kind.name(),
            MOST_COUNTED)
        .get(0);
  }
}
