package dev.trm.benchmarks.peers;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.trm.benchmarks.measure.OrderedProcess;
import dev.trm.embedded.EmbeddedDatabase;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.LogManager;

/**
 * A process of a queue: {@code PeerMain QUEUE worker|enqueuer JDBCURL}. Prints {@code ready}, then
 * answers each line of its input with one line, and ends with its input.
 *
 * <p>An enqueuer accepts {@code submit JOBS AT-ONCE CONNECTIONS}, a worker {@code count}.
 */
public final class PeerMain {
  /** A worker's threads; it has as many connections and a few more for polling. */
  static final int THREADS = 16;

  /**
   * The environment variable with the database's password, which PostgreSQL's clients in other
   * languages read too.
   */
  static final String PASSWORD = "PGPASSWORD";

  private static final int MORE_CONNECTIONS = 4;

  private PeerMain() {}

  public static void main(String[] arguments) throws Exception {
    LogManager.getLogManager(); // before any thread logs
    if (arguments.length != 3) {
      throw new IllegalArgumentException("usage: PeerMain QUEUE worker|enqueuer JDBCURL");
    }
    PeerQueue queue = queue(arguments[0]);
    HikariConfig pool = new HikariConfig();
    pool.setJdbcUrl(arguments[2]);
    pool.setUsername(EmbeddedDatabase.USER);
    pool.setPassword(System.getenv(PASSWORD));
    pool.setMaximumPoolSize(THREADS + MORE_CONNECTIONS);
    try (HikariDataSource database = new HikariDataSource(pool);
        BufferedReader orders =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      if (arguments[1].equals("worker")) {
        try (AutoCloseable working = queue.work(database, THREADS)) {
          answer(orders, order -> "count " + Executions.count());
        }
      } else {
        try (PeerQueue.Enqueuer enqueuer = queue.enqueuer(database)) {
          answer(orders, order -> submit(enqueuer, order.split(" ")));
        }
      }
    }
  }

  private static PeerQueue queue(String name) {
    return switch (name) {
      case "db-scheduler" -> new DbSchedulerQueue();
      case "JobRunr" -> new JobRunrQueue();
      default -> throw new IllegalArgumentException("queue: '" + name + "' is not known");
    };
  }

  private interface Answer {
    String to(String order) throws Exception;
  }

  private static void answer(BufferedReader orders, Answer answer) throws Exception {
    System.out.println(OrderedProcess.READY);
    for (String order = orders.readLine(); order != null; order = orders.readLine()) {
      System.out.println(answer.to(order));
    }
  }

  private static String submit(PeerQueue.Enqueuer enqueuer, String... order) throws Exception {
    if (order.length != 4) {
      throw new IOException("an order has " + order.length + " words instead of 4");
    }
    int jobs = Integer.parseInt(order[1]);
    int atOnce = Integer.parseInt(order[2]);
    int connections = Integer.parseInt(order[3]);
    ExecutorService threads = Executors.newFixedThreadPool(connections);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int from = 0; from < jobs; from += atOnce) {
        int count = Math.min(atOnce, jobs - from);
        all.add(
            threads.submit(
                () -> {
                  if (atOnce == 1) {
                    enqueuer.one();
                  } else {
                    enqueuer.many(count);
                  }
                }));
      }
      for (Future<?> each : all) {
        each.get();
      }
    } finally {
      threads.shutdown();
    }
    return "submitted " + jobs;
  }
}
