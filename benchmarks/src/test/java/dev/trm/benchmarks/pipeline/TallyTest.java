package dev.trm.benchmarks.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TallyTest {
  @Test
  void sharesAreEvenWhenTheLeastIsAsMuchAsTheMost() {
    assertThat(tally(8, 8, Map.of("a", 4L, "b", 4L)).evenness(2)).isEqualTo(1);
    assertThat(tally(8, 8, Map.of("a", 2L, "b", 6L)).evenness(2)).isEqualTo(2.0 / 6);
  }

  @Test
  void aWorkerThatGotNothingIsSeen() {
    assertThat(tally(8, 8, Map.of("a", 8L)).evenness(2)).isZero();
    assertThat(tally(8, 0, Map.of()).evenness(1)).isZero();
  }

  @Test
  void wholeIsEveryJobDoneOnce() {
    assertThat(tally(8, 8, Map.of()).whole()).isTrue();
    assertThat(tally(7, 7, Map.of()).whole()).isFalse();
    assertThat(tally(8, 9, Map.of()).whole()).isFalse();
  }

  private static Tally tally(long done, long outcomes, Map<String, Long> shares) {
    return new Tally(8, done, outcomes, new TreeMap<>(shares), null);
  }
}
