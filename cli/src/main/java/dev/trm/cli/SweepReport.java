package dev.trm.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.cli.console.Console;
import dev.trm.cli.console.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Shows a sweep: how its runs stand, each combination over its seeds, what its gate decided. */
final class SweepReport {
  private static final String PENDING = "pending";
  private static final String PROMOTED = "promoted";

  private SweepReport() {}

  /** In one line, as in "2 RUNNING, 4 SUCCEEDED". */
  static String states(JsonNode sweep) {
    List<String> states = new ArrayList<>();
    for (Map.Entry<String, JsonNode> each : sweep.path("states").properties()) {
      states.add(each.getValue().asInt() + " " + each.getKey());
    }
    return String.join(", ", states);
  }

  /** Whether nothing more will happen to its runs, nor be decided about them, by itself. */
  static boolean settled(JsonNode sweep) {
    JsonNode states = sweep.path("states");
    boolean decides = decided(sweep).equals(PENDING) && !states.has("QUARANTINED");
    return !states.has("QUEUED") && !states.has("RUNNING") && !decides;
  }

  /** Of one that is settled. Who asked for no promotion has no gate to pass. */
  static int exitCode(JsonNode sweep) {
    String decided = decided(sweep);
    if (decided.equals(PROMOTED)) {
      return ExitCode.DONE;
    }
    if (sweep.path("states").path("SUCCEEDED").asInt() != sweep.path("runs").asInt()) {
      return ExitCode.FAILED;
    }
    return decided.isEmpty() ? ExitCode.DONE : ExitCode.NOT_GOOD_ENOUGH;
  }

  /** Empty where there is no gate. */
  private static String decided(JsonNode sweep) {
    return sweep.path("decision").path("state").asText();
  }

  /** What the gate decided, in a word or two; empty where there is none. */
  static String shortly(JsonNode sweep) {
    String decided = decided(sweep);
    return decided.equals(PROMOTED)
        ? PROMOTED
            + " "
            + sweep.path("model").asText()
            + "@"
            + sweep.path("decision").path("version").asText()
        : decided;
  }

  static void show(JsonNode sweep, Console console) {
    console.line(
        "sweep "
            + sweep.path("id").asText()
            + " of "
            + sweep.path("model").asText()
            + ": "
            + states(sweep));
    Table table = new Table("VALUES", "N", "HELD OUT RIGHT", "95% INTERVAL", "");
    JsonNode best = sweep.path("best").path("values");
    for (JsonNode combination : sweep.path("combinations")) {
      JsonNode accuracy = combination.path("accuracy");
      table.row(
          values(combination.path("values")),
          accuracy.path("n").asText("0") + "/" + combination.path("runs").size(),
          percent(accuracy.path("mean")),
          accuracy.has("low")
              ? percent(accuracy.path("low")) + " to " + percent(accuracy.path("high"))
              : "",
          combination.path("values").equals(best) ? "best" : "");
    }
    table.lines().forEach(console::line);
    if (!decided(sweep).isEmpty()) {
      decision(sweep).forEach(console::line);
    }
  }

  private static List<String> decision(JsonNode sweep) {
    JsonNode decision = sweep.path("decision");
    if (decided(sweep).equals(PENDING)) {
      return List.of("its gate decides when all runs have ended");
    }
    List<String> lines = new ArrayList<>();
    for (JsonNode each : decision.path("combinations")) {
      if (!each.path("passed").asBoolean()) {
        lines.add(
            "not passed, " + values(each.path("values")) + ": " + each.path("reason").asText());
      }
    }
    lines.add(
        (decided(sweep).equals(PROMOTED)
                ? "promoted "
                    + sweep.path("model").asText()
                    + "@"
                    + decision.path("version").asText()
                    + ", now champion: "
                : "nothing promoted: ")
            + decision.path("reason").asText());
    return lines;
  }

  private static String values(JsonNode values) {
    List<String> shown = new ArrayList<>();
    for (Map.Entry<String, JsonNode> each : values.properties()) {
      shown.add(each.getKey() + " " + each.getValue().asText());
    }
    return shown.isEmpty() ? "seeds only" : String.join(", ", shown);
  }

  private static String percent(JsonNode share) {
    return share.isNumber() ? String.format(Locale.ROOT, "%.1f%%", 100 * share.asDouble()) : "";
  }
}
