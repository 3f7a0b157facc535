package dev.trm.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.trm.cli.console.Console;
import dev.trm.cli.gateway.GatewayException;
import dev.trm.cli.gateway.JobWatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "retrain",
    description = {
      "Run a recipe. With --wait, exit code 0: its gate was passed; 3: it was not; 1: it failed.",
      "Repository, ref and commit are those of the CI that this runs in, unless named. Needs a key"
          + " (TRM_KEY), or the recipe's secret in TRM_HOOK_SECRET; then the recipe must be for that"
          + " repository and ref."
    },
    mixinStandardHelpOptions = true)
final class RetrainCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Parameters(paramLabel = "RECIPE", description = "Its name.")
  private String recipe = "";

  @Option(names = "--repository", paramLabel = "R", description = "Owner and name.")
  private @Nullable String repository;

  @Option(names = "--ref", paramLabel = "R", description = "In full, or a branch's name.")
  private @Nullable String ref;

  @Option(names = "--commit", paramLabel = "C", description = "7 hexadecimal digits or more.")
  private @Nullable String commit;

  @Option(
      names = "--set",
      paramLabel = "FIELD=VALUE",
      description = "A field that the recipe lets be set, such as training.steps=500.")
  private Map<String, String> set = new LinkedHashMap<>();

  @Option(names = "--wait", description = "Wait until the run has ended.")
  private boolean wait;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "With --wait: where to write what came of it, as Markdown.")
  private @Nullable Path report;

  @Option(
      names = "--json",
      description = "Print the answer, with --wait the job, as the API has it.")
  private boolean json;

  RetrainCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws UsageException, GatewayException, InterruptedException {
    if (report != null && !wait) {
      throw new UsageException("--report needs --wait: there is nothing to report before the end");
    }
    if (report != null && TargetFile.directory(report).isEmpty()) {
      throw new UsageException("--report is " + report + "; there is no directory to put it into");
    }
    RecipeDoor door = RecipeDoor.of(surroundings, recipe);
    Console console = surroundings.console();
    JsonNode start = door.start(wish());
    JsonNode run = start.path("run");
    String id = run.path("id").asText();
    if (json && !wait) {
      console.line(start.toString());
    }
    if (id.isEmpty()) {
      console.note(
          "trm: nothing was started: "
              + start.path("reason").asText("the gateway does not say why"));
      return ExitCode.FAILED;
    }
    if (!wait) {
      if (!json) {
        console.line("run " + id + " is queued; ./trm runs shows how it does");
      }
      return ExitCode.DONE;
    }
    return follow(door, id, run.path("job"));
  }

  private int follow(RecipeDoor door, String id, JsonNode job)
      throws GatewayException, InterruptedException {
    Console console = surroundings.console();
    JsonNode ended;
    if (json) {
      ended = door.watch().untilEnded(job, seen -> {});
      console.line(ended.toString());
    } else {
      console.line("run " + id);
      ended = new TrainingProgress(console).follow(door.watch(), job);
    }
    if (report != null) {
      write(report, door.report(id));
    }
    if (!JobWatch.succeeded(ended)) {
      console.note("trm: " + JobWatch.reason(ended));
      return ExitCode.FAILED;
    }
    return TrainingProgress.gatePassed(ended) ? ExitCode.DONE : ExitCode.NOT_GOOD_ENOUGH;
  }

  private ObjectNode wish() {
    ObjectNode wish = JsonNodeFactory.instance.objectNode();
    CiFacts.of(surroundings.environment()).but(repository, ref, commit).into(wish);
    if (!set.isEmpty()) {
      ObjectNode fields = wish.putObject("set");
      set.forEach((field, value) -> fields.set(field, value(value)));
    }
    return wish;
  }

  /** A number, true or false where it is one; else text. */
  private static JsonNode value(String text) {
    try {
      JsonNode value = new ObjectMapper().readTree(text);
      return value.isNumber() || value.isBoolean() ? value : TextNode.valueOf(text);
    } catch (JsonProcessingException e) {
      return TextNode.valueOf(text);
    }
  }

  private static void write(Path file, String text) throws GatewayException {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new GatewayException("'" + file + "' cannot be written: " + e.getMessage(), e);
    }
  }
}
