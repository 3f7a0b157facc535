package dev.trm.benchmarks.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The machine and time of a measurement.
 *
 * @param cores available to this process
 * @param load load average of the preceding minute, which shows other load
 */
public record Machine(String cpu, int cores, double load, String java, String system, Instant at) {
  private static final Path CPU = Path.of("/proc/cpuinfo");
  private static final Path LOAD = Path.of("/proc/loadavg");
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** This machine, now. */
  public static Machine here(Instant now) throws IOException {
    return new Machine(
        modelName(),
        Runtime.getRuntime().availableProcessors(),
        Files.isReadable(LOAD) ? Double.parseDouble(Files.readString(LOAD).split(" ")[0]) : -1,
        System.getProperty("java.vm.version"),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        now);
  }

  /** A description in one line. */
  public String text() {
    return String.format(
        Locale.ROOT,
        "%s, %d cores, load before %.1f, Java %s, %s, %s",
        cpu,
        cores,
        load,
        java,
        system,
        MINUTE.format(at));
  }

  private static String modelName() throws IOException {
    if (Files.isReadable(CPU)) {
      for (String line : Files.readAllLines(CPU)) {
        if (line.startsWith("model name")) {
          return line.substring(line.indexOf(':') + 1).strip();
        }
      }
    }
    return System.getProperty("os.arch");
  }
}
