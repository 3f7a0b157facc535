package dev.trm.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.cli.console.Console;
import dev.trm.cli.console.Table;
import dev.trm.cli.gateway.GatewayException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "import",
    description = {
      "Import a public checkpoint, a file of torch.save or of safetensors, as a version of a model;"
          + " for operators.",
      "What the network looks like is read off the shapes of its tensors. What they do not tell is"
          + " asked for by name, or assumed and printed."
    },
    mixinStandardHelpOptions = true)
final class ImportCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Parameters(paramLabel = "FILE")
  private Path file = Path.of("");

  @Option(names = "--model", paramLabel = "NAME", required = true, description = "Its name here.")
  private String model = "";

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      description = "The puzzles it is for: sudoku, maze, constraints, arc or grid.")
  private @Nullable String kind;

  @Option(names = "--size", paramLabel = "SIZE", description = "Their size: 9, 10x10.")
  private @Nullable String size;

  @Option(
      names = "--ends",
      description = "Of kind grid: grids may be smaller than SIZE, as its tokens say.")
  private boolean ends;

  @Option(
      names = "--sequence-length",
      paramLabel = "N",
      description = "Cells of a puzzle, instead of kind and size.")
  private @Nullable Integer sequenceLength;

  @Option(
      names = "--prefix",
      paramLabel = "N",
      description = "Positions before the cells (puzzle_emb_len).")
  private @Nullable Integer prefix;

  @Option(names = "--heads", paramLabel = "N", description = "Of attention; else of size 64.")
  private @Nullable Integer heads;

  @Option(names = "--latent-steps", paramLabel = "N", description = "L_cycles; else 6.")
  private @Nullable Integer latentSteps;

  @Option(names = "--recursions", paramLabel = "N", description = "H_cycles; else 3.")
  private @Nullable Integer recursions;

  @Option(names = "--max-cycles", paramLabel = "N", description = "halt_max_steps; else 16.")
  private @Nullable Integer maxCycles;

  @Option(
      names = "--positions",
      paramLabel = "P",
      description = "pos_encodings: rope, learned or none.")
  private @Nullable String positions;

  @Option(names = "--json", description = "Print the answer as the API has it.")
  private boolean json;

  ImportCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws UsageException, GatewayException, InterruptedException {
    if (!Files.isRegularFile(file)) {
      throw new UsageException("there is no file " + file);
    }
    JsonNode made = surroundings.gateway().upload("/v1/checkpoints?" + query(), file);
    Console console = surroundings.console();
    if (json) {
      console.line(made.toString());
      return ExitCode.DONE;
    }
    Table table = new Table("CONFIGURATION", "VALUE", "SOURCE", "BECAUSE");
    for (JsonNode each : made.path("configuration")) {
      table.row(
          each.path("name").asText(),
          each.path("value").asText(),
          each.path("source").asText(),
          each.path("because").asText());
    }
    table.lines().forEach(console::line);
    console.line(
        made.path("reference").asText()
            + (made.path("champion").asBoolean() ? ", the champion" : "")
            + ", checkpoint "
            + made.at("/checkpoint/id").asText());
    return ExitCode.DONE;
  }

  private String query() {
    StringBuilder query = new StringBuilder();
    add(query, "model", model);
    add(query, "kind", kind);
    add(query, "size", size);
    add(query, "ends", ends ? true : null);
    add(query, "sequenceLength", sequenceLength);
    add(query, "prefix", prefix);
    add(query, "heads", heads);
    add(query, "latentSteps", latentSteps);
    add(query, "recursions", recursions);
    add(query, "maxCycles", maxCycles);
    add(query, "positions", positions);
    return query.toString();
  }

  private static void add(StringBuilder query, String name, @Nullable Object value) {
    if (value != null) {
      query
          .append(query.isEmpty() ? "" : "&")
          .append(name)
          .append('=')
          .append(URLEncoder.encode(value.toString(), StandardCharsets.UTF_8));
    }
  }
}
