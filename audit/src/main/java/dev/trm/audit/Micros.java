package dev.trm.audit;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Times as PostgreSQL keeps them: to the microsecond. */
public final class Micros {
  private static final int NANOS = 1000;

  private Micros() {}

  /** Microseconds since 1970. */
  public static long of(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }

  public static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  /** As PostgreSQL writes {@code extract(epoch FROM …)}: seconds with six decimals. */
  public static String seconds(Instant time) {
    return String.format(Locale.ROOT, "%d.%06d", time.getEpochSecond(), time.getNano() / NANOS);
  }
}
