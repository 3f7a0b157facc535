package dev.trm.benchmarks.peers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Another job queue that can be measured.
 *
 * @param name with its version
 * @param database name of its database
 * @param idle a query for whether no jobs are left
 * @param settings for people
 * @param command without the role and the address
 * @param jdbc whether it takes a JDBC URL
 */
public record Peer(
    String name,
    String database,
    String idle,
    String settings,
    List<String> command,
    boolean jdbc) {
  private static final List<String> JVM = List.of("-Xmx512m", "-XX:+UseSerialGC");

  public Peer {
    command = List.copyOf(command);
  }

  /** The queues on this program's class path. */
  public static List<Peer> onTheClassPath() {
    return List.of(
        new Peer(
            "db-scheduler " + version(com.github.kagkarlsson.scheduler.Scheduler.class),
            "db_scheduler",
            "SELECT NOT EXISTS (SELECT FROM scheduled_tasks) AS idle",
            "lock-and-fetch 1.0 to 4.0 of "
                + PeerMain.THREADS
                + " threads, polling interval 100 ms, enqueued by scheduleIfNotExists and"
                + " scheduleBatch; one table",
            java("db-scheduler"),
            true),
        new Peer(
            "JobRunr " + version(org.jobrunr.configuration.JobRunr.class),
            "jobrunr",
            "SELECT NOT EXISTS (SELECT FROM jobrunr_jobs WHERE state IN"
                + " ('SCHEDULED', 'ENQUEUED', 'PROCESSING', 'FAILED')) AS idle",
            "job requests, "
                + PeerMain.THREADS
                + " workers, poll interval 5 s (the shortest it takes; while there is work it does"
                + " not wait), enqueued by enqueue(request) and enqueue(stream); one table",
            java("JobRunr"),
            true));
  }

  /** The command line of one of its processes. */
  List<String> command(String role, String address) {
    List<String> all = new ArrayList<>(command);
    all.add(role);
    all.add(address);
    return all;
  }

  private static List<String> java(String queue) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM);
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), PeerMain.class.getName(), queue));
    return command;
  }

  private static String version(Class<?> part) {
    String jar = part.getProtectionDomain().getCodeSource().getLocation().getPath();
    return jar.replaceFirst(".*-([0-9][^/]*)\\.jar$", "$1");
  }
}
