package dev.trm.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A Kafka broker in a child JVM with its own class path; its data outlive it. */
public final class EmbeddedBroker implements AutoCloseable {
  private static final String READY = "broker ready";

  /** Starts with a third less work; what one machine usually sends is no load for it. */
  private static final List<String> QUICK_START = List.of("-XX:TieredStopAtLevel=1");

  private final Process process;
  private final ChildRecord record;
  private final int port;

  private EmbeddedBroker(Process process, ChildRecord record, int port) {
    this.process = process;
    this.record = record;
    this.port = port;
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
    return start(directory, classPath, OptionalInt.empty(), QUICK_START, Map.of());
  }

  /**
   * As the other, for as much load as a machine can bear: the JVM compiles as well as it can, as
   * that of a broker does which is not embedded.
   */
  public static EmbeddedBroker startForLoad(Path directory, String classPath)
      throws IOException, InterruptedException {
    return start(directory, classPath, OptionalInt.empty(), List.of(), Map.of());
  }

  /**
   * As the other, for clients that reach it by a proxy.
   *
   * @param proxy the loopback port that clients are sent to; it must forward to {@link #port()}
   */
  public static EmbeddedBroker start(Path directory, String classPath, OptionalInt proxy)
      throws IOException, InterruptedException {
    return start(directory, classPath, proxy, Map.of());
  }

  /**
   * As the other, with settings of the broker that go before its own; they are kept in a file that
   * only the owner may read.
   */
  public static EmbeddedBroker start(
      Path directory, String classPath, OptionalInt proxy, Map<String, String> settings)
      throws IOException, InterruptedException {
    return start(directory, classPath, proxy, QUICK_START, settings);
  }

  private static EmbeddedBroker start(
      Path directory,
      String classPath,
      OptionalInt proxy,
      List<String> jvm,
      Map<String, String> settings)
      throws IOException, InterruptedException {
    Path data = Files.createDirectories(directory.resolve("data"));
    ChildRecord record = new ChildRecord(directory.resolve("broker.process"));
    record.endStale();
    int port = FreePort.next();
    int controllerPort = FreePort.next();
    Path log = directory.resolve("broker.log");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                // Counters for jstat are sampled twenty times a second.
                "-XX:-UsePerfData"));
    command.addAll(jvm);
    if (!settings.isEmpty()) {
      command.add("-Dtrm.broker.settings=" + write(settings, directory));
    }
    command.addAll(
        List.of(
            "-cp",
            classPath,
            "dev.trm.broker.SingleNodeBroker",
            data.toString(),
            Integer.toString(port),
            Integer.toString(controllerPort)));
    if (proxy.isPresent()) {
      command.add(Integer.toString(proxy.getAsInt()));
      command.add(Integer.toString(FreePort.next()));
    }
    Process process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    record.write(process.toHandle());
    EmbeddedBroker broker = new EmbeddedBroker(process, record, port);
    try {
      awaitReady(process);
    } catch (ExecutionException | TimeoutException e) {
      broker.close();
      throw new IOException("the embedded broker did not start; its log is " + log, e);
    } catch (InterruptedException e) {
      broker.close();
      throw e;
    }
    return broker;
  }

  private static Path write(Map<String, String> settings, Path directory) throws IOException {
    Path file = directory.resolve("broker.properties");
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Properties lines = new Properties();
    lines.putAll(settings);
    try (Writer writer = Files.newBufferedWriter(file)) {
      lines.store(writer, null);
    }
    return file;
  }

  public String bootstrapServers() {
    return "127.0.0.1:" + port;
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

  private static void awaitReady(Process process)
      throws ExecutionException, TimeoutException, InterruptedException {
    CompletableFuture<Void> ready = new CompletableFuture<>();
    Thread reader = new Thread(() -> readOutput(process, ready), "broker-output");
    reader.setDaemon(true);
    reader.start();
    ready.get(60, TimeUnit.SECONDS);
  }

  /** Reads to the end, also after the broker is ready: a full pipe would stop it. */
  private static void readOutput(Process process, CompletableFuture<Void> ready) {
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (line.equals(READY)) {
          ready.complete(null);
        }
      }
      ready.completeExceptionally(new IOException("the broker ended before it served"));
    } catch (IOException e) {
      ready.completeExceptionally(new UncheckedIOException(e));
    }
  }
}
