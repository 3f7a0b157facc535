package dev.trm.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.cli.console.Console;
import dev.trm.cli.console.ProgressBar;
import dev.trm.cli.gateway.Gateway;
import dev.trm.cli.gateway.GatewayException;
import dev.trm.cli.gateway.GrowingPause;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "sweep",
    description = {
      "Train over values and seeds. With --follow, exit code 0: all runs succeeded, or the gate"
          + " was passed; 3: it was not; 1: neither, and some runs did not succeed.",
      "The file holds the body of POST /v1/sweeps."
    },
    mixinStandardHelpOptions = true)
final class SweepCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private final SubmitOptions options = new SubmitOptions();

  SweepCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws UsageException, GatewayException, InterruptedException {
    JsonNode body = options.body();
    Gateway gateway = surroundings.gateway();
    Console console = surroundings.console();
    JsonNode sweep = gateway.post("/v1/sweeps", body, "");
    String id = sweep.path("id").asText();
    if (!options.follow()) {
      console.line(
          options.json()
              ? sweep.toString()
              : "sweep "
                  + id
                  + " of "
                  + sweep.path("runs").asInt()
                  + " runs is queued; ./trm sweeps "
                  + id
                  + " shows how it does");
      return ExitCode.DONE;
    }
    JsonNode ended = follow(gateway, console, sweep);
    if (options.json()) {
      console.line(ended.toString());
    } else {
      SweepReport.show(ended, console);
    }
    return SweepReport.exitCode(ended);
  }

  private JsonNode follow(Gateway gateway, Console console, JsonNode sweep)
      throws GatewayException, InterruptedException {
    ProgressBar bar = new ProgressBar(console);
    JsonNode present = sweep;
    GrowingPause pause = new GrowingPause(gateway.pause());
    try {
      while (!SweepReport.settled(present)) {
        if (!options.json()) {
          JsonNode states = present.path("states");
          int open = states.path("QUEUED").asInt() + states.path("RUNNING").asInt();
          double runs = present.path("runs").asInt();
          bar.show((runs - open) / runs, SweepReport.states(present));
        }
        pause.before();
        present = gateway.get("/v1/sweeps/" + sweep.path("id").asText());
      }
    } finally {
      bar.end();
    }
    return present;
  }
}
