package dev.trm.jobs.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ConnectionJudgeTest {
  private final ConnectionJudge judge =
      new ConnectionJudge(Duration.ofSeconds(1), Duration.ofSeconds(12));

  @Test
  void brokerWithoutAConnectionIsAwayAfterASecond() {
    assertThat(away(0, 1, 5, 5)).isFalse();
    assertThat(away(1000, 0, 5, 5)).isFalse();
    assertThat(away(1900, 0, 5, 5)).isFalse();
    assertThat(away(2000, 0, 5, 5)).isTrue();
  }

  @Test
  void connectionThatComesBackInTimeIsNoLoss() {
    assertThat(away(0, 1, 5, 5)).isFalse();
    assertThat(away(900, 0, 5, 5)).isFalse();
    assertThat(away(1700, 1, 5, 5)).isFalse();
    assertThat(away(1800, 0, 5, 5)).isFalse();
    assertThat(away(2700, 0, 5, 5)).isFalse();
    assertThat(away(2800, 0, 5, 5)).isTrue();
  }

  @Test
  void firstConnectionMayTakeLonger() {
    assertThat(away(0, 0, 0, 0)).isFalse();
    assertThat(away(11_900, 0, 0, 0)).isFalse();
    assertThat(away(12_000, 0, 0, 0)).isTrue();
  }

  @Test
  void brokerThatAnswersNothingIsAwayThoughItsConnectionsStand() {
    assertThat(away(0, 2, 5, 5)).isFalse();
    assertThat(away(1000, 2, 6, 5)).isFalse();
    assertThat(away(12_900, 2, 9, 5)).isFalse();
    assertThat(away(13_000, 2, 9, 5)).isTrue();
  }

  @Test
  void eachResponseGivesTheRequestsThatAreLeftTheirTime() {
    assertThat(away(0, 2, 6, 5)).isFalse();
    assertThat(away(11_000, 2, 8, 6)).isFalse();
    assertThat(away(22_000, 2, 9, 6)).isFalse();
    assertThat(away(23_000, 2, 9, 6)).isTrue();
  }

  @Test
  void clientThatAsksForNothingMissesNobody() {
    assertThat(away(0, 1, 5, 5)).isFalse();
    assertThat(away(3_600_000, 1, 5, 5)).isFalse();
  }

  private boolean away(long millis, int connections, int requests, int responses) {
    return judge.away(millis * 1_000_000, connections, requests, responses);
  }
}
