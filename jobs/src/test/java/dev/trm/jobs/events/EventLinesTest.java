package dev.trm.jobs.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trm.jobs.JobId;
import dev.trm.jobs.JobJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventLinesTest {
  private final JobEvent first = event(JobId.next(), "{\"cycle\":1}");
  private final JobEvent other = event(JobId.next(), "{\"words\":\"two\\nlines\"}");
  private final JobEvent second = event(first.jobId(), "{\"cycle\":2}");

  @Test
  void theEventsOfAJobAreReadAmongOthersInTheirOrder() {
    String lines = EventLines.line(first) + EventLines.line(other) + EventLines.line(second);

    assertThat(read(lines, first.jobId())).containsExactly(first, second);
    assertThat(read(lines, other.jobId())).containsExactly(other);
    assertThat(read(lines, JobId.next())).isEmpty();
  }

  @Test
  void aLineThatIsNoEventIsLeftOut() {
    String id = first.jobId().toString();
    String lines = id + " {\"id\":\n\nx\n" + id + "\n" + EventLines.line(first);

    assertThat(read(lines, first.jobId())).containsExactly(first);
  }

  private static List<JobEvent> read(String lines, JobId job) {
    List<JobEvent> read = new ArrayList<>();
    EventLines.read(lines, job.toString()::equals, read::add);
    return read;
  }

  private static JobEvent event(JobId job, String data) {
    return new JobEvent(
        job,
        new EventId(2, 1),
        JobEvent.CYCLE,
        Instant.parse("2026-01-01T00:00:00Z"),
        JobJson.parse(data));
  }
}
