package dev.trm.jobs.relay;

import dev.trm.jobs.JobKind;
import dev.trm.jobs.Priority;
import dev.trm.jobs.store.Outbox.Announcement;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The names of the topics; a job topic's share group has the topic's name. */
public final class JobTopics {
  /** What happens to jobs, several in a record; see {@link dev.trm.jobs.events.EventLines}. */
  public static final String EVENTS = "trm.job-events";

  /** The key of a record whose job a worker must run apart from those it holds. */
  public static final String APART = "apart";

  private JobTopics() {}

  /** Where runnable jobs of a kind and priority are announced, for example "trm.solve.high". */
  public static String of(JobKind kind, Priority priority) {
    return "trm." + kind.wire() + "." + priority.wire();
  }

  /** What announces a job. Suspects go on the topic served most, whatever their priority. */
  static ProducerRecord<String, String> record(Announcement announcement) {
    String job = announcement.job().toString();
    return announcement.apart()
        ? new ProducerRecord<>(of(announcement.kind(), Priority.HIGH), APART, job)
        : new ProducerRecord<>(of(announcement.kind(), announcement.priority()), job);
  }

  /** Every topic with runnable jobs. */
  public static List<String> jobs() {
    return Arrays.stream(JobKind.values())
        .flatMap(kind -> Arrays.stream(Priority.values()).map(priority -> of(kind, priority)))
        .toList();
  }
}
