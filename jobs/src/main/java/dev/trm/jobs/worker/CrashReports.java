package dev.trm.jobs.worker;

import dev.trm.jobs.store.JobStore;
import dev.trm.jobs.store.StoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * The error files that the JVM leaves when a native fault ends it. What they say is noted at the
 * jobs of the workers that ran there; then they are renamed, so that each is handed on once.
 */
final class CrashReports {
  private static final Logger LOG = Logger.getLogger(CrashReports.class);
  private static final Pattern NAME = Pattern.compile("hs_err_pid([0-9]{1,18})\\.log");
  private static final String HANDED_ON = ".noted";
  private static final int LONGEST = 8_000;
  private static final int MOST_READ = 1 << 20;

  private final Path directory;
  private final JobStore jobs;

  CrashReports(Path directory, JobStore jobs) {
    this.directory = directory;
    this.jobs = jobs;
  }

  /**
   * Hands on what is there. A file that cannot be read or moved stays; it keeps nothing from
   * working.
   *
   * @param workers by process id, how the names of the workers there began
   */
  void hand(LongFunction<List<String>> workers) {
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "hs_err_pid*.log")) {
      for (Path file : files) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        if (name.matches()) {
          note(file, workers.apply(Long.parseLong(name.group(1))));
        }
      }
    } catch (IOException | StoreException e) {
      LOG.warnf("error files in %s are not noted now: %s", directory, e.getMessage());
    }
  }

  private void note(Path file, List<String> workers) throws IOException {
    String stack = stack(file);
    int noted = 0;
    for (String worker : workers) {
      noted += jobs.crashReport(worker, stack);
    }
    Files.move(file, file.resolveSibling(file.getFileName() + HANDED_ON));
    LOG.warnf("error file %s of a worker that vanished is noted at %d jobs", file, noted);
  }

  /** The summary on top and the frames; the rest tells of the machine, not of the fault. */
  private static String stack(Path file) throws IOException {
    byte[] bytes;
    try (var in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MOST_READ);
    }
    StringBuilder stack = new StringBuilder();
    boolean frames = false;
    for (String line : new String(bytes, StandardCharsets.UTF_8).split("\\R")) {
      frames = line.matches("(Native|Java) frames:.*") || frames && !line.isBlank();
      boolean summary = line.startsWith("#") && line.length() > 2;
      if (frames || summary) {
        stack.append(line.replace('\0', ' ')).append('\n');
      }
    }
    return stack.substring(0, Math.min(LONGEST, stack.length()));
  }
}
