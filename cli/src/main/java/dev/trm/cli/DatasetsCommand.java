package dev.trm.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trm.cli.console.Console;
import dev.trm.cli.console.Table;
import dev.trm.cli.gateway.GatewayException;
import dev.trm.cli.gateway.PathSegment;
import dev.trm.cli.gateway.QueryField;
import dev.trm.puzzles.reading.PuzzleReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;

@Command(
    name = "datasets",
    description = "List, send, show and delete data sets to train on; make an example of one.",
    mixinStandardHelpOptions = true)
final class DatasetsCommand implements Callable<Integer> {
  private static final String NDJSON = "application/x-ndjson";
  private static final String JSON = "application/json";
  private static final String TEXT = "text/plain";

  private final Surroundings surroundings;

  @Mixin private final PageOptions page = new PageOptions();

  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      description = "Print the gateway's answer as JSON.")
  private boolean json;

  DatasetsCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws GatewayException, InterruptedException {
    return list(page);
  }

  @Command(
      name = "list",
      description = "List the newest data sets.",
      mixinStandardHelpOptions = true)
  int list(@Mixin PageOptions page) throws GatewayException, InterruptedException {
    JsonNode answer = surroundings.gateway().get("/v1/datasets?" + page.query());
    Console console = surroundings.console();
    if (json) {
      console.line(answer.toString());
      return ExitCode.DONE;
    }
    Table table = new Table("NAME", "KIND", "BOARD", "TRAINING", "HELD OUT", "SHA-256", "SENT");
    for (JsonNode set : answer.path("datasets")) {
      table.row(
          set.path("name").asText(),
          set.path("kind").asText(),
          board(set),
          set.path("training").asText(),
          set.path("heldOut").asText(),
          set.path("sha256").asText().substring(0, 12),
          When.shown(set.path("createdAt")));
    }
    table.lines().forEach(console::line);
    PageOptions.noteMore(console, answer);
    return ExitCode.DONE;
  }

  @Command(
      name = "add",
      description = {
        "Send a data set; its form is found from its content.",
        "Sudokus or mazes of one size, with or without solutions: CSV with a column puzzle or"
            + " question, or any other form that docs/puzzle-files.md lists.",
        "Pairs of grids: a line is {\"input\": [[…]], \"output\": [[…]], \"group\": \"…\"}.",
        "ARC tasks as JSON. Of puzzles and pairs whole groups are held out to judge by."
      },
      mixinStandardHelpOptions = true)
  int add(
      @Parameters(paramLabel = "FILE") Path file,
      @Option(
              names = "--name",
              paramLabel = "NAME",
              required = true,
              description = "What trainings call it.")
          String name,
      @Option(
              names = "--held-out",
              paramLabel = "SHARE",
              description = "Of the groups; else 0.1. Not for tasks.")
          @Nullable String heldOut,
      @Option(
              names = "--seed",
              paramLabel = "N",
              description =
                  "Decides which groups are held out, and which puzzles --sample takes; else 1. Not"
                      + " for tasks.")
          @Nullable Long seed,
      @Option(
              names = "--most-bad",
              paramLabel = "SHARE",
              description = "Of bad records, above which nothing is taken; else 0.01.")
          @Nullable String mostBad,
      @Option(
              names = "--solutions",
              paramLabel = "FILE",
              description =
                  "The outputs of the tasks' test inputs, where they are in a second file.")
          @Nullable Path solutions,
      @Option(
              names = "--sample",
              paramLabel = "N",
              description =
                  "Take N puzzles at random by --seed, of a file larger than a set may be.")
          @Nullable Integer sample)
      throws UsageException, GatewayException, InterruptedException {
    String type = type(file);
    String query =
        "name="
            + URLEncoder.encode(name, StandardCharsets.UTF_8)
            + QueryField.of("heldOut", heldOut)
            + QueryField.of("seed", seed == null ? null : seed.toString())
            + QueryField.of("mostBad", mostBad);
    JsonNode set =
        sample == null
            ? upload(query, file, solutions, type)
            : uploadSample(query, file, type, sample, seed);
    Console console = surroundings.console();
    if (json) {
      console.line(set.toString());
    } else {
      show(set);
    }
    return ExitCode.DONE;
  }

  private JsonNode upload(String query, Path file, @Nullable Path solutions, String type)
      throws UsageException, GatewayException, InterruptedException {
    String path = "/v1/datasets?" + query;
    if (solutions == null) {
      return surroundings.gateway().upload(path, file, type);
    }
    if (!type.equals(JSON)) {
      throw new UsageException("--solutions is for ARC tasks; '" + file + "' holds none");
    }
    Path merged = merged(file, solutions);
    try {
      return surroundings.gateway().upload(path, merged, type);
    } finally {
      delete(merged);
    }
  }

  private JsonNode uploadSample(String query, Path file, String type, int size, @Nullable Long seed)
      throws UsageException, GatewayException, InterruptedException {
    if (!type.equals(TEXT)) {
      throw new UsageException("--sample is for puzzles; '" + file + "' holds pairs or tasks");
    }
    Path sample = PuzzleSample.write(file, size, seed == null ? 1 : seed);
    try {
      return surroundings.gateway().upload("/v1/datasets?" + query, sample, TEXT);
    } finally {
      delete(sample);
    }
  }

  private static void delete(Path file) throws UsageException {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UsageException("'" + file + "' cannot be deleted: " + e.getMessage(), e);
    }
  }

  @Command(
      name = "show",
      description = "Show a data set and what was wrong with its records.",
      mixinStandardHelpOptions = true)
  int show(@Parameters(paramLabel = "NAME") String name)
      throws GatewayException, InterruptedException {
    JsonNode set = surroundings.gateway().get(path(name));
    if (json) {
      surroundings.console().line(set.toString());
    } else {
      show(set);
    }
    return ExitCode.DONE;
  }

  @Command(
      name = "delete",
      description = "Delete a data set that no training names.",
      mixinStandardHelpOptions = true)
  int delete(@Parameters(paramLabel = "NAME") String name)
      throws GatewayException, InterruptedException {
    surroundings.gateway().delete(path(name));
    Done.print(surroundings.console(), json, "deleted", name);
    return ExitCode.DONE;
  }

  @Command(
      name = "example",
      description =
          "Write an example to send: random grids, each mirrored left to right and its colours"
              + " renamed. Equal numbers write equal files.",
      mixinStandardHelpOptions = true)
  int example(
      @Parameters(paramLabel = "FILE.ndjson") Path file,
      @Option(names = "--pairs", paramLabel = "N", defaultValue = "4000") int pairs,
      @Option(names = "--side", paramLabel = "N", defaultValue = "8") int side,
      @Option(names = "--colours", paramLabel = "N", defaultValue = "6") int colours,
      @Option(names = "--seed", paramLabel = "N", defaultValue = "1") long seed,
      @Option(names = "--force", description = "Overwrite the file.") boolean force)
      throws UsageException {
    TargetFile.requireNew(file, force);
    try {
      new MirroredPairs(pairs, side, colours, seed).write(file);
    } catch (IllegalArgumentException | IOException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
    Console console = surroundings.console();
    Done.print(console, json, "wrote", file.toString());
    if (!json) {
      console.line(pairs + " pairs; ./trm datasets add " + file + " --name NAME sends them");
    }
    return ExitCode.DONE;
  }

  private static String type(Path file) throws UsageException {
    try (InputStream in = Files.newInputStream(file)) {
      return switch (PuzzleReader.form(in)) {
        case TASKS -> JSON;
        case PAIRS -> NDJSON;
        case CSV, JSON, TEXT -> TEXT;
      };
    } catch (IOException e) {
      throw UsageException.unreadable(file, e);
    }
  }

  /** A file with each task's solutions in it. */
  private static Path merged(Path tasks, Path solutions) throws UsageException {
    ObjectNode all = JsonNodeFactory.instance.objectNode();
    all.setAll(new ArcTaskFile(tasks, solutions).tasks());
    try {
      Path file = Files.createTempFile("trm-tasks", ".json");
      Files.writeString(file, all.toString());
      return file;
    } catch (IOException e) {
      throw new UsageException("no temporary file can be written: " + e.getMessage(), e);
    }
  }

  private static String path(String name) {
    return "/v1/datasets/" + PathSegment.of(name);
  }

  private static String board(JsonNode set) {
    return set.at("/layout/width").asText()
        + "x"
        + set.at("/layout/height").asText()
        + (set.at("/layout/ends").asBoolean() ? " and smaller" : "");
  }

  private void show(JsonNode set) {
    Console console = surroundings.console();
    console.line(
        String.format(
            "data set %s (%s): %s of %s, %d symbols",
            set.path("name").asText(),
            set.path("id").asText(),
            set.path("kind").asText(),
            board(set),
            set.at("/layout/symbols").asInt()));
    console.line(
        String.format(
            "%d to train on, %d held out, %d groups, %d records refused",
            set.path("training").asInt(),
            set.path("heldOut").asInt(),
            set.path("groups").asInt(),
            set.path("refused").asInt()));
    console.line("sha256 " + set.path("sha256").asText());
    for (JsonNode problem : set.path("problems")) {
      console.note(
          "line " + problem.path("line").asText() + ": " + problem.path("reason").asText());
    }
  }
}
