package dev.trm.jobs.relay;

import static org.awaitility.Awaitility.await;

import dev.trm.embedded.testing.LoopbackProxy;
import dev.trm.embedded.testing.TestParts;
import dev.trm.jobs.HaltMode;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.JobState;
import dev.trm.jobs.NewJob;
import dev.trm.jobs.Priority;
import dev.trm.jobs.SolveSpec;
import dev.trm.jobs.TraceLevel;
import dev.trm.jobs.store.JobStore;
import dev.trm.jobs.store.PostgresJobStore;
import dev.trm.jobs.store.RetryPolicy;
import dev.trm.jobs.store.ServicePool;
import dev.trm.jobs.store.TestDatabase;
import io.agroal.api.AgroalDataSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class RescuerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  /** The network forgets the rescuer's connections: nothing arrives on them, and no end either. */
  @Test
  void jobsAreRescuedThoughTheConnectionsAtHandFellSilent() throws Exception {
    DataSource direct = TestDatabase.empty();
    JobStore jobs = store(direct);
    AtomicInteger rounds = new AtomicInteger();
    try (LoopbackProxy proxy = LoopbackProxy.open("database")) {
      proxy.forwardTo(URI.create(TestParts.jdbcUrl().substring("jdbc:".length())).getPort());
      try (AgroalDataSource pool = ServicePool.through(proxy.port());
          Rescuer rescuer =
              new Rescuer(store(pool), quick(), List.of(rounds::incrementAndGet), List.of())) {
        rescuer.start();
        await().atMost(PATIENCE).until(() -> rounds.get() > 1);

        proxy.strand();
        JobId job = jobs.submit(List.of(job())).get(0).id();
        jobs.claim("gone", List.of(job), JobKind.SOLVE, Duration.ofMillis(1));

        await()
            .atMost(PATIENCE)
            .until(() -> jobs.find(job).orElseThrow().state() == JobState.QUEUED);
      }
    }
  }

  private static JobStore store(DataSource source) {
    return new PostgresJobStore(
        source, new RetryPolicy(3, 3, Duration.ofSeconds(1), new Random(1)), List.of());
  }

  private static NewJob job() {
    SolveSpec spec = new SolveSpec("sudoku", "..", "m@1", 16, TraceLevel.NONE, HaltMode.HEAD);
    return new NewJob(JobKind.SOLVE, spec, Priority.NORMAL, "ada", null, null);
  }

  private static RelayConfig quick() {
    return new SmallRyeConfigBuilder()
        .addDiscoveredConverters()
        .withMapping(RelayConfig.class)
        .withDefaultValues(Map.of("trm.relay.rescue", "50ms", "trm.relay.rescue-grace", "100ms"))
        .build()
        .getConfigMapping(RelayConfig.class);
  }
}
