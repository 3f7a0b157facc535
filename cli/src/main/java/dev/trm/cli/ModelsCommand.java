package dev.trm.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trm.cli.console.Console;
import dev.trm.cli.console.Table;
import dev.trm.cli.gateway.GatewayException;
import dev.trm.cli.gateway.PathSegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "models",
    description = "List models and what their aliases point at; point them at other versions.",
    mixinStandardHelpOptions = true)
final class ModelsCommand implements Callable<Integer> {
  private static final String CHAMPION = "champion";

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

  @Command(
      name = "promote",
      description = "Point an alias, by default champion, at a version; for operators.",
      mixinStandardHelpOptions = true)
  int promote(
      @Parameters(paramLabel = "NAME") String name,
      @Parameters(paramLabel = "VERSION") int version,
      @Option(
              names = "--alias",
              paramLabel = "ALIAS",
              defaultValue = CHAMPION,
              description = "By default ${DEFAULT-VALUE}.")
          String alias,
      @Option(names = "--reason", paramLabel = "TEXT", description = "Kept with the move.")
          @Nullable String reason,
      @Option(names = "--json", description = "Print the answer as the API has it.") boolean json)
      throws GatewayException, InterruptedException {
    ObjectNode wish = JsonNodeFactory.instance.objectNode().put("version", version);
    if (reason != null) {
      wish.put("reason", reason);
    }
    return moved(
        surroundings.gateway().put(path(name) + "/aliases/" + PathSegment.of(alias), wish), json);
  }

  @Command(
      name = "rollback",
      description =
          "Point an alias, by default champion, back at the version before; again, further back;"
              + " for operators.",
      mixinStandardHelpOptions = true)
  int rollback(
      @Parameters(paramLabel = "NAME") String name,
      @Option(
              names = "--alias",
              paramLabel = "ALIAS",
              defaultValue = CHAMPION,
              description = "By default ${DEFAULT-VALUE}.")
          String alias,
      @Option(names = "--json", description = "Print the answer as the API has it.") boolean json)
      throws GatewayException, InterruptedException {
    ObjectNode wish = JsonNodeFactory.instance.objectNode().put("alias", alias);
    return moved(surroundings.gateway().post(path(name) + "/rollback", wish, ""), json);
  }

  @Command(
      name = "policy",
      description =
          "Say whose a model is, and by which gate trainings of other keys become its champion; both"
              + " are replaced; for operators.",
      mixinStandardHelpOptions = true)
  int policy(
      @Parameters(paramLabel = "NAME") String name,
      @Option(
              names = "--owner",
              paramLabel = "KEY",
              description = "The key whose trainings promote by their own rules; else operators'.")
          @Nullable String owner,
      @Option(
              names = "--gate",
              paramLabel = "FILE",
              description =
                  "YAML or JSON with promotion and evaluation; without it, others do not promote.")
          @Nullable Path gate,
      @Option(names = "--json", description = "Print the answer as the API has it.") boolean json)
      throws UsageException, GatewayException, InterruptedException {
    ObjectNode wish = JsonNodeFactory.instance.objectNode();
    if (owner != null) {
      wish.put("owner", owner);
    }
    if (gate != null) {
      wish.set("gate", YamlFile.read(gate));
    }
    JsonNode model = surroundings.gateway().put(path(name) + "/policy", wish);
    surroundings
        .console()
        .line(
            json
                ? model.toString()
                : model.path("name").asText()
                    + " belongs to "
                    + model.path("owner").asText("the operators")
                    + "; trainings of other keys are "
                    + (model.has("gate") ? "promoted by its gate" : "not promoted"));
    return ExitCode.DONE;
  }

  private int moved(JsonNode model, boolean json) {
    surroundings
        .console()
        .line(json ? model.toString() : model.path("name").asText() + ": " + aliases(model));
    return ExitCode.DONE;
  }

  private static String path(String name) {
    return "/v1/models/" + PathSegment.of(name);
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
