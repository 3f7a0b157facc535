package dev.trm.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.cli.console.ColourGrid;
import dev.trm.cli.console.Console;
import dev.trm.cli.console.Table;
import java.util.List;
import java.util.Locale;

/** An answered ARC task: the attempts as pictures, and how the task's forms voted. */
final class ArcReport {
  private static final int WIDEST_GRID = 48;

  private final Console console;
  private final JsonNode result;

  /**
   * @param result of a job that has succeeded
   */
  ArcReport(Console console, JsonNode result) {
    this.console = console;
    this.result = result;
  }

  /** Whether every output that was given was hit. */
  boolean goodEnough() {
    return result.path("right").asInt() == result.path("judged").asInt();
  }

  /**
   * Prints all of it.
   *
   * @param votes as the API has them
   */
  void print(JsonNode votes) {
    ColourGrid grids = new ColourGrid(console);
    for (int i = 0; i < result.path("tests").size(); i++) {
      JsonNode test = result.path("tests").path(i);
      console.line(console.styled(Console.Style.STRONG, "test input " + (i + 1)));
      List<String> headings =
          List.of("attempt 1" + verdict(test, 0), "attempt 2" + verdict(test, 1));
      grids
          .sideBySide(
              headings, List.of(test.path("attempts").path(0), test.path("attempts").path(1)))
          .forEach(console::line);
      console.line("");
      table(votes.path("tests").path(i)).lines().forEach(console::line);
      console.line(words(votes.path("tests").path(i)));
      console.line("");
    }
    console.line(summary());
  }

  private static String verdict(JsonNode test, int attempt) {
    return !test.has("right")
        ? ""
        : test.path("right").path(attempt).asBoolean() ? ", right" : ", wrong";
  }

  private static Table table(JsonNode test) {
    Table table = new Table("RANK", "VOTES", "HALT", "SIZE", "GRID");
    for (JsonNode row : test.path("rows")) {
      JsonNode grid = row.path("grid");
      table.row(
          row.path("rank").asText(),
          row.path("votes").asText(),
          String.format(Locale.ROOT, "%.3f", row.path("haltProbability").asDouble()),
          grid.path(0).size() + "x" + grid.size(),
          shortened(grid));
    }
    return table;
  }

  /** Rows of digits, as far as a line has room. */
  private static String shortened(JsonNode grid) {
    StringBuilder text = new StringBuilder();
    for (JsonNode row : grid) {
      text.append(text.isEmpty() ? "" : "/");
      row.forEach(cell -> text.append(cell.asText()));
    }
    return text.length() > WIDEST_GRID ? text.substring(0, WIDEST_GRID) + "…" : text.toString();
  }

  private static String words(JsonNode test) {
    int more = test.path("grids").asInt() - test.path("rows").size();
    return test.path("forms").asText()
        + " forms voted, "
        + test.path("empty").asText()
        + " of them for nothing"
        + (more > 0 ? "; " + more + " more answers are not shown" : "");
  }

  private String summary() {
    int judged = result.path("judged").asInt();
    String by =
        String.format(
            Locale.ROOT,
            " by %s, adapted in %d steps (loss %.3f)",
            result.path("model").asText(),
            result.path("steps").asLong(),
            result.path("loss").asDouble());
    String kept =
        result.has("adapted") ? "; checkpoint " + result.path("adapted").asText() + " is kept" : "";
    if (judged == 0) {
      return "answered, with no outputs to judge by," + by + kept;
    }
    return console.styled(
            goodEnough() ? Console.Style.GOOD : Console.Style.BAD,
            result.path("right").asInt() + " of " + judged + " outputs hit")
        + by
        + kept;
  }
}
