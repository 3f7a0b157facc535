package dev.trm.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trm.cli.console.Console;
import dev.trm.cli.gateway.Gateway;
import dev.trm.cli.gateway.GatewayException;
import dev.trm.cli.gateway.JobWatch;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

@Command(
    name = "demo",
    description = "Show what trm does: solve, train, solve with what was trained.",
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  private static final String TRAINED = "demo-4x4";

  /** Puzzles with one solution each, of kinds whose models come with trm. */
  private static final String PUZZLES = "demo-puzzles.json";

  private static final String FOUR = ".2.4..1..1..4..1";

  private final Surroundings surroundings;

  DemoCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws GatewayException, InterruptedException {
    Console console = surroundings.console();
    Gateway gateway = surroundings.gateway();
    for (JsonNode shown : puzzles()) {
      heading(shown.path("heading").asText());
      solve(gateway, shown.path("puzzle"), null, shown.path("drafts").asBoolean());
    }
    heading("Training a model for 4x4 Sudoku");
    String trained = train(gateway);
    heading("A 4x4 Sudoku, solved by the model just trained");
    JsonNode four = JsonNodeFactory.instance.objectNode().put("kind", "sudoku").put("grid", FOUR);
    solve(gateway, four, trained, true);
    heading("Where things are");
    console.line("REST API   " + gateway.url() + "/v1");
    console.line("OpenAPI    " + gateway.url() + "/q/swagger-ui");
    console.line(
        "key        " + surroundings.environment().getOrDefault("TRM_HOME", ".trm") + "/key");
    return ExitCode.DONE;
  }

  private static JsonNode puzzles() {
    try (InputStream in = DemoCommand.class.getResourceAsStream(PUZZLES)) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(PUZZLES + " cannot be read", e);
    }
  }

  /**
   * @param model null for the champion of the puzzle's kind and size
   * @param drafts whether every cycle's draft is drawn
   */
  private void solve(Gateway gateway, JsonNode puzzle, @Nullable String model, boolean drafts)
      throws GatewayException, InterruptedException {
    JsonNode submitted =
        new SolveRequest(model, null, null, null, null, true).submit(gateway, puzzle);
    JsonNode job = succeeded(new JobWatch(gateway).untilEnded(submitted, seen -> {}));
    SolveReport report = new SolveReport(surroundings.console(), job);
    JsonNode trace = gateway.get("/v1/jobs/" + job.path("id").asText() + "/trace");
    if (drafts) {
      report.cycles(trace);
    } else {
      report.outline(trace);
    }
    if (!report.goodEnough()) {
      throw new GatewayException("the demo's puzzle was not solved");
    }
  }

  /** The reference of the version made. */
  private String train(Gateway gateway) throws GatewayException, InterruptedException {
    JsonNode submitted = gateway.post("/v1/training-jobs", trainingJob(), "");
    JsonNode job =
        new TrainingProgress(surroundings.console()).follow(new JobWatch(gateway), submitted);
    return succeeded(job).path("result").path("model").asText();
  }

  /** Small enough for a minute or so on one core. */
  private static ObjectNode trainingJob() {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("model", TRAINED);
    body.putObject("dataset").put("generator", "sudoku").put("size", 4);
    body.putObject("training").put("steps", 600);
    body.putObject("promotion").put("gate", "always");
    return body;
  }

  private static JsonNode succeeded(JsonNode job) throws GatewayException {
    if (!JobWatch.succeeded(job)) {
      throw new GatewayException(JobWatch.reason(job));
    }
    return job;
  }

  private void heading(String text) {
    Console console = surroundings.console();
    console.line("");
    console.line(console.styled(Console.Style.STRONG, text));
  }
}
