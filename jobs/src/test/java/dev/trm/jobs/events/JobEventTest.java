package dev.trm.jobs.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trm.jobs.JobId;
import dev.trm.jobs.JobJson;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobEventTest {
  @Test
  void idsRiseThroughStatesAndSteps() {
    List<EventId> inOrderOfHappening =
        List.of("1", "2", "2.1", "2.2", "2.10", "3", "4", "4.999999999999", "5").stream()
            .map(EventId::parse)
            .toList();

    assertThat(inOrderOfHappening).isSorted().doesNotHaveDuplicates();
    assertThat(EventId.NONE).isLessThan(inOrderOfHappening.get(0));
    assertThat(inOrderOfHappening.get(4)).hasToString("2.10");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "1.", ".1", "-1", "1.2.3", "12345678901", "1 "})
  void wrongIdIsNamed(String text) {
    assertThatThrownBy(() -> EventId.parse(text)).hasMessageContaining("'" + text + "'");
  }

  @Test
  void eventIsReadBackAsItWasTold() {
    JobEvent event =
        new JobEvent(
            JobId.next(),
            new EventId(2, 7),
            JobEvent.CYCLE,
            Instant.parse("2026-01-01T00:00:00Z"),
            JobJson.parse("{\"cycle\":7}"));

    String text = JobJson.write(event);

    assertThat(text).contains("\"id\":\"2.7\"");
    assertThat(JobJson.read(JobJson.parse(text), JobEvent.class)).isEqualTo(event);
  }
}
