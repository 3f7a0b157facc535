package dev.trm.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.cli.console.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Runs side by side as tables, in which they are letters. */
final class ComparedRuns {
  private ComparedRuns() {}

  /**
   * @param answer as the interface has it
   */
  static List<String> lines(JsonNode answer) {
    JsonNode runs = answer.path("runs");
    Table names = new Table("", "RUN", "STATE", "MODEL");
    for (int i = 0; i < runs.size(); i++) {
      JsonNode run = runs.get(i);
      names.row(
          letter(i),
          run.path("id").asText(),
          run.path("state").asText(),
          run.path("version").asText(run.path("model").asText()));
    }
    List<String> lines = new ArrayList<>(names.lines());
    lines.add("");
    if (answer.path("differences").isEmpty()) {
      lines.add("the descriptions are equal");
    } else {
      lines.addAll(table("FIELD", "field", runs.size(), answer.path("differences")));
    }
    if (!answer.path("figures").isEmpty()) {
      lines.add("");
      lines.addAll(table("FIGURE", "name", runs.size(), answer.path("figures")));
    }
    for (JsonNode curve : answer.path("curves")) {
      lines.add("");
      lines.addAll(curve(curve, runs.size()));
    }
    return lines;
  }

  private static List<String> table(String heading, String name, int runs, JsonNode rows) {
    Table table = new Table(headings(heading, runs));
    for (JsonNode row : rows) {
      String[] cells = new String[runs + 1];
      cells[0] = row.path(name).asText();
      for (int i = 0; i < runs; i++) {
        cells[i + 1] = cell(row.path("values").path(i));
      }
      table.row(cells);
    }
    return table.lines();
  }

  private static List<String> curve(JsonNode curve, int runs) {
    String name = curve.path("name").asText();
    if (curve.path("steps").isEmpty()) {
      return List.of(name + " has no steps that all of them span");
    }
    Table table = new Table(headings(name + " AT STEP", runs));
    for (int at = 0; at < curve.path("steps").size(); at++) {
      String[] cells = new String[runs + 1];
      cells[0] = curve.path("steps").path(at).asText();
      for (int i = 0; i < runs; i++) {
        cells[i + 1] = cell(curve.path("values").path(i).path(at));
      }
      table.row(cells);
    }
    return table.lines();
  }

  private static String[] headings(String first, int runs) {
    String[] headings = new String[runs + 1];
    headings[0] = first;
    for (int i = 0; i < runs; i++) {
      headings[i + 1] = letter(i);
    }
    return headings;
  }

  private static String letter(int run) {
    return String.valueOf((char) ('A' + run));
  }

  /** Whole numbers as they are, others to four digits behind the point or in front of it. */
  private static String cell(JsonNode value) {
    if (value.isNull() || value.isMissingNode()) {
      return "-";
    }
    double number = value.doubleValue();
    if (!value.isFloatingPointNumber() || number == Math.rint(number)) {
      return value.isFloatingPointNumber()
          ? String.format(Locale.ROOT, "%.0f", number)
          : value.asText();
    }
    return Math.abs(number) >= 0.01
        ? String.format(Locale.ROOT, "%.4f", number)
        : String.format(Locale.ROOT, "%.4g", number);
  }
}
