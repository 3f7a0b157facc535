package dev.trm.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/**
 * A Kafka broker in a child JVM with its own class path; its data outlive it.
 *
 * <p>It listens on loopback only and lets nobody in without a random password, which is kept with
 * its data.
 */
public final class EmbeddedBroker implements SupervisablePart {
  private static final String READY = "broker ready";

  /** The child's exit code when another program listens on its port. */
  private static final int PORT_TAKEN = 3;

  private static final String USER = "trm";

  private static final Duration START = Duration.ofSeconds(60);
  private static final int MOST_PORTS = 5;

  /** The one of the clients' settings that holds the password. */
  public static final String LOGIN = "sasl.jaas.config";

  /** Lines of the child's output that a failed start reports. */
  private static final int LAST_LINES = 20;

  /** Starts with a third less work; what one machine usually sends is no load for it. */
  private static final List<String> QUICK_START = List.of("-XX:TieredStopAtLevel=1");

  private final Process process;
  private final ChildRecord record;
  private final int port;
  private final String password;

  private EmbeddedBroker(Process process, ChildRecord record, int port, String password) {
    this.process = process;
    this.record = record;
    this.port = port;
    this.password = password;
  }

  /**
   * Starts the broker and returns when it serves.
   *
   * @param directory where its data and its log are kept; made if missing
   * @param classPath of the broker module: its classes and every jar it needs
   * @throws IOException if it ends early or does not serve within a minute; names its log
   */
  public static EmbeddedBroker start(Path directory, String classPath)
      throws IOException, InterruptedException {
    return onOneOf(FreePort::next, Launch.of(directory, classPath));
  }

  /**
   * Starts the broker again on a port that its clients know already.
   *
   * @throws PortTakenException if another program listens there
   */
  public static EmbeddedBroker start(Path directory, String classPath, int port)
      throws IOException, InterruptedException {
    return Launch.of(directory, classPath).on(port);
  }

  /**
   * As {@link #start(Path, String)}, for as much load as a machine can bear: the JVM compiles as
   * well as it can, as that of a broker does which is not embedded.
   */
  public static EmbeddedBroker startForLoad(Path directory, String classPath)
      throws IOException, InterruptedException {
    return onOneOf(
        FreePort::next,
        new Launch(directory, classPath, OptionalInt.empty(), Map.of(), List.of(), START));
  }

  /**
   * As {@link #start(Path, String)}, for clients that reach it by a proxy.
   *
   * @param proxy the loopback port that clients are sent to; it must forward to {@link #port()}
   */
  public static EmbeddedBroker start(Path directory, String classPath, OptionalInt proxy)
      throws IOException, InterruptedException {
    return start(directory, classPath, proxy, Map.of());
  }

  /**
   * As {@link #start(Path, String, OptionalInt)}, with settings of the broker that take precedence
   * over its own; they are kept in a file that only the owner may read.
   */
  public static EmbeddedBroker start(
      Path directory, String classPath, OptionalInt proxy, Map<String, String> settings)
      throws IOException, InterruptedException {
    return onOneOf(
        FreePort::next, new Launch(directory, classPath, proxy, settings, QUICK_START, START));
  }

  /** A port that was free a moment ago may be taken by the time that the child listens on it. */
  static EmbeddedBroker onOneOf(Ports ports, Launch launch)
      throws IOException, InterruptedException {
    for (int tries = 1; ; tries++) {
      try {
        return launch.on(ports.next());
      } catch (PortTakenException e) {
        if (tries == MOST_PORTS) {
          throw e;
        }
      }
    }
  }

  /** Ports to try. */
  @FunctionalInterface
  interface Ports {
    int next() throws IOException;
  }

