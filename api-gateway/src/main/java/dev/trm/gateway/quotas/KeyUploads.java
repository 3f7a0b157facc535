package dev.trm.gateway.quotas;

import dev.trm.jobs.store.ApiKey;
import dev.trm.jobs.store.Quota;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts the uploads that each key has under way at this gateway and the bytes received for them,
 * which wait in files until the upload has ended.
 */
@Singleton
public final class KeyUploads {
  /** The next part of an upload that is under way may well be its last. */
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final KeyQuotas quotas;
  private final Map<String, Tally> tallies = new HashMap<>();

  @Inject
  KeyUploads(KeyQuotas quotas) {
    this.quotas = quotas;
  }

  private static final class Tally {
    private int uploads;
    private long bytes;
  }

  /**
   * Begins an upload; close it when it has ended.
   *
   * @param stored bytes that the key has stored already
   * @throws dev.trm.gateway.problem.ProblemException 429 if the key has too many uploads under way,
   *     or no bytes left
   */
  public Upload begin(ApiKey key, long stored) {
    long most = quotas.most(key, Quota.UPLOADS);
    synchronized (tallies) {
      Tally tally = tallies.computeIfAbsent(key.name(), name -> new Tally());
      if (tally.uploads >= most) {
        int uploads = tally.uploads;
        forgetIfIdle(key, tally);
        throw quotas.exceeded(key, Quota.UPLOADS, uploads, 1, RETRY_AFTER);
      }
      tally.uploads++;
      return new Upload(key, tally, stored);
    }
  }

  private void forgetIfIdle(ApiKey key, Tally tally) {
    if (tally.uploads == 0) {
      tallies.remove(key.name());
    }
  }

  /** An upload under way. */
  public final class Upload implements AutoCloseable {
    private final ApiKey key;
    private final Tally tally;
    private final long stored;
    private final long most;
    private long received;

    private Upload(ApiKey key, Tally tally, long stored) {
      this.key = key;
      this.tally = tally;
      this.stored = stored;
      this.most = quotas.most(key, Quota.STORED_BYTES);
    }

    /**
     * Counts bytes that were received, until the upload is closed.
     *
     * @throws dev.trm.gateway.problem.ProblemException 429 if they are more than the key may store
     */
    public void count(int bytes) {
      long all;
      synchronized (tallies) {
        tally.bytes += bytes;
        received += bytes;
        all = tally.bytes;
      }
      if (all > most - stored) {
        throw quotas.exceeded(key, Quota.STORED_BYTES, stored + all - bytes, bytes, RETRY_AFTER);
      }
    }

    @Override
    public void close() {
      synchronized (tallies) {
        tally.uploads--;
        tally.bytes -= received;
        forgetIfIdle(key, tally);
      }
    }
  }
}
