package dev.trm.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trm.cli.console.Console;
import dev.trm.cli.console.Table;
import dev.trm.cli.gateway.GatewayException;
import dev.trm.cli.gateway.PathSegment;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;

@Command(
    name = "keys",
    description = "List, add and revoke API keys; for operators.",
    mixinStandardHelpOptions = true)
final class KeysCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      description = "Print the gateway's answer as JSON.")
  private boolean json;

  KeysCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws GatewayException, InterruptedException {
    return list();
  }

  @Command(
      name = "list",
      description = "List the keys; never their text.",
      mixinStandardHelpOptions = true)
  int list() throws GatewayException, InterruptedException {
    JsonNode answer = surroundings.gateway().get("/v1/keys");
    Console console = surroundings.console();
    if (json) {
      console.line(answer.toString());
      return ExitCode.DONE;
    }
    Table table = new Table("NAME", "ROLE", "KEY", "MADE", "LAST USED", "STATE");
    for (JsonNode key : answer.path("keys")) {
      table.row(
          key.path("name").asText(),
          key.path("role").asText(),
          key.has("prefix") ? key.path("prefix").asText() + "…" : "",
          When.shown(key.path("createdAt")),
          key.has("lastUsedAt") ? When.shown(key.path("lastUsedAt")) : "never",
          state(key));
    }
    table.lines().forEach(console::line);
    return ExitCode.DONE;
  }

  @Command(
      name = "add",
      description = "Make a key and print it; nothing ever shows it again.",
      mixinStandardHelpOptions = true)
  int add(
      @Parameters(paramLabel = "NAME", description = "The actor in the audit; used once, ever.")
          String name,
      @Option(
              names = "--role",
              paramLabel = "ROLE",
              defaultValue = "submitter",
              description = "reader, submitter or operator; by default ${DEFAULT-VALUE}")
          String role,
      @Option(
              names = "--expires",
              paramLabel = "TIME",
              description = "When it stops to work, like 2031-01-31T12:00:00Z.")
          @Nullable String expires,
      @Option(
              names = "--max-running",
              paramLabel = "N",
              description = "Jobs of this key at a time.")
          @Nullable Integer maxRunning,
      @Option(names = "--rate", paramLabel = "N", description = "Requests a minute.")
          @Nullable Integer rate,
      @Option(
              names = "--quota",
              paramLabel = "NAME=N",
              description =
                  "The most that this key may have of: queuedJobs, delayedJobs, storedBytes,"
                      + " uploads, sessions, webhooks. May be given several times.")
          @Nullable Map<String, Long> quotas)
      throws GatewayException, InterruptedException {
    ObjectNode wish = JsonNodeFactory.instance.objectNode();
    wish.put("name", name).put("role", role);
    if (expires != null) {
      wish.put("expiresAt", expires);
    }
    if (maxRunning != null) {
      wish.put("maxRunning", maxRunning);
    }
    if (rate != null) {
      wish.put("ratePerMinute", rate);
    }
    if (quotas != null) {
      ObjectNode wished = wish.putObject("quotas");
      quotas.forEach(wished::put);
    }
    JsonNode made = surroundings.gateway().post("/v1/keys", wish, "");
    if (!made.has("key")) {
      made = anotherText(name);
    }
    Console console = surroundings.console();
    console.line(json ? made.toString() : made.path("key").asText());
    if (!json) {
      console.note("this is the only time that the key of " + name + " is shown");
    }
    return ExitCode.DONE;
  }

  @Command(name = "revoke", description = "Make a key worthless.", mixinStandardHelpOptions = true)
  int revoke(@Parameters(paramLabel = "NAME") String name)
      throws GatewayException, InterruptedException {
    surroundings.gateway().delete("/v1/keys/" + PathSegment.of(name));
    Done.print(surroundings.console(), json, "revoked", name);
    return ExitCode.DONE;
  }

  /** The answer with the text was lost on the way, so nobody has it. */
  private JsonNode anotherText(String name) throws GatewayException, InterruptedException {
    JsonNode rotated =
        surroundings
            .gateway()
            .post(
                "/v1/keys/" + PathSegment.of(name) + "/rotate",
                JsonNodeFactory.instance.objectNode(),
                "");
    if (!rotated.has("key")) {
      throw new GatewayException(
          "the key " + name + " is made, but its text was lost on the way; revoke it");
    }
    return rotated;
  }

  private static String state(JsonNode key) {
    if (key.has("revokedAt")) {
      return "revoked " + When.shown(key.path("revokedAt"));
    }
    return key.has("expiresAt") ? "until " + When.shown(key.path("expiresAt")) : "";
  }
}
