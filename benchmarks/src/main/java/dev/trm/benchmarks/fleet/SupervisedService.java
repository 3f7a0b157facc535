package dev.trm.benchmarks.fleet;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A service that is restarted on the same port, after a short pause, whenever it ends, as by an
 * init system.
 */
public final class SupervisedService implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(SupervisedService.class);
  private static final Duration END = Duration.ofSeconds(30);
  private static final Duration LOOK = Duration.ofMillis(100);

  private final String name;
  private final Part part;
  private final int port;
  private final IntFunction<ProcessBuilder> incarnations;
  private final Supplier<Duration> pauses;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(1))
          .build();
  private final Thread thread;
  private volatile @Nullable Process process;
  private volatile int incarnation;
  private volatile boolean closed;
  private final AtomicReference<Map<String, String>> environment = new AtomicReference<>(Map.of());

  /**
   * @param incarnations the command of the first, second … start
   * @param pauses before each restart
   */
  SupervisedService(
      String name,
      Part part,
      int port,
      IntFunction<ProcessBuilder> incarnations,
      Supplier<Duration> pauses) {
    this.name = name;
    this.part = part;
    this.port = port;
    this.incarnations = incarnations;
    this.pauses = pauses;
    this.thread = new Thread(this::supervise, "supervisor-" + name);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  public String name() {
    return name;
  }

  public Part part() {
    return part;
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** The worker name of the process that runs now, or ran last. */
  public String worker() {
    return (part == Part.SOLVER ? "solve-" : "train-") + workerName(incarnation);
  }

  String workerName(int start) {
    return name + "." + start;
  }

  /** Whether the current process has this pid. */
  public boolean is(long pid) {
    Process running = process;
    return running != null && running.pid() == pid && running.isAlive();
  }

  public boolean alive() {
    Process running = process;
    return running != null && running.isAlive();
  }

  /**
   * The pid of the current or last process.
   *
   * @throws IOException if there has been none
   */
  public long pid() throws IOException {
    return present().pid();
  }

  /** Adds environment variables to the next start only. */
  public void startNextWith(Map<String, String> variables) {
    environment.set(Map.copyOf(variables));
  }

  /** Kills the process; it is restarted. */
  public void kill() throws InterruptedException {
    Process running = process;
    if (running != null) {
      running.destroyForcibly().waitFor();
    }
  }

  /** Stops the process with SIGSTOP. */
  public void suspend() throws IOException, InterruptedException {
    Signals.suspend(present().pid());
  }

  /** Continues the process. */
  public void resume() throws IOException, InterruptedException {
    Signals.resume(present().pid());
  }

  /** Waits until it is ready; false if it is not in time. */
  public boolean awaitReady(Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (!ready()) {
      if (System.nanoTime() - end > 0) {
        return false;
      }
      Thread.sleep(LOOK.toMillis());
    }
    return true;
  }

  @Override
  public void close() throws InterruptedException {
    closed = true;
    thread.interrupt();
    thread.join();
    Process running = process;
    if (running != null) {
      running.destroy();
      if (!running.waitFor(END.toSeconds(), TimeUnit.SECONDS)) {
        LOG.warnf("%s has not ended in %s and is killed", name, END);
        kill();
      }
    }
  }

  private Process present() throws IOException {
    Process running = process;
    if (running == null) {
      throw new IOException(name + " has not been started");
    }
    return running;
  }

  private void supervise() {
    try {
      while (!closed) {
        int next = incarnation + 1;
        ProcessBuilder command = incarnations.apply(next);
        command.environment().putAll(environment.getAndSet(Map.of()));
        Process started = command.start();
        process = started;
        incarnation = next;
        int code = started.waitFor();
        LOG.infof("%s ended with %d and is started again", name, code);
        Thread.sleep(pauses.get().toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.errorf(e, "%s cannot be started any more", name);
    }
  }

  private boolean ready() throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(url().resolve("/q/health/ready"))
            .timeout(Duration.ofSeconds(2))
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false; // nothing listens there yet
    }
  }
}
