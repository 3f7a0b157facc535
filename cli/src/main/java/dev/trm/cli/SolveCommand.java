package dev.trm.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trm.cli.console.Console;
import dev.trm.cli.gateway.Gateway;
import dev.trm.cli.gateway.GatewayException;
import dev.trm.cli.gateway.JobWatch;
import dev.trm.puzzles.reading.FoundPuzzle;
import dev.trm.puzzles.reading.PuzzleReader;
import dev.trm.puzzles.reading.PuzzleSink;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "solve",
    description = {
      "Solve puzzles: one is drawn, of a file the answers are printed in order, a line each, and"
          + " what was not solved is named by file and line.",
      "Exit code 0: all are solved; 3: one is not, or a line is no puzzle; 1: a job failed; 2:"
          + " there is no puzzle. Ctrl-C cancels what was submitted."
    },
    mixinStandardHelpOptions = true)
final class SolveCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Parameters(
      paramLabel = "PUZZLE|FILE|-",
      description =
          "A Sudoku ('.' or '0' for a blank), a file of puzzles in any form that"
              + " docs/puzzle-files.md lists, or '-' for standard input.")
  private String argument = "";

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      description = "NAME@ALIAS or NAME@VERSION; by default the champion for the puzzle.")
  private @Nullable String model;

  @Option(
      names = "--max-cycles",
      paramLabel = "N",
      description = "Limit of supervision cycles of an attempt, by default 16.")
  private @Nullable Integer maxCycles;

  @Option(
      names = "--attempts",
      paramLabel = "N",
      description =
          "The most attempts until an answer passes the rules, 1 to 1024; by default 16 where there"
              + " are rules. Equal requests make equal attempts.")
  private @Nullable Integer attempts;

  @Option(
      names = "--budget",
      paramLabel = "N",
      description =
          "The most cycles of all attempts of a puzzle, by default those of all attempts.")
  private @Nullable Integer budget;

  @Option(
      names = "--halt",
      paramLabel = "MODE",
      description = "fixed, head or checked; by default checked where there are rules.")
  private @Nullable String halt;

  @Option(names = "--trace", description = "Show every cycle's draft.")
  private boolean trace;

  @Option(
      names = "--json",
      description =
          "Print the jobs as the API has them, one a line, each with its line in the file.")
  private boolean json;

  SolveCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws UsageException, GatewayException, InterruptedException {
    SolveRequest request = new SolveRequest(model, maxCycles, attempts, budget, halt, trace);
    PuzzleArgument puzzles = PuzzleArgument.of(argument, surroundings.in());
    Gateway gateway = surroundings.gateway();
    Console console = surroundings.console();
    try (CancelOnExit cancel = new CancelOnExit(gateway, console)) {
      SolveAll all = new SolveAll(gateway, console, request, json, cancel, puzzles.name());
      all.read(sink -> read(puzzles, sink));
      FoundPuzzle only = all.only();
      return only == null ? all.finish(puzzles.name()) : solve(gateway, request, cancel, only);
    }
  }

  private static void read(PuzzleArgument puzzles, PuzzleSink sink) throws UsageException {
    try (InputStream in = puzzles.source().open()) {
      new PuzzleReader("task").read(in, sink);
    } catch (IOException e) {
      throw UsageException.unreadable(Path.of(puzzles.name()), e);
    }
  }

  /** One puzzle is drawn. */
  private int solve(Gateway gateway, SolveRequest request, CancelOnExit cancel, FoundPuzzle found)
      throws GatewayException, InterruptedException {
    ObjectNode puzzle = JsonNodeFactory.instance.objectNode().put("kind", found.kind());
    puzzle.set("grid", found.grid());
    JsonNode submitted = cancel.job(() -> request.submit(gateway, puzzle));
    JsonNode job = new JobWatch(gateway).untilEnded(submitted, seen -> {});
    cancel.finished(submitted.path("id").asText());
    Console console = surroundings.console();
    if (json) {
      console.line(job.toString());
    }
    if (!JobWatch.succeeded(job)) {
      console.note("trm: " + JobWatch.reason(job));
      return ExitCode.FAILED;
    }
    SolveReport report = new SolveReport(console, job);
    if (!json) {
      if (trace) {
        report.cycles(gateway.get("/v1/jobs/" + job.path("id").asText() + "/trace"));
      } else {
        report.grid();
      }
    }
    return report.goodEnough() ? ExitCode.DONE : ExitCode.NOT_GOOD_ENOUGH;
  }
}
