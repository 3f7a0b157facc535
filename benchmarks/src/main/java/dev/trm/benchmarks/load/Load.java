package dev.trm.benchmarks.load;

import dev.trm.benchmarks.load.HistoryEntry.Answer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jboss.logging.Logger;

/** A steady mixed load of several users, and additional requests of faults. */
public final class Load implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Load.class);
  private static final int CERTAIN = 60;

  private final URI gateway;
  private final String key;
  private final History history;
  private final Requests requests;
  private final Client extra;
  private final Random random;
  private final List<Thread> users = new ArrayList<>();
  private volatile boolean stopped;

  /**
   * @param key the API key
   */
  public Load(URI gateway, String key, History history, long seed) {
    this.gateway = gateway;
    this.key = key;
    this.history = history;
    this.requests = new Requests(seed);
    this.random = new Random(seed);
    this.extra = new Client(0, gateway, key, history);
  }

  /** Starts that many users. */
  public void start(int count) {
    for (int user = 1; user <= count; user++) {
      VirtualUser each =
          new VirtualUser(
              new Client(user, gateway, key, history),
              requests,
              new Random(random.nextLong()),
              () -> stopped);
      Thread thread = new Thread(() -> run(each), "user-" + user);
      thread.setDaemon(true);
      users.add(thread);
      thread.start();
    }
  }

  /** Submits that many puzzles at once. */
  public Answer burst(int puzzles) throws InterruptedException {
    return extra.ask(requests.batch(puzzles), CERTAIN);
  }

  /** Submits one training. */
  public Answer training() throws InterruptedException {
    return extra.ask(requests.training(random), CERTAIN);
  }

  /** A puzzle that no other request uses, for a later {@linkplain #submitPoison submission}. */
  public String nextGrid() {
    return requests.nextGrid();
  }

  /** Submits a puzzle that was marked as poison. */
  public Answer submitPoison(String grid) throws InterruptedException {
    return extra.ask(requests.poison(grid), CERTAIN);
  }

  /** Lets every user finish its current action. */
  @Override
  public void close() throws IOException, InterruptedException {
    stopped = true;
    long end = System.nanoTime() + Duration.ofSeconds(120).toNanos();
    for (Thread user : users) {
      user.join(Math.max(1, (end - System.nanoTime()) / 1_000_000));
      if (user.isAlive()) {
        throw new IOException(user.getName() + " waits for an answer and does not end");
      }
    }
    history.close();
  }

  private void run(VirtualUser user) {
    try {
      user.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("a user has a fault of its own and ends", e);
    }
  }
}
