package dev.trm.benchmarks.load;

import dev.trm.audit.Sha256;
import dev.trm.benchmarks.load.HistoryEntry.Operation;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a client wants, to be asked as often as it takes.
 *
 * @param number counts all requests of a run
 * @param jobs how many jobs it may make
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
