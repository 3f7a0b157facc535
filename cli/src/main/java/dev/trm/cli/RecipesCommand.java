package dev.trm.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.trm.cli.console.Console;
import dev.trm.cli.console.Table;
import dev.trm.cli.gateway.GatewayException;
import dev.trm.cli.gateway.PathSegment;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;

@Command(
    name = "recipes",
    description = "List, show, put and delete recipes: trainings that events start.",
    mixinStandardHelpOptions = true)
final class RecipesCommand implements Callable<Integer> {
  /** What was put; the rest is the gateway's. */
  private static final List<String> PUT = List.of("job", "on", "overrides", "limits", "enabled");

  private final Surroundings surroundings;

  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      description = "Print the gateway's answer as JSON.")
  private boolean json;

  RecipesCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws GatewayException, InterruptedException {
    return list();
  }

  @Command(
      name = "list",
      description = "List the recipes by name.",
      mixinStandardHelpOptions = true)
  int list() throws GatewayException, InterruptedException {
    JsonNode answer = surroundings.gateway().get("/v1/recipes");
    Console console = surroundings.console();
    if (json) {
      console.line(answer.toString());
      return ExitCode.DONE;
    }
    Table table = new Table("NAME", "MODEL", "FOR", "AN HOUR", "AT ONCE", "BY", "STATE");
    for (JsonNode recipe : answer.path("recipes")) {
      table.row(
          recipe.path("name").asText(),
          recipe.path("job").path("model").asText(),
          String.join(", ", recipe.path("on").findValuesAsText("repository")),
          recipe.path("limits").path("perHour").asText(),
          recipe.path("limits").path("atOnce").asText(),
          recipe.path("by").asText(),
          recipe.path("enabled").asBoolean() ? "" : "disabled");
    }
    table.lines().forEach(console::line);
    return ExitCode.DONE;
  }

  @Command(
      name = "show",
      description = "Print a recipe as it can be put.",
      mixinStandardHelpOptions = true)
  int show(@Parameters(paramLabel = "NAME") String name)
      throws GatewayException, InterruptedException {
    JsonNode recipe = surroundings.gateway().get(path(name));
    surroundings.console().line(json ? recipe.toString() : yaml(recipe));
    return ExitCode.DONE;
  }

  @Command(
      name = "put",
      description =
          "Make or change a recipe. Made, its secret is printed; nothing ever shows it again.",
      mixinStandardHelpOptions = true)
  int put(
      @Parameters(
              paramLabel = "FILE.yaml",
              description = "The body of PUT /v1/recipes/NAME, in YAML or JSON.")
          Path file,
      @Option(
              names = "--name",
              paramLabel = "NAME",
              description = "By default the file's, without its ending.")
          @Nullable String name)
      throws UsageException, GatewayException, InterruptedException {
    JsonNode body = YamlFile.read(file);
    String called = name == null ? withoutEnding(file) : name;
    JsonNode recipe = surroundings.gateway().put(path(called), body);
    if (!json && !recipe.has("secret")) {
      surroundings.console().line("changed " + called);
      return ExitCode.DONE;
    }
    printSecret(recipe);
    return ExitCode.DONE;
  }

  @Command(
      name = "delete",
      description = "Forget a recipe and its secret; its runs stay.",
      mixinStandardHelpOptions = true)
  int delete(@Parameters(paramLabel = "NAME") String name)
      throws GatewayException, InterruptedException {
    surroundings.gateway().delete(path(name));
    Done.print(surroundings.console(), json, "deleted", name);
    return ExitCode.DONE;
  }

  @Command(
      name = "secret",
      description = "Give a recipe another secret and print it.",
      mixinStandardHelpOptions = true)
  int secret(
      @Parameters(paramLabel = "NAME") String name,
      @Option(
              names = "--overlap",
              paramLabel = "TIME",
              description = "How long the secret before works too, like PT1H; by default a day.")
          @Nullable String overlap)
      throws GatewayException, InterruptedException {
    ObjectNode wish = JsonNodeFactory.instance.objectNode();
    if (overlap != null) {
      wish.put("overlap", overlap);
    }
    printSecret(surroundings.gateway().post(path(name) + "/secret", wish, ""));
    return ExitCode.DONE;
  }

  private void printSecret(JsonNode recipe) {
    Console console = surroundings.console();
    console.line(json ? recipe.toString() : recipe.path("secret").asText());
    if (!json) {
      console.note(
          "this is the only time that the secret of "
              + recipe.path("name").asText()
              + " is shown; events are told at "
              + recipe.path("links").path("hook").asText());
    }
  }

  private static String yaml(JsonNode recipe) throws GatewayException {
    ObjectNode put = JsonNodeFactory.instance.objectNode();
    PUT.stream().filter(recipe::has).forEach(field -> put.set(field, recipe.get(field)));
    try {
      return YAMLMapper.builder()
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
          .build()
          .writeValueAsString(put)
          .strip();
    } catch (JsonProcessingException e) {
      throw new GatewayException("the recipe cannot be written as YAML: " + e.getMessage(), e);
    }
  }

  private static String withoutEnding(Path file) {
    return String.valueOf(file.getFileName()).replaceFirst("\\.[^.]*$", "");
  }

  private static String path(String name) {
    return "/v1/recipes/" + PathSegment.of(name);
  }
}
