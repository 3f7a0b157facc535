package dev.trm.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.cli.console.Console;
import dev.trm.cli.console.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Shows a sweep: how its runs stand, and each combination over its seeds. */
final class SweepReport {
  private SweepReport() {}

  /** In one line, as in "2 RUNNING, 4 SUCCEEDED". */
  static String states(JsonNode sweep) {
    List<String> states = new ArrayList<>();
    for (Map.Entry<String, JsonNode> each : sweep.path("states").properties()) {
      states.add(each.getValue().asInt() + " " + each.getKey());
    }
    return String.join(", ", states);
  }

  /** Whether nothing more will happen to its runs by itself. */
  static boolean ended(JsonNode sweep) {
    return !sweep.path("states").has("QUEUED") && !sweep.path("states").has("RUNNING");
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
