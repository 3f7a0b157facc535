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
 * A Kafka broker in a child JVM with its own class path; its data persist after it ends.
 *
 * <p>It listens on loopback only and requires a random password, which is stored with its data.
 */
public final class EmbeddedBroker implements SupervisablePart {
  private static final String READY = "broker ready";

  /** The child's exit code when another program listens on its port. */
  private static final int PORT_TAKEN = 3;

  private static final String USER = "trm";

  private static final Duration START = Duration.ofSeconds(60);
  private static final int MOST_PORTS = 5;

  /** The client setting that contains the password. */
  public static final String LOGIN = "sasl.jaas.config";

  /** Lines of the child's output that a failed start reports. */
  private static final int LAST_LINES = 20;

  /** JVM options that reduce a start's work by a third; the load of one machine needs no more. */
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
   * Starts the broker and returns when it is ready.
   *
   * @param directory of its data and log; created if missing
   * @param classPath of the broker module: its classes and all jars it needs
   * @throws IOException if it ends early or is not ready within a minute; names its log
   */
  public static EmbeddedBroker start(Path directory, String classPath)
      throws IOException, InterruptedException {
    return onOneOf(FreePort::next, Launch.of(directory, classPath));
  }

  /**
   * Restarts the broker on the port that its clients know.
   *
   * @throws PortTakenException if another program listens there
   */
  public static EmbeddedBroker start(Path directory, String classPath, int port)
      throws IOException, InterruptedException {
    return Launch.of(directory, classPath).on(port);
  }

  /**
   * Like {@link #start(Path, String)}, for maximum load: the JVM uses its optimising compiler, as
   * that of a separate broker does.
   */
  public static EmbeddedBroker startForLoad(Path directory, String classPath)
      throws IOException, InterruptedException {
    return onOneOf(
        FreePort::next,
        new Launch(directory, classPath, OptionalInt.empty(), Map.of(), List.of(), START));
  }

  /**
   * Like {@link #start(Path, String)}, for clients that connect through a proxy.
   *
   * @param proxy the loopback port that clients are told to use; it must forward to {@link #port()}
   */
  public static EmbeddedBroker start(Path directory, String classPath, OptionalInt proxy)
      throws IOException, InterruptedException {
    return start(directory, classPath, proxy, Map.of());
  }

  /**
   * Like {@link #start(Path, String, OptionalInt)}, with broker settings that override its
   * defaults; they are stored in a file that only the owner may read.
   */
  public static EmbeddedBroker start(
      Path directory, String classPath, OptionalInt proxy, Map<String, String> settings)
      throws IOException, InterruptedException {
    return onOneOf(
        FreePort::next, new Launch(directory, classPath, proxy, settings, QUICK_START, START));
  }

  /**
   * Retries with another port, because another program may take a free port before the child
   * listens on it.
   */
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

  /** Supplies the ports to try. */
  @FunctionalInterface
  interface Ports {
    int next() throws IOException;
  }

  /**
   * The parameters of a start, except the port.
   *
   * @param settings of the broker that override its defaults
   * @param limit the maximum duration of a start
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
      // Initialise logging before a process is started: newer JDKs log that, and two threads that
      // log for the first time at once can deadlock.
      LogManager.getLogManager();
      Path data = Files.createDirectories(OwnerOnly.directory(directory).resolve("data"));
      ChildRecord record = new ChildRecord(directory.resolve("broker.process"));
      record.endStale();
      Path log = directory.resolve("broker.log");
      String password = Secret.in(directory.resolve("password"));
      ProcessBuilder builder =
          new ProcessBuilder(command(data, log, port)).redirectErrorStream(true);
      // Passed in the environment, because every local user can read a command line.
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
                  // Otherwise counters for jstat are sampled twenty times a second.
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

  /** Another program listens on the broker's port. */
  public static final class PortTakenException extends IOException {
    private static final long serialVersionUID = 1;

    PortTakenException(int port, Throwable cause) {
      super("the embedded broker did not start: port " + port + " on 127.0.0.1 is taken", cause);
    }
  }

  /** The Kafka settings that every client needs to connect. */
  public Map<String, String> clientSettings() {
    return clientSettings(port);
  }

  /** Like {@link #clientSettings()}, for clients that connect through a proxy on that port. */
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

  /** The pid of the broker's process. */
  public long pid() {
    return process.pid();
  }

  /** Kills the process as a crash would; it cannot write anything more. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public CompletableFuture<ProcessHandle> onExit() {
    return process.toHandle().onExit();
  }

  /** Stops the broker gracefully; kills it after 15 seconds. */
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
   * The standard output and error of the child's JVM; the broker itself logs to a file. It is read
   * to the end, even after the broker is ready, because a full pipe would block the child.
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

    /** The last lines, each preceded by a line break; empty if there were none. */
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
