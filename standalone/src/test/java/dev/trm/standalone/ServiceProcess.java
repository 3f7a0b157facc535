package dev.trm.standalone;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** A packaged service in its own JVM, as in a deployment; its output is in a file. */
final class ServiceProcess implements AutoCloseable {
  private static final Duration READY = Duration.ofSeconds(120);
  private static final Duration END = Duration.ofSeconds(60);
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  private final Process process;
  private final URI url;
  private final Path log;

  private ServiceProcess(Process process, URI url, Path log) {
    this.process = process;
    this.url = url;
    this.log = log;
  }

  /**
   * Starts a module's package; does not wait until it is ready.
   *
   * @param module whose {@code target/quarkus-app} is built
   * @param settings of Quarkus, as system properties
   * @param environment added to this process's own
   * @param port on which it will listen
   * @param log file to which its output is appended
   */
  static ServiceProcess start(
      String module,
      Map<String, String> settings,
      Map<String, String> environment,
      int port,
      Path log)
      throws IOException {
    Path jar = Path.of("..", module, "target", "quarkus-app", "quarkus-run.jar").toAbsolutePath();
    if (!Files.isRegularFile(jar)) {
      throw new IOException(jar + " is missing; mvn package makes it");
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // The tests end before the optimising compiler would pay.
    command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
    command.addAll(List.of("-jar", jar.toString()));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    return new ServiceProcess(builder.start(), URI.create("http://127.0.0.1:" + port), log);
  }

  /**
   * Waits until the service reports that it is ready; if it ends before, the exception contains its
   * output.
   */
  ServiceProcess awaitReady() throws IOException {
    try {
      Awaitility.await()
          .atMost(READY)
          .pollInterval(Duration.ofMillis(100))
          .until(() -> !process.isAlive() || isReady());
    } catch (ConditionTimeoutException e) {
      throw new IOException("not ready:\n" + output(), e);
    }
    if (!process.isAlive()) {
      throw new IOException("ended with " + process.exitValue() + ":\n" + output());
    }
    return this;
  }

  URI url() {
    return url;
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  String output() throws IOException {
    return Files.readString(log);
  }

  /** Kills it as a crash would. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /** Stops all its threads until {@link #resume}. */
  void suspend() throws IOException, InterruptedException {
    signal("STOP");
  }

  void resume() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    // The shell's built-in kill, because not every system has it as a program.
    int code =
        new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid()).start().waitFor();
    if (code != 0) {
      throw new IOException("the process did not take signal " + name);
    }
  }

  /** Sends SIGTERM and returns the exit code. */
  int terminate() throws InterruptedException, IOException {
    process.destroy();
    return exitCode();
  }

  /** Waits for its end and returns the exit code. */
  int exitCode() throws InterruptedException, IOException {
    if (!process.waitFor(END.toSeconds(), TimeUnit.SECONDS)) {
      throw new IOException("has not ended:\n" + output());
    }
    return process.exitValue();
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(END.toSeconds(), TimeUnit.SECONDS)) {
      kill();
    }
  }

  private boolean isReady() {
    HttpRequest request =
        HttpRequest.newBuilder(url.resolve("/q/health/ready"))
            .timeout(Duration.ofSeconds(5))
            .build();
    try {
      return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false; // nothing listens there yet
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
