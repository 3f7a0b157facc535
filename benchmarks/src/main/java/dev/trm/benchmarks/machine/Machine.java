package dev.trm.benchmarks.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.stream.Stream;

/**
 * Where and when something was measured.
 *
 * @param processor as it names itself
 * @param cores that this JVM may use
 * @param java the JVM's version
 * @param date in UTC, as in ISO 8601
 */
public record Machine(String processor, int cores, String java, String date) {
  private static final Path DESCRIPTION = Path.of("/proc/cpuinfo");

  /** This one, today. */
  public static Machine here() {
    return new Machine(
        processor(),
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("java.version", "unknown"),
        LocalDate.now(ZoneOffset.UTC).toString());
  }

  private static String processor() {
    if (!Files.isReadable(DESCRIPTION)) {
      return System.getProperty("os.arch", "unknown");
    }
    try (Stream<String> lines = Files.lines(DESCRIPTION)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch", "unknown"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return processor + ", " + cores + " cores, Java " + java + ", " + date;
  }
}
