package dev.trm.jobs;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.security.SecureRandom;
import java.util.UUID;

/** A job's identity: a UUID of version 7, so ids sort by the time they were made. */
public record JobId(UUID value) implements Comparable<JobId> {
  private static final SecureRandom RANDOM = new SecureRandom();

  /** A new id of the present millisecond. */
  public static JobId next() {
    long time = System.currentTimeMillis();
    long high = (time << 16) | 0x7000L | (RANDOM.nextLong() & 0x0FFFL);
    long low = (RANDOM.nextLong() >>> 2) | 0x8000_0000_0000_0000L;
    return new JobId(new UUID(high, low));
  }

  /**
   * Reads the usual form of 36 characters.
   *
   * @throws IllegalArgumentException naming the value if it is no UUID
   */
  @JsonCreator
  public static JobId parse(String text) {
    if (text.length() != 36) {
      throw new IllegalArgumentException("id: not a UUID of 36 characters: " + text);
    }
    try {
      return new JobId(UUID.fromString(text));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("id: not a UUID: " + text, e);
    }
  }

  /** Orders as PostgreSQL does: by bytes, unsigned. */
  @Override
  public int compareTo(JobId other) {
    int high =
        Long.compareUnsigned(value.getMostSignificantBits(), other.value.getMostSignificantBits());
    return high != 0
        ? high
        : Long.compareUnsigned(
            value.getLeastSignificantBits(), other.value.getLeastSignificantBits());
  }

  @JsonValue
  @Override
  public String toString() {
    return value.toString();
  }
}
