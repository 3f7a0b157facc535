package dev.trm.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.WebElement;

/** Solving with models that were trained in this test. */
@BrowserTest
class TrainedModelsIT {
  @Test
  void twoModelsAreComparedOnTheSamePuzzle(RunningSystem system, Browser browser) throws Exception {
    String other =
        system.trained(
            "{\"generator\": \"sudoku\", \"size\": 4, \"puzzles\": 300, \"heldOut\": 40}");
    String solve = system.solved("1.3...2..1...4.2");
    browser.signIn("/solve/" + solve, system.key());
    browser.read(".verdict", "Solved");
    browser.complaints(); // discards the errors of the missing sign-in

    browser.click("Compare");
    browser.choose("Beside it", other + "@champion");

    browser.waiting().until(any -> browser.all("trm-player").size() == 2);
    browser.waiting().until(any -> browser.all(".verdict").size() == 2);
    browser.read("[aria-label=Left] h2", "sudoku@");
    browser.read("[aria-label=Right] h2", other + "@");
    browser.read("[aria-label=Right] .verdict", "olved");
    browser.read("main", "The two boards above");
    String with = browser.at().replaceAll(".*with=([0-9a-f-]+).*", "$1");
    assertThat(with).isNotEqualTo(solve);
    assertThat(system.get("/v1/jobs/" + with).at("/puzzle/grid").asText())
        .isEqualTo("1.3...2..1...4.2");
    browser.phone();
    Inspection.look(browser, "two-models-phone");
    browser.desk();
    Inspection.look(browser, "two-models");
    assertThat(browser.complaints()).isEmpty();
  }

  /** After two steps, a model has not yet learned to keep givens unchanged. */
  @Test
  void givenThatAModelOverwroteIsMarkedAsAlteredBesideOneThatLeftIt(
      RunningSystem system, Browser browser) throws Exception {
    String puzzle = "1.3...2..1...4.2";
    String model =
        system.trained(
            "{\"generator\": \"sudoku\", \"size\": 4, \"puzzles\": 300, \"heldOut\": 40}", 2);
    String good = system.solved(puzzle);
    String job =
        system
            .post(
                "/v1/solve-jobs",
                RunningSystem.puzzle(puzzle, "\"halt\": \"fixed\", \"search\": {\"attempts\": 1}")
                    .replaceFirst("\\{", "{\"model\": \"" + model + "@champion\", "))
            .path("id")
            .asText();
    system.await(job, "SUCCEEDED");
    String draft = system.get("/v1/jobs/" + job + "/trace").at("/cycles/0/grid").asText();
    List<String> altered =
        IntStream.range(0, puzzle.length())
            .filter(cell -> puzzle.charAt(cell) != '.' && puzzle.charAt(cell) != draft.charAt(cell))
            .mapToObj(String::valueOf)
            .toList();
    assertThat(altered).as(draft).isNotEmpty();

    browser.signIn("/solve/" + job + "?cycle=1&with=" + good + "&other=1", system.key());
    browser.read("[aria-label=Left] .told", altered.size() + " given");
    browser.read("main", "The left one alters " + altered.size());

    List<WebElement> marked = browser.all("[aria-label=Left] .cell.altered");
    assertThat(marked)
        .extracting(each -> each.getDomAttribute("data-cell"))
        .containsExactlyElementsOf(altered);
    int first = Integer.parseInt(altered.get(0));
    assertThat(marked.get(0).getAccessibleName())
        .contains("altered, given was " + puzzle.charAt(first))
        .doesNotContain(", given,");
    assertThat(marked.get(0).getDomAttribute("class")).doesNotContain("given");
    assertThat(browser.all("[aria-label=Right] .cell.altered")).isEmpty();
    Inspection.look(browser, "altered-given");
    browser.theme("dark");
    Inspection.look(browser, "altered-given-dark");
    browser.phone();
    Inspection.look(browser, "altered-given-phone-dark");
  }

  @Test
  void mazeIsSolvedByAModelOfItsSize(RunningSystem system, Browser browser) throws Exception {
    String model =
        system.trained(
            "{\"generator\": \"maze\", \"width\": 8, \"height\": 8, \"unique\": false,"
                + " \"puzzles\": 300, \"heldOut\": 40}");
    browser.signIn("/solve", system.key());
    browser.complaints(); // discards the errors of the missing sign-in
    browser.click("Maze");
    browser.choose("Size", "8×8");
    browser.waiting().until(any -> browser.all(".board.maze .cell").size() == 64);
    browser.choose("Model", model + "@champion");

    browser.send();

    browser.read(".verdict", "olved");
    browser.read(".facts", model + "@");
    assertThat(browser.all(".board.maze .is-wall")).isNotEmpty();
    assertThat(browser.all(".strip canvas")).hasSizeGreaterThan(1);
    browser.phone();
    Inspection.look(browser, "maze-solution-phone");
    browser.desk();
    Inspection.look(browser, "maze-solution");
    browser.theme("dark");
    Inspection.look(browser, "maze-solution-dark");
    assertThat(browser.complaints()).isEmpty();
  }
}
