package dev.trm.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.trm.cli.console.Console;
import dev.trm.cli.gateway.Gateway;
import dev.trm.cli.gateway.GatewayException;
import dev.trm.cli.gateway.JobWatch;
import java.io.IOException;
import java.nio.file.Files;
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
  private static final int LARGEST_BYTES = 64_000;

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
    JsonNode body = body();
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
    return gatePassed(ended) ? ExitCode.DONE : ExitCode.NOT_GOOD_ENOUGH;
  }

  /** Who asked for no promotion has no gate to pass. */
  private static boolean gatePassed(JsonNode job) {
    return job.path("result").path("promoted").asBoolean()
        || job.path("training").path("promotion").path("gate").asText().equals("never");
  }

  private JsonNode body() throws UsageException {
    try {
      if (Files.size(file) > LARGEST_BYTES) {
        throw new UsageException(
            "'"
                + file
                + "' has "
                + Files.size(file)
                + " bytes; a training job is described in few");
      }
      JsonNode body = new YAMLMapper().readTree(Files.readString(file));
      if (!body.isObject()) {
        throw new UsageException("'" + file + "' does not hold fields, such as 'model: NAME'");
      }
      return body;
    } catch (JsonProcessingException e) {
      throw new UsageException(
          "'"
              + file
              + "' is no YAML: line "
              + e.getLocation().getLineNr()
              + ": "
              + e.getOriginalMessage(),
          e);
    } catch (IOException e) {
      throw new UsageException("'" + file + "' can't be read: " + e.getMessage(), e);
    }
  }
}
