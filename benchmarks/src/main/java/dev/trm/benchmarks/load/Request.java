package dev.trm.benchmarks.load;

import dev.trm.audit.Sha256;
import dev.trm.benchmarks.load.HistoryEntry.Operation;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A request of a client, which may be sent several times.
 *
 * @param number the request's number in the run
 * @param jobs maximum number of jobs that it makes
 * @param prefer for {@code Prefer: wait}; zero for none
 */
record Request(
    long number,
    Operation operation,
    @Nullable String key,
    String subject,
    int jobs,
    String path,
    String type,
    String body,
    Duration prefer) {

  String digest() {
    return Sha256.hex(body);
  }
}
