package dev.trm.benchmarks.load;

import dev.trm.benchmarks.load.HistoryEntry.Operation;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
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
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(body.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }
}
