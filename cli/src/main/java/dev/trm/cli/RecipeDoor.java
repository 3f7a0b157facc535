package dev.trm.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.cli.gateway.Address;
import dev.trm.cli.gateway.Gateway;
import dev.trm.cli.gateway.GatewayException;
import dev.trm.cli.gateway.HookSecret;
import dev.trm.cli.gateway.JobWatch;
import dev.trm.cli.gateway.PathSegment;
import java.util.Map;

/** A way in to a recipe: with a key, or with nothing but the recipe's own secret. */
sealed interface RecipeDoor {
  String MARKDOWN = "text/markdown";

  /** Asks for a run; what came of it. */
  JsonNode start(JsonNode wish) throws GatewayException, InterruptedException;

  /** Waits for runs. */
  JobWatch watch();

  /** What came of a run, as Markdown. */
  String report(String run) throws GatewayException, InterruptedException;

  /** By {@code TRM_HOOK_SECRET} where it is set, else by the key. */
  static RecipeDoor of(Surroundings surroundings, String recipe) throws GatewayException {
    Map<String, String> environment = surroundings.environment();
    String name = PathSegment.of(recipe);
    String secret = environment.getOrDefault("TRM_HOOK_SECRET", "");
    return secret.isBlank()
        ? new ByKey(surroundings.gateway(), name)
        : new BySecret(
            new Gateway(Address.withoutKey(environment), surroundings.pause()),
            HookSecret.of(secret.strip()),
            "/v1/hooks/ci/" + name);
  }

  /** With a key. */
  record ByKey(Gateway gateway, String recipe) implements RecipeDoor {
    @Override
    public JsonNode start(JsonNode wish) throws GatewayException, InterruptedException {
      return gateway.post("/v1/recipes/" + recipe + "/runs", wish, "");
    }

    @Override
    public JobWatch watch() {
      return new JobWatch(gateway);
    }

    @Override
    public String report(String run) throws GatewayException, InterruptedException {
      return gateway.text("/v1/runs/" + run + "/report", MARKDOWN);
    }
  }

  /**
   * With the recipe's secret.
   *
   * @param hook path that events are told at
   */
  record BySecret(Gateway gateway, HookSecret secret, String hook) implements RecipeDoor {
    @Override
    public JsonNode start(JsonNode wish) throws GatewayException, InterruptedException {
      return gateway.tell(hook, wish, secret);
    }

    @Override
    public JobWatch watch() {
      return new JobWatch(
          gateway.pause(),
          run ->
              gateway
                  .parse(gateway.look(hook + "/runs/" + run, "application/json", secret))
                  .path("job"));
    }

    @Override
    public String report(String run) throws GatewayException, InterruptedException {
      return gateway.look(hook + "/runs/" + run + "/report", MARKDOWN, secret);
    }
  }
}
