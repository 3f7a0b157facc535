package dev.trm.jobs.store;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The database's clock, for every time that is stored or compared: the clocks of gateways and
 * workers may be minutes apart. Between two readings of the server it follows this process'
 * monotonic clock, so asking it costs nothing, and a jump of the machine's own clock does not move
 * it. Only the first reading is taken by whoever asks; {@link #read} takes the later ones.
 */
public final class DatabaseClock extends Clock {
  /** A slower answer says less about the time than the reading before it. */
  private static final Duration EXACT = Duration.ofSeconds(1);

  private final Database database;
  private final ZoneId zone;
  private volatile @Nullable Reading last;

  public DatabaseClock(DataSource source) {
    this.database = new Database(source).within(Duration.ofSeconds(5));
    this.zone = ZoneOffset.UTC;
  }

  private DatabaseClock(Database database, ZoneId zone, @Nullable Reading last) {
    this.database = database;
    this.zone = zone;
    this.last = last;
  }

  /**
   * What the server said.
   *
   * @param nanoTime when this process believes the server to have said it
   * @param uncertainty at most
   */
  private record Reading(Instant time, long nanoTime, Duration uncertainty) {}

  /**
   * Reads the server's clock.
   *
   * @throws StoreException if the database is out of reach; the clock then keeps its last reading
   */
  public void read() {
    long asked = System.nanoTime();
    Instant time =
        database.query("SELECT clock_timestamp() AS now", row -> JobRows.time(row, "now")).get(0);
    long took = System.nanoTime() - asked;
    Duration uncertainty = Duration.ofNanos(took);
    Reading before = last;
    if (before == null
        || uncertainty.compareTo(EXACT) < 0
        || uncertainty.compareTo(before.uncertainty()) <= 0) {
      last = new Reading(time, asked + took / 2, uncertainty);
    }
  }

  /**
   * The time.
   *
   * @throws StoreException if the server's clock was never read and cannot be read now
   */
  @Override
  public Instant instant() {
    Reading reading = last;
    if (reading == null) {
      read();
      return instant();
    }
    return reading.time().plusNanos(System.nanoTime() - reading.nanoTime());
  }

  @Override
  public ZoneId getZone() {
    return zone;
  }

  @Override
  public Clock withZone(ZoneId other) {
    return new DatabaseClock(database, other, last);
  }
}
