package dev.trm.benchmarks.peers;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The npm job queues that are installed.
 *
 * @param notMeasured the missing ones, and why
 */
public record NpmPeers(List<Peer> peers, List<String> notMeasured) {
  private static final String DRIVER = "npm-peer.cjs";
  private static final Pattern VERSION = Pattern.compile("\"version\"\\s*:\\s*\"([^\"]+)\"");

  private record Known(String name, String database, String idle, String settings) {}

  private static final List<Known> KNOWN =
      List.of(
          new Known(
              "pg-boss",
              "pg_boss",
              "SELECT NOT EXISTS (SELECT FROM pgboss.job WHERE state < 'completed') AS idle",
              "4 polls of 2,000 jobs every 0.5 s (the shortest it takes), a batch completed at once,"
                  + " enqueued by send and insert; one table"),
          new Known(
              "graphile-worker",
              "graphile_worker",
              "SELECT NOT EXISTS (SELECT FROM graphile_worker._private_jobs) AS idle",
              "concurrency 24, local queue of 500, completions gathered without delay, enqueued by"
                  + " addJob and addJobs; two tables"));

  public NpmPeers {
    peers = List.copyOf(peers);
    notMeasured = List.copyOf(notMeasured);
  }

  /**
   * Finds the installed queues.
   *
   * @param directory where they are installed; null if nowhere
   * @param work directory for the program that drives them
   */
  public static NpmPeers find(@Nullable Path directory, Path work) throws IOException {
    List<Peer> peers = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (Known each : KNOWN) {
      if (directory == null) {
        missing.add(each.name() + ": no --npm DIR names a directory where npm install has put it");
        continue;
      }
      Path description =
          directory.resolve("node_modules").resolve(each.name()).resolve("package.json");
      if (!Files.isRegularFile(description)) {
        missing.add(each.name() + ": " + description + " is missing");
        continue;
      }
      Matcher version = VERSION.matcher(Files.readString(description));
      peers.add(
          new Peer(
              each.name() + (version.find() ? " " + version.group(1) : ""),
              each.database(),
              each.idle(),
              each.settings(),
              List.of("node", driver(work).toString(), directory.toString(), each.name()),
              false));
    }
    return new NpmPeers(peers, missing);
  }

  private static Path driver(Path work) throws IOException {
    Path file = work.resolve(DRIVER);
    try (InputStream in = NpmPeers.class.getResourceAsStream(DRIVER)) {
      Files.copy(Objects.requireNonNull(in, DRIVER), file, StandardCopyOption.REPLACE_EXISTING);
    }
    return file;
  }
}
