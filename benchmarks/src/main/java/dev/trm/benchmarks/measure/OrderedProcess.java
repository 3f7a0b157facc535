package dev.trm.benchmarks.measure;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process that reports when it is ready and answers commands, one in each line. */
public final class OrderedProcess implements AutoCloseable {
  public static final String READY = "ready";

  private static final int SECONDS_TO_END = 30;

  private final Process process;
  private final BufferedReader answers;
  private final Writer orders;
  private final Path log;

  private OrderedProcess(Process process, Path log) {
    this.process = process;
    this.answers = process.inputReader(StandardCharsets.UTF_8);
    this.orders = process.outputWriter(StandardCharsets.UTF_8);
    this.log = log;
  }

  /**
   * Starts it and returns when it is ready.
   *
   * @param environment added to this process's own
   * @param log file for its other output
   * @throws IOException if it ends before it is ready; names its log
   */
  public static OrderedProcess start(
      List<String> command, Map<String, String> environment, Path log)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    OrderedProcess started = new OrderedProcess(builder.start(), log);
    try {
      started.await(READY);
    } catch (IOException e) {
      started.close();
      throw e;
    }
    return started;
  }

  public long pid() {
    return process.pid();
  }

  /**
   * Sends a command and waits for the answer.
   *
   * @param answer the word with which the answer begins
   * @return the rest of the answer
   */
  public String order(String order, String answer) throws IOException {
    orders.write(order + "\n");
    orders.flush();
    return await(answer);
  }

  /** Skips other lines, which are output of libraries. */
  private String await(String answer) throws IOException {
    for (String line = answers.readLine(); line != null; line = answers.readLine()) {
      if (line.equals(answer) || line.startsWith(answer + " ")) {
        return line.substring(answer.length()).strip();
      }
    }
    throw new IOException("a process ended before it said '" + answer + "'; its log is " + log);
  }

  @Override
  public void close() throws IOException, InterruptedException {
    try (orders) {
      orders.flush();
    } catch (IOException e) {
      process.destroy(); // it accepts no command, probably because it has ended
    }
    if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }
}
