package dev.trm.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trm.benchmarks.measure.ServerCounters;
import dev.trm.benchmarks.measure.ServerSettings;
import dev.trm.embedded.EmbeddedDatabase;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeersTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;

  @Test
  void eachExecutesWhatIsEnqueuedAndTheServerCountsIt() throws Exception {
    try (EmbeddedDatabase server = EmbeddedDatabase.start(directory.resolve("postgres"))) {
      ServerSettings.read(server.dataSource()).durable();
      for (Peer peer : Peer.onTheClassPath()) {
        ServerCounters before = ServerCounters.read(server.dataSource());
        try (RunningPeer running = RunningPeer.start(peer, server, directory)) {
          running.submit(5, 1, 2);
          running.submit(25, 10, 2);

          await().atMost(PATIENCE).until(running::idle);
          assertThat(running.executed()).as(peer.name()).isEqualTo(30);
        }
        // Sessions report their statistics when they end.
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () -> {
                  ServerCounters done = ServerCounters.read(server.dataSource()).since(before);
                  assertThat(done.rows()).isGreaterThanOrEqualTo(60);
                  assertThat(done.walFsyncs()).isGreaterThanOrEqualTo(5);
                  assertThat(done.walBytes()).isPositive();
                });
      }
    }
  }

  @Test
  void namesTellTheVersionThatIsMeasured() {
    assertThat(Peer.onTheClassPath())
        .extracting(Peer::name)
        .allMatch(name -> name.matches("[A-Za-z-]+ [0-9.]+"));
  }

  @Test
  void queuesThatAreNotInstalledAreNamed() throws Exception {
    assertThat(NpmPeers.find(null, directory).notMeasured())
        .hasSize(2)
        .allMatch(each -> each.contains("--npm"));
    assertThat(NpmPeers.find(directory, directory).notMeasured())
        .first()
        .asString()
        .contains("pg-boss")
        .contains(directory.toString());
  }
}
