package dev.trm.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.cli.console.Console;
import dev.trm.cli.console.GridText;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** A solve that has succeeded, in words and grids. "Solved" is said of checked answers only. */
final class SolveReport {
  private final Console console;
  private final JsonNode puzzle;
  private final JsonNode result;

  /**
   * @param job with a result
   */
  SolveReport(Console console, JsonNode job) {
    this.console = console;
    this.puzzle = job.path("puzzle");
    this.result = job.path("result");
  }

  /** Whether the answer passed the rules, or there are none. */
  boolean goodEnough() {
    return !checked() || result.path("solved").asBoolean();
  }

  /** Whether its kind has rules to check the answer by. */
  boolean checked() {
    return result.has("solved");
  }

  /** The answer, what the model filled in set off, and what is to be said about it. */
  void grid() {
    String answer = GridText.of(result.path("grid"));
    String question = GridText.of(puzzle.path("grid"));
    console.line(draw(answer, filledIn(question, answer), Set.of()));
    conclude();
  }

  private void conclude() {
    console.line(verdict());
    JsonNode search = result.path("search");
    if (search.path("attempts").asInt() > 1) {
      console.line(attempts(search));
    }
  }

  /** Which of several attempts the answer is of. */
  private static String attempts(JsonNode search) {
    int made = search.path("attempts").asInt();
    int most = search.path("mostAttempts").asInt();
    JsonNode variation = search.path("variation");
    String how =
        variation.isMissingNode()
            ? ""
            : String.format(
                " (%s: %s)",
                variation.path("kind").asText(), variation.path("description").asText());
    String which =
        search.has("solvedBy")
            ? "solved by attempt " + search.path("solvedBy").asInt() + " of " + most + how
            : "the answer is that of attempt "
                + search.path("answerOf").asInt()
                + how
                + ", the surest of "
                + count(made, "attempt");
    return which + "; " + count(search.path("cycles").asInt(), "cycle") + " in all";
  }

  /** The answer in one line, for many of them. */
  void line() {
    JsonNode answer = result.path("grid");
    boolean flat = answer.isTextual() || answer.isObject();
    console.line((flat ? GridText.of(answer) : answer.toString()) + "  " + verdict());
  }

  /**
   * Every cycle's draft, of which the last is the answer, and what is to be said about it.
   *
   * @param trace as the API has it
   */
  void cycles(JsonNode trace) {
    JsonNode cycles = trace.path("cycles");
    if (cycles.isEmpty()) {
      grid();
      return;
    }
    for (JsonNode cycle : cycles) {
      Set<Integer> broken = new HashSet<>();
      for (JsonNode rule : cycle.path("broken")) {
        rule.path("cells").forEach(cell -> broken.add(cell.asInt()));
      }
      Set<Integer> changed = new HashSet<>();
      cycle.path("changed").forEach(cell -> changed.add(cell.asInt()));
      console.line(headline(cycle));
      console.line(draw(GridText.of(cycle.path("grid")), changed, broken));
    }
    conclude();
  }

  /** A line for each cycle, the answer, and what is to be said about it. */
  void outline(JsonNode trace) {
    trace.path("cycles").forEach(cycle -> console.line(headline(cycle)));
    grid();
  }

  private static String headline(JsonNode cycle) {
    return String.format(
        Locale.ROOT,
        "%scycle %d: %s changed, %s broken, halt probability %.3f",
        cycle.has("attempt") ? "attempt " + cycle.path("attempt").asInt() + ", " : "",
        cycle.path("cycle").asInt(),
        count(cycle.path("changed").size(), "cell"),
        count(cycle.path("broken").size(), "rule"),
        cycle.path("haltProbability").asDouble());
  }

  private String draw(String grid, Set<Integer> changed, Set<Integer> broken) {
    return new GridText(console).draw(puzzle.path("kind").asText(), grid, changed, broken);
  }

  /** What is to be said about the answer, without colours. */
  String plainVerdict() {
    return verdict(new Console(console.out(), console.err(), false, false));
  }

  private String verdict() {
    return verdict(console);
  }

  private String verdict(Console styles) {
    String figures =
        String.format(
            Locale.ROOT,
            " in %s (halt probability %.3f) by %s",
            count(result.path("cycles").asInt(), "cycle"),
            result.path("haltProbability").asDouble(),
            result.path("model").asText());
    if (!checked()) {
      return "answered, without rules to check it by," + figures;
    }
    return (goodEnough()
            ? styles.styled(Console.Style.GOOD, "checked and solved")
            : styles.styled(Console.Style.BAD, "not solved"))
        + figures;
  }

  /** A number of things, in words: 1 cycle, 2 cycles. */
  static String count(int number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }

  private static Set<Integer> filledIn(String before, String after) {
    Set<Integer> cells = new HashSet<>();
    for (int cell = 0; cell < Math.min(before.length(), after.length()); cell++) {
      if (before.charAt(cell) != after.charAt(cell)) {
        cells.add(cell);
      }
    }
    return cells;
  }
}
