package dev.trm.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.cli.console.Console;
import dev.trm.cli.gateway.Gateway;
import dev.trm.cli.gateway.GatewayException;
import dev.trm.cli.gateway.JobWatch;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "solve",
    description = "Solve puzzles. Exit code 0: all are solved; 3: one is not; 1: a job failed.",
    mixinStandardHelpOptions = true)
final class SolveCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Parameters(
      paramLabel = "GRID|FILE|-",
      description = "A Sudoku ('.' or '0' for a blank), a file with one puzzle a line, or '-'.")
  private String argument = "";

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      description = "NAME@ALIAS or NAME@VERSION; by default the champion for the puzzle.")
  private @Nullable String model;

  @Option(
      names = "--max-cycles",
      paramLabel = "N",
      description = "Limit of supervision cycles, by default the model's.")
  private @Nullable Integer maxCycles;

  @Option(
      names = "--halt",
      paramLabel = "MODE",
      description = "fixed, head or checked; by default checked where there are rules.")
  private @Nullable String halt;

  @Option(names = "--trace", description = "Show every cycle's draft.")
  private boolean trace;

  @Option(names = "--json", description = "Print the jobs as the API has them, one a line.")
  private boolean json;

  SolveCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws UsageException, GatewayException, InterruptedException {
    SolveRequest request = new SolveRequest(model, maxCycles, halt, trace);
    List<JsonNode> puzzles = Puzzles.of(argument, surroundings.in());
    Gateway gateway = surroundings.gateway();
    List<JsonNode> submitted = new ArrayList<>();
    for (JsonNode puzzle : puzzles) {
      submitted.add(request.submit(gateway, puzzle));
    }
    int worst = ExitCode.DONE;
    for (JsonNode job : submitted) {
      JsonNode ended = new JobWatch(gateway).untilEnded(job, seen -> {});
      worst = worse(worst, show(gateway, ended, submitted.size() > 1));
    }
    return worst;
  }

  private int show(Gateway gateway, JsonNode job, boolean oneOfMany)
      throws GatewayException, InterruptedException {
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
      } else if (oneOfMany) {
        report.line();
      } else {
        report.grid();
      }
    }
    return report.goodEnough() ? ExitCode.DONE : ExitCode.NOT_GOOD_ENOUGH;
  }

  /** A failure outweighs an unsolved puzzle. */
  private static int worse(int one, int other) {
    return one == ExitCode.FAILED || other == ExitCode.FAILED
        ? ExitCode.FAILED
        : Math.max(one, other);
  }
}
