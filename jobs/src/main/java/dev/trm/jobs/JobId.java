package dev.trm.jobs;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A job's identity: a UUID of version 7, so ids sort by the time they were made, those of one
 * process strictly.
 */
public record JobId(UUID value) implements Comparable<JobId> {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int TICK_BITS = 12;
  private static final long TICKS = 1 << TICK_BITS;
  private static final long NANOS_A_MILLI = 1_000_000;

  /** When the last id was made, in 1/4096 ms since 1970. */
  private static final AtomicLong LAST = new AtomicLong();

  /**
   * A new id, above all that this process made before. Beside the milliseconds it tells 1/4096 of
   * one (RFC 9562, section 6.2, method 3); of ids wanted faster than that, each is one such part
   * later than the last.
   */
  public static JobId next() {
    long ticks = LAST.updateAndGet(last -> Math.max(last + 1, now()));
    long high = (ticks >>> TICK_BITS << 16) | 0x7000L | (ticks & (TICKS - 1));
    long low = (RANDOM.nextLong() >>> 2) | 0x8000_0000_0000_0000L;
    return new JobId(new UUID(high, low));
  }

  private static long now() {
    Instant now = Instant.now();
    long nanos = now.getNano() % NANOS_A_MILLI;
    return (now.toEpochMilli() << TICK_BITS) | (nanos * TICKS / NANOS_A_MILLI);
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
