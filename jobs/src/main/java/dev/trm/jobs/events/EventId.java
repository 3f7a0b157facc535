package dev.trm.jobs.events;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An event's place in its job's story: "3" is the third change of state, by the audit's numbers,
 * and "3.12" the twelfth cycle or step after it. So the live event and the one rebuilt from the
 * database have the same.
 *
 * @param seq of the audit's event, from 1
 * @param step 0 for the change of state itself
 */
public record EventId(int seq, long step) implements Comparable<EventId> {
  /** Before all. */
  public static final EventId NONE = new EventId(0, 0);

  private static final Pattern FORM = Pattern.compile("([0-9]{1,9})(?:\\.([0-9]{1,18}))?");

  public EventId {
    if (seq < 0 || step < 0) {
      throw new IllegalArgumentException("id: " + seq + "." + step + " is negative");
    }
  }

  /**
   * Reads the textual form.
   *
   * @throws IllegalArgumentException naming a text that is none
   */
  @JsonCreator
  public static EventId parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("id: '" + text + "' is no event's");
    }
    String step = matcher.group(2);
    return new EventId(Integer.parseInt(matcher.group(1)), step == null ? 0 : Long.parseLong(step));
  }

  @Override
  public int compareTo(EventId other) {
    int bySeq = Integer.compare(seq, other.seq);
    return bySeq != 0 ? bySeq : Long.compare(step, other.step);
  }

  @JsonValue
  @Override
  public String toString() {
    return step == 0 ? Integer.toString(seq) : seq + "." + step;
  }
}
