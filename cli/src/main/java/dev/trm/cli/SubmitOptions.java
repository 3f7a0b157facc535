package dev.trm.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What commands take that send what a file asks for, and may wait for what comes of it. */
final class SubmitOptions {
  @Parameters(paramLabel = "FILE.yaml", description = "What is asked for, in YAML or JSON.")
  private Path file = Path.of("");

  @Option(names = "--follow", description = "Show progress until the end.")
  private boolean follow;

  @Option(names = "--json", description = "Print the answer as the API has it.")
  private boolean json;

  /**
   * The fields in the file.
   *
   * @throws UsageException naming the file and what is wrong with it
   */
  JsonNode body() throws UsageException {
    return YamlFile.read(file);
  }

  boolean follow() {
    return follow;
  }

  boolean json() {
    return json;
  }
}
