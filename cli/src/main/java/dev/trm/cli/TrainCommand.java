package dev.trm.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.cli.console.Console;
import dev.trm.cli.gateway.Gateway;
import dev.trm.cli.gateway.GatewayException;
import dev.trm.cli.gateway.JobWatch;
import dev.trm.cli.gateway.PathSegment;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "train",
    description = {
      "Train a model. With --follow, exit code 0: done; 3: its gate was not passed; 1: it failed.",
      "The file holds the body of POST /v1/training-jobs."
    },
    mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private final SubmitOptions options = new SubmitOptions();

  TrainCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws UsageException, GatewayException, InterruptedException {
    JsonNode body = options.body();
    Gateway gateway = surroundings.gateway();
    Console console = surroundings.console();
    JsonNode job = gateway.post("/v1/training-jobs", body, "");
    if (!options.follow()) {
      console.line(
          options.json()
              ? job.toString()
              : "run " + job.path("id").asText() + " is queued; ./trm runs shows how it does");
      return ExitCode.DONE;
    }
    JobWatch watch = new JobWatch(gateway);
    JsonNode ended;
    if (options.json()) {
      ended = watch.untilEnded(job, seen -> {});
      console.line(ended.toString());
    } else {
      ended = new TrainingProgress(console).follow(watch, job);
    }
    if (!JobWatch.succeeded(ended)) {
      console.note("trm: " + JobWatch.reason(ended));
      if (left(gateway, ended)) {
        console.note("trm: ./trm runs resume " + ended.path("id").asText() + " goes on with it");
      }
      return ExitCode.FAILED;
    }
    return TrainingProgress.gatePassed(ended) ? ExitCode.DONE : ExitCode.NOT_GOOD_ENOUGH;
  }

  /** Whether something was kept of a run that has ended without a result. */
  private static boolean left(Gateway gateway, JsonNode ended)
      throws GatewayException, InterruptedException {
    if (!JobWatch.canBeResumed(ended)) {
      return false;
    }
    JsonNode kept =
        gateway.get("/v1/runs/" + PathSegment.of(ended.path("id").asText()) + "/checkpoints");
    for (JsonNode checkpoint : kept.path("checkpoints")) {
      if (checkpoint.path("resumable").asBoolean()) {
        return true;
      }
    }
    return false;
  }
}
