package dev.trm.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.cli.console.Console;
import dev.trm.cli.gateway.Gateway;
import dev.trm.cli.gateway.GatewayException;
import dev.trm.cli.gateway.JobWatch;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "train",
    description =
        "Train a model. With --follow, exit code 0: done; 3: its gate was not passed; 1: it failed.",
    mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Parameters(
      paramLabel = "FILE.yaml",
      description = "The body of POST /v1/training-jobs, in YAML or JSON.")
  private Path file = Path.of("");

  @Option(names = "--follow", description = "Show progress until the run has ended.")
  private boolean follow;

  @Option(names = "--json", description = "Print the job as the API has it.")
  private boolean json;

  TrainCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws UsageException, GatewayException, InterruptedException {
    JsonNode body = YamlFile.read(file);
    Gateway gateway = surroundings.gateway();
    Console console = surroundings.console();
    JsonNode job = gateway.post("/v1/training-jobs", body, "");
    if (!follow) {
      console.line(
          json
              ? job.toString()
              : "run " + job.path("id").asText() + " is queued; ./trm runs shows how it does");
      return ExitCode.DONE;
    }
    JobWatch watch = new JobWatch(gateway);
    JsonNode ended;
    if (json) {
      ended = watch.untilEnded(job, seen -> {});
      console.line(ended.toString());
    } else {
      ended = new TrainingProgress(console).follow(watch, job);
    }
    if (!JobWatch.succeeded(ended)) {
      console.note("trm: " + JobWatch.reason(ended));
      return ExitCode.FAILED;
    }
    return TrainingProgress.gatePassed(ended) ? ExitCode.DONE : ExitCode.NOT_GOOD_ENOUGH;
  }
}
