package dev.trm.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trm.cli.console.Console;
import dev.trm.cli.gateway.Gateway;
import dev.trm.cli.gateway.GatewayException;
import dev.trm.cli.gateway.JobWatch;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
    name = "demo",
    description = "Show what trm does: solve, train, solve with what was trained.",
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  private static final String SHIPPED = "sudoku-9x9";
  private static final String TRAINED = "demo-4x4";

  /** One solution each. */
  private static final String NINE =
      "53..7....6..195....98....6.8...6...34..8.3..17...2...6.6....28....419..5....8..79";

  private static final String FOUR = ".2.4..1..1..4..1";

  private final Surroundings surroundings;

  DemoCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws GatewayException, InterruptedException {
    Console console = surroundings.console();
    Gateway gateway = surroundings.gateway();
    if (ships(gateway)) {
      heading("A 9x9 Sudoku, solved by the model that comes with trm");
      solve(gateway, NINE, SHIPPED + "@champion");
    }
    heading("Training a model for 4x4 Sudoku");
    String trained = train(gateway);
    heading("A 4x4 Sudoku, solved by the model just trained");
    solve(gateway, FOUR, trained);
    heading("Where things are");
    console.line("REST API   " + gateway.url() + "/v1");
    console.line("OpenAPI    " + gateway.url() + "/q/swagger-ui");
    console.line(
        "key        " + surroundings.environment().getOrDefault("TRM_HOME", ".trm") + "/key");
    return ExitCode.DONE;
  }

  private static boolean ships(Gateway gateway) throws GatewayException, InterruptedException {
    for (JsonNode model : gateway.get("/v1/models").path("models")) {
      if (model.path("name").asText().equals(SHIPPED)) {
        return true;
      }
    }
    return false;
  }

  private void solve(Gateway gateway, String grid, String model)
      throws GatewayException, InterruptedException {
    JsonNode puzzle = JsonNodeFactory.instance.objectNode().put("kind", "sudoku").put("grid", grid);
    JsonNode submitted =
        new SolveRequest(model, null, null, null, null, true).submit(gateway, puzzle);
    JsonNode job = succeeded(new JobWatch(gateway).untilEnded(submitted, seen -> {}));
    SolveReport report = new SolveReport(surroundings.console(), job);
    report.cycles(gateway.get("/v1/jobs/" + job.path("id").asText() + "/trace"));
    if (!report.goodEnough()) {
      throw new GatewayException("the demo's puzzle was not solved by " + model);
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
