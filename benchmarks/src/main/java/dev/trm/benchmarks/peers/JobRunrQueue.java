package dev.trm.benchmarks.peers;

import java.time.Duration;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jobrunr.configuration.JobRunr;
import org.jobrunr.jobs.lambdas.JobRequest;
import org.jobrunr.jobs.lambdas.JobRequestHandler;
import org.jobrunr.scheduling.JobRequestScheduler;
import org.jobrunr.server.BackgroundJobServerConfiguration;
import org.jobrunr.storage.StorageProvider;
import org.jobrunr.storage.sql.common.SqlStorageProviderFactory;

/** Job requests of JobRunr's open-source edition. */
final class JobRunrQueue implements PeerQueue {
  /** The minimum polling interval that it accepts for a database. */
  private static final Duration POLL = Duration.ofSeconds(5);

  /** A job that does nothing. */
  record NoOp() implements JobRequest {
    @Override
    public Class<NoOpHandler> getJobRequestHandler() {
      return NoOpHandler.class;
    }
  }

  /** Instantiated for each job. */
  public static final class NoOpHandler implements JobRequestHandler<NoOp> {
    @Override
    public void run(NoOp request) {
      Executions.one();
    }
  }

  @Override
  public Enqueuer enqueuer(DataSource database) {
    StorageProvider storage = SqlStorageProviderFactory.using(database);
    JobRequestScheduler scheduler =
        JobRunr.configure().useStorageProvider(storage).initialize().getJobRequestScheduler();
    return new Enqueuer() {
      @Override
      public void one() {
        scheduler.enqueue(new NoOp());
      }

      @Override
      public void many(int jobs) {
        scheduler.enqueue(Stream.generate(NoOp::new).limit(jobs));
      }

      @Override
      public void close() {
        JobRunr.destroy();
      }
    };
  }

  @Override
  public AutoCloseable work(DataSource database, int connections) {
    JobRunr.configure()
        .useStorageProvider(SqlStorageProviderFactory.using(database))
        .useBackgroundJobServer(
            BackgroundJobServerConfiguration.usingStandardBackgroundJobServerConfiguration()
                .andPollInterval(POLL)
                .andWorkerCount(connections))
        .initialize();
    return JobRunr::destroy;
  }
}
