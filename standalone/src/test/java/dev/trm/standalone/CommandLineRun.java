package dev.trm.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the command line in a separate JVM, as {@code ./trm} does after its build. */
final class CommandLineRun {
  private static final int NOT_GOOD_ENOUGH = 3;

  private final Class<?> main;
  private final URI gateway;
  private final Path directory;

  /**
   * @param directory for its output
   */
  CommandLineRun(Class<?> main, URI gateway, Path directory) {
    this.main = main;
    this.gateway = gateway;
    this.directory = directory;
  }

  /** Runs a command that must succeed; returns its output. */
  String succeeds(String... arguments) throws IOException, InterruptedException {
    return run(0, arguments);
  }

  /** Runs a command that must report a finding by its exit code; returns its output. */
  String finds(String... arguments) throws IOException, InterruptedException {
    return run(NOT_GOOD_ENOUGH, arguments);
  }

  private String run(int expected, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    Path out = Files.createTempFile(directory, "trm", ".out");
    Path err = Files.createTempFile(directory, "trm", ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().put("TRM_URL", gateway.toString());
    builder.environment().put("TRM_KEY", SeparateServices.KEY);
    Process process = builder.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("%s ends", command).isTrue();
    String output = Files.readString(out);
    assertThat(process.exitValue())
        .as("%s: %s%s", List.of(arguments), output, Files.readString(err))
        .isEqualTo(expected);
    return output;
  }
}
