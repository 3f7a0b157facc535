package dev.trm.jobs.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CronTimeTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @Test
  void timesFollowTheZonesSummerTime() {
    // By hand: Berlin is at +1 in winter and, from 29 March 2026 on, at +2.
    assertThat(next("0 6 * * *", "2026-03-27T12:00:00Z", 3))
        .containsExactly("2026-03-28T05:00:00Z", "2026-03-29T04:00:00Z", "2026-03-30T04:00:00Z");
  }

  @Test
  void theHourThatComesTwiceFiresOnce() {
    // By hand: on 25 October 2026, 02:30 comes at 00:30Z and at 01:30Z.
    assertThat(next("30 2 * * *", "2026-10-24T12:00:00Z", 2))
        .containsExactly("2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z");
  }

  /** A scheduler that looks a second late asks from then on. */
  @Test
  void theHourThatComesTwiceFiresOnceAlsoWhenItFiredLate() {
    // By hand: on 25 October 2026, 02:30 comes at 00:30Z and at 01:30Z.
    for (String late : List.of("2026-10-25T00:30:01Z", "2026-10-25T01:29:59Z")) {
      assertThat(next("30 2 * * *", late, 1)).containsExactly("2026-10-26T01:30:00Z");
    }
  }

  @Test
  void severalTimesOfTheHourThatComesTwiceFireOnceEach() {
    assertThat(next("*/15 2 * * *", "2026-10-24T12:00:00Z", 5))
        .containsExactly(
            "2026-10-25T00:00:00Z",
            "2026-10-25T00:15:00Z",
            "2026-10-25T00:30:00Z",
            "2026-10-25T00:45:00Z",
            "2026-10-26T01:00:00Z");
  }

  @Test
  void timesOfEveryHourGoOnWithinTheHourThatComesTwice() {
    assertThat(next("30 * * * *", "2026-10-25T00:00:00Z", 3))
        .containsExactly("2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-10-25T02:30:00Z");
    assertThat(next("0 */2 * * *", "2026-10-24T23:30:00Z", 3))
        .containsExactly("2026-10-25T00:00:00Z", "2026-10-25T01:00:00Z", "2026-10-25T03:00:00Z");
  }

  @Test
  void timesOfEveryHourComeOnceEachAroundTheHourThatIsSkipped() {
    // By hand: 01:59 is followed by 03:00, at 01:00Z on 29 March 2026.
    assertThat(next("0,45 * * * *", "2026-03-29T00:30:00Z", 4))
        .containsExactly(
            "2026-03-29T00:45:00Z",
            "2026-03-29T01:00:00Z",
            "2026-03-29T01:45:00Z",
            "2026-03-29T02:00:00Z");
  }

  @Test
  void severalTimesOfTheHourThatIsSkippedFireTogetherAtTheChange() {
    assertThat(next("15,45 2 * * *", "2026-03-28T12:00:00Z", 2))
        .containsExactly("2026-03-29T01:00:00Z", "2026-03-30T00:15:00Z");
    assertThat(next("30 2,3 * * *", "2026-03-28T12:00:00Z", 3))
        .containsExactly("2026-03-29T01:00:00Z", "2026-03-29T01:30:00Z", "2026-03-30T00:30:00Z");
  }

  @Test
  void theHourThatIsSkippedDoesNotStopTheSchedule() {
    List<String> times = next("30 2 * * *", "2026-03-28T12:00:00Z", 2);

    // By hand: 02:30 does not exist on 29 March 2026 in Berlin; 03:00 follows 01:59, at 01:00Z.
    assertThat(times.get(0)).isEqualTo("2026-03-29T01:00:00Z");
    assertThat(times.get(1)).isEqualTo("2026-03-30T00:30:00Z");
  }

  @Test
  void whatNeverComesHasNoNext() {
    assertThat(new CronTime("0 0 30 2 *", BERLIN).next(Instant.parse("2026-01-01T00:00:00Z")))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "* * * *", "* * * * * *", "61 * * * *", "a b c d e", "0 0 0 0 0"})
  void wrongExpressionIsNamed(String cron) {
    assertThatThrownBy(() -> new CronTime(cron, BERLIN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cron is '" + cron + "'");
  }

  @Test
  void unknownZoneIsNamed() {
    assertThatThrownBy(() -> CronTime.zone("Mars/Base"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("timeZone is 'Mars/Base'");
  }

  private static List<String> next(String cron, String after, int count) {
    CronTime time = new CronTime(cron, BERLIN);
    List<String> times = new ArrayList<>();
    Instant from = Instant.parse(after);
    for (int i = 0; i < count; i++) {
      from = time.next(from).orElseThrow();
      times.add(from.toString());
    }
    return times;
  }
}
