package dev.trm.jobs.events;

import dev.trm.jobs.JobJson;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/**
 * Events as they go over the topic: many in one record, a line each of the job's id, a space and
 * JSON. A record of its own for each would cost producer, broker and every gateway several times
 * what the event itself does; and who listens for a job finds its lines without reading the others.
 */
public final class EventLines {
  private static final Logger LOG = Logger.getLogger(EventLines.class);

  private EventLines() {}

  /** An event as a line, its end included. */
  static String line(JobEvent event) {
    return event.jobId() + " " + JobJson.write(event) + "\n";
  }

  /**
   * Reads the events of some jobs; a line that is none is left out.
   *
   * @param lines what a record holds
   * @param wanted whether the events of the job of this id are
   */
  public static void read(String lines, Predicate<String> wanted, Consumer<JobEvent> reader) {
    int from = 0;
    while (from < lines.length()) {
      int end = lines.indexOf('\n', from);
      end = end < 0 ? lines.length() : end;
      int space = lines.indexOf(' ', from);
      if (space > 0 && space < end && wanted.test(lines.substring(from, space))) {
        read(lines.substring(space + 1, end), reader);
      }
      from = end + 1;
    }
  }

  private static void read(String json, Consumer<JobEvent> reader) {
    JobEvent event;
    try {
      event = JobJson.read(JobJson.parse(json), JobEvent.class);
    } catch (IllegalArgumentException e) {
      LOG.warnf("an event is not understood and left out: %s", e.getMessage());
      return;
    }
    reader.accept(event);
  }
}