  /**
   * Everything about a start but the port.
   *
   * @param settings of the broker that take precedence over its own
   * @param limit the longest that a start may take
   */
  record Launch(
      Path directory,
      String classPath,
      OptionalInt proxy,
      Map<String, String> settings,
      List<String> jvm,
      Duration limit) {
    static Launch of(Path directory, String classPath) {
      return new Launch(directory, classPath, OptionalInt.empty(), Map.of(), QUICK_START, START);
    }

    EmbeddedBroker on(int port) throws IOException, InterruptedException {
      // Before a process is started: newer JDKs log that, and a second thread that logs for the
      // first time would wait for this one, and this one for it.
      LogManager.getLogManager();
      Path data = Files.createDirectories(OwnerOnly.directory(directory).resolve("data"));
      ChildRecord record = new ChildRecord(directory.resolve("broker.process"));
      record.endStale();
      Path log = directory.resolve("broker.log");
      String password = Secret.in(directory.resolve("password"));
      ProcessBuilder builder =
          new ProcessBuilder(command(data, log, port)).redirectErrorStream(true);
      // Every local user can read a command line.
      builder.environment().put("TRM_BROKER_PASSWORD", password);
      Process process = builder.start();
      record.write(process.toHandle());
      EmbeddedBroker broker = new EmbeddedBroker(process, record, port, password);
      Output output = new Output(process);
      boolean serves = false;
      try {
        output.ready.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        serves = true;
        return broker;
      } catch (TimeoutException e) {
        throw new IOException(
            "the embedded broker did not serve within "
                + limit.toSeconds()
                + " s and was ended; its log is "
                + log,
            e);
      } catch (ExecutionException e) {
        int code = process.waitFor();
        if (code == PORT_TAKEN) {
          throw new PortTakenException(port, e);
        }
        throw new IOException(
            "the embedded broker ended with exit code "
                + code
                + " before it served; its log is "
                + log
                + output.last(),
            e);
      } finally {
        if (!serves) {
          broker.kill();
          record.endStale();
        }
      }
    }

    private List<String> command(Path data, Path log, int port) throws IOException {
      List<String> command =
          new ArrayList<>(
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx256m",
                  "-XX:+UseSerialGC",
                  // Counters for jstat are sampled twenty times a second.
                  "-XX:-UsePerfData",
                  "-Dtrm.broker.log=" + log));
      command.addAll(jvm);
      if (!settings.isEmpty()) {
        command.add("-Dtrm.broker.settings=" + writeSettings());
      }
      command.addAll(
          List.of(
              "-cp",
              classPath,
              "dev.trm.broker.SingleNodeBroker",
              data.toString(),
              Integer.toString(port),
              Integer.toString(FreePort.next())));
      if (proxy.isPresent()) {
        command.add(Integer.toString(proxy.getAsInt()));
        command.add(Integer.toString(FreePort.next()));
      }
      return command;
    }

    private Path writeSettings() throws IOException {
      Properties lines = new Properties();
      lines.putAll(settings);
      StringWriter text = new StringWriter();
      lines.store(text, null);
      Path file = directory.resolve("broker.properties");
      OwnerOnly.write(file, text.toString());
      return file;
    }
  }

  /** Another program listens on the port that a broker was to have. */
  public static final class PortTakenException extends IOException {
    private static final long serialVersionUID = 1;

    PortTakenException(int port, Throwable cause) {
      super("the embedded broker did not start: port " + port + " on 127.0.0.1 is taken", cause);
    }
  }

  /** What every client needs to reach it, as Kafka names it. */
  public Map<String, String> clientSettings() {
    return clientSettings(port);
  }

  /** As the other, for clients that reach it by a proxy on that port. */
  public Map<String, String> clientSettings(int proxy) {
    return Map.of(
        "bootstrap.servers",
        "127.0.0.1:" + proxy,
        "security.protocol",
        "SASL_PLAINTEXT",
        "sasl.mechanism",
        "PLAIN",
        LOGIN,
        "org.apache.kafka.common.security.plain.PlainLoginModule required username=\""
            + USER
            + "\" password=\""
            + password
            + "\";");
  }

  /** The loopback port it listens on. */
  public int port() {
    return port;
  }

  /** Of its process. */
  public long pid() {
    return process.pid();
  }

  /** Ends the broker as a crash would: it can write nothing more. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public CompletableFuture<ProcessHandle> onExit() {
    return process.toHandle().onExit();
  }

  /** Stops the broker in order; after 15 seconds, hard. */
  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    try {
      if (!process.waitFor(15, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
      record.endStale();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  ProcessHandle process() {
    return process.toHandle();
  }

  /**
   * The child's standard output and error, which is what its JVM says; the broker itself logs to a
   * file. Read to the end, also after the broker is ready: a full pipe would stop it.
   */
  private static final class Output {
    private static final Logger LOG = Logger.getLogger(EmbeddedBroker.class.getName());

    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final Deque<String> last = new ArrayDeque<>();

    Output(Process process) {
      Thread reader = new Thread(() -> read(process), "broker-output");
      reader.setDaemon(true);
      reader.start();
    }

    /** The last lines, each on a line of its own; empty if there were none. */
    synchronized String last() {
      StringBuilder text = new StringBuilder();
      last.forEach(line -> text.append("\n  ").append(line));
      return text.toString();
    }

    private void read(Process process) {
      try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
          if (line.equals(READY)) {
            ready.complete(null);
          } else {
            keep(line);
          }
        }
        ready.completeExceptionally(new IOException("the broker ended before it served"));
      } catch (IOException e) {
        ready.completeExceptionally(e);
      }
    }

    private synchronized void keep(String line) {
      if (ready.isDone()) {
        LOG.warning("broker: " + line);
        return;
      }
      if (last.size() == LAST_LINES) {
        last.removeFirst();
      }
      last.addLast(line);
    }
  }
}
