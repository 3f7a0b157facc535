package dev.trm.benchmarks.peers;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/** One-time tasks of db-scheduler, fetched in batches by lock-and-fetch. */
final class DbSchedulerQueue implements PeerQueue {
  /**
   * The number of tasks to fetch, as a multiple of the threads; it fetches again when {@link
   * #LEAST_OF_THREADS} times the threads are left.
   */
  private static final double MOST_OF_THREADS = 4;

  private static final double LEAST_OF_THREADS = 1;
  private static final Duration POLL = Duration.ofMillis(100);

  /** The table and indexes from its documentation. */
  private static final String TABLE =
      """
      CREATE TABLE IF NOT EXISTS scheduled_tasks (
        task_name text NOT NULL, task_instance text NOT NULL, task_data bytea,
        execution_time timestamptz NOT NULL, picked boolean NOT NULL, picked_by text,
        last_success timestamptz, last_failure timestamptz, consecutive_failures int,
        last_heartbeat timestamptz, version bigint NOT NULL, priority smallint,
        PRIMARY KEY (task_name, task_instance));
      CREATE INDEX IF NOT EXISTS execution_time_idx ON scheduled_tasks (execution_time);
      CREATE INDEX IF NOT EXISTS last_heartbeat_idx ON scheduled_tasks (last_heartbeat)""";

  private final OneTimeTask<Void> task =
      Tasks.oneTime("no-op").execute((instance, context) -> Executions.one());

  @Override
  public Enqueuer enqueuer(DataSource database) throws Exception {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(TABLE);
    }
    SchedulerClient client = SchedulerClient.Builder.create(database, task).build();
    return new Enqueuer() {
      @Override
      public void one() {
        client.scheduleIfNotExists(instance(), Instant.now());
      }

      @Override
      public void many(int jobs) {
        List<TaskInstance<?>> instances = new ArrayList<>();
        for (int job = 0; job < jobs; job++) {
          instances.add(instance());
        }
        client.scheduleBatch(instances, Instant.now());
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public AutoCloseable work(DataSource database, int connections) {
    Scheduler scheduler =
        Scheduler.create(database, task)
            .threads(connections)
            .pollUsingLockAndFetch(LEAST_OF_THREADS, MOST_OF_THREADS)
            .pollingInterval(POLL)
            .build();
    scheduler.start();
    return scheduler::stop;
  }

  private TaskInstance<Void> instance() {
    return task.instance(UUID.randomUUID().toString());
  }
}
