package dev.trm.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trm.cli.gateway.Gateway;
import dev.trm.cli.gateway.GatewayException;
import org.jspecify.annotations.Nullable;

/**
 * How puzzles are to be solved; what is null is left to the gateway.
 *
 * @param attempts the most attempts
 * @param budget the most cycles of all attempts
 * @param trace whether every cycle's draft is kept
 */
record SolveRequest(
    @Nullable String model,
    @Nullable Integer maxCycles,
    @Nullable Integer attempts,
    @Nullable Integer budget,
    @Nullable String halt,
    boolean trace) {
  private static final String PATH = "/v1/solve-jobs";
  static final String BATCH = PATH + "/batch";

  /** Hands a puzzle in and returns the job, which may have ended already. */
  JsonNode submit(Gateway gateway, JsonNode puzzle) throws GatewayException, InterruptedException {
    return gateway.post(PATH, body(puzzle), "");
  }

  /** The request for one puzzle. */
  ObjectNode body(JsonNode puzzle) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.set("puzzle", puzzle);
    if (model != null) {
      body.put("model", model);
    }
    ObjectNode options = body.putObject("options");
    if (maxCycles != null) {
      options.put("maxCycles", maxCycles);
    }
    if (attempts != null || budget != null) {
      ObjectNode search = options.putObject("search");
      if (attempts != null) {
        search.put("attempts", attempts);
      }
      if (budget != null) {
        search.put("budget", budget);
      }
    }
    if (halt != null) {
      options.put("halt", halt);
    }
    if (trace) {
      options.put("trace", "full");
    }
    return body;
  }
}
