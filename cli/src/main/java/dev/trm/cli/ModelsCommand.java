package dev.trm.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.cli.console.Console;
import dev.trm.cli.console.Table;
import dev.trm.cli.gateway.GatewayException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "models",
    description = "List models and what their aliases point at.",
    mixinStandardHelpOptions = true)
final class ModelsCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Option(names = "--json", description = "Print the answer as the API has it.")
  private boolean json;

  ModelsCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws GatewayException, InterruptedException {
    JsonNode answer = surroundings.gateway().get("/v1/models");
    Console console = surroundings.console();
    if (json) {
      console.line(answer.toString());
      return ExitCode.DONE;
    }
    Table table = new Table("MODEL", "LATEST", "ALIASES");
    for (JsonNode model : answer.path("models")) {
      table.row(model.path("name").asText(), model.path("latest").asText(), aliases(model));
    }
    table.lines().forEach(console::line);
    return ExitCode.DONE;
  }

  private static String aliases(JsonNode model) {
    List<String> aliases = new ArrayList<>();
    model
        .path("aliases")
        .fields()
        .forEachRemaining(alias -> aliases.add(alias.getKey() + "=" + alias.getValue().asText()));
    return String.join(", ", aliases);
  }
}
