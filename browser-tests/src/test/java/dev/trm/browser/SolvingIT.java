package dev.trm.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** From an empty system to a solved puzzle, viewed cycle by cycle. */
@BrowserTest
class SolvingIT {
  /** The 4×4 rules alone determine its solution; by hand. */
  private static final String PUZZLE = "1.3...2..1...4.2";

  private static final String SOLVED = "1234" + "4321" + "2143" + "3412";

  @Test
  void puzzleThatIsTypedIsSolvedPlayedScrubbedAndSharedByItsAddress(
      RunningSystem system, Browser browser) throws Exception {
    browser.signIn("/", system.key());
    browser.read("h1", "Solve a puzzle");
    browser.choose("Size", "4×4");
    browser.waiting().until(any -> browser.all(".cell").size() == 16);
    browser.click("Clear");
    browser.find(".cell").click();
    browser.press(PUZZLE);
    browser.waiting().until(any -> board(browser).equals(PUZZLE));

    browser.send();

    browser.read(".verdict", "Solved");
    assertThat(browser.at()).startsWith("/solve/");
    browser.waiting().until(any -> board(browser).equals(SOLVED));
    String played = browser.find(".controls .soft").getText();
    assertThat(played).matches("([0-9]+) / \\1");

    browser.driver().executeScript("document.activeElement.blur()");
    browser.press(Keys.HOME);
    browser.waiting().until(any -> board(browser).equals(PUZZLE));
    browser.press(Keys.ARROW_RIGHT);
    browser.read(".told", "Cycle 1");
    assertThat(browser.at()).contains("cycle=1");
    String shared = browser.at();

    browser.go(shared);
    browser.read(".told", "Cycle 1");
    browser.read(".verdict", "Solved");
    assertThat(browser.all(".strip canvas")).hasSizeGreaterThan(1);
    assertThat(browser.all("trm-chart canvas")).hasSize(1);
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void cyclesThatComeLiveShowConfidenceAndBrokenRulesBeforeThereIsATrace(
      RunningSystem system, Browser browser) throws Exception {
    String grid =
        system.get("/v1/puzzles/sudoku?size=9&givens=24&seed=11").at("/puzzle/grid").asText();
    int blanks = (int) grid.chars().filter(symbol -> symbol == '.').count();
    system.post("/v1/queues/solve/pause", "{}");
    try {
      String job =
          system
              .post(
                  "/v1/solve-jobs",
                  RunningSystem.puzzle(
                      grid, "\"maxCycles\": 6, \"halt\": \"fixed\", \"search\": {\"attempts\": 1}"))
              .path("id")
              .asText();
      browser.signIn("/solve/" + job, system.key());
      browser.read(".verdict", "Waiting");
      browser.read(".page-head", "Live");
      // The page can then only show data of events.
      browser.withhold("*/trace");
    } finally {
      system.post("/v1/queues/solve/resume", "");
    }

    browser.read(".verdict", "olved");
    browser.read("[role=alert]", "No answer");
    browser.driver().executeScript("document.activeElement.blur()");
    browser.press(Keys.HOME);
    browser.press(Keys.ARROW_RIGHT);
    String told = browser.read(".told", "Cycle 1");
    // The last cycle may be only in the trace, not in an event.
    assertThat(browser.find(".controls .soft").getText()).matches("1 / [56]");
    assertThat(browser.all(".cell[style*='--sure']")).hasSize(blanks);
    assertThat(browser.all(".cell.broken").isEmpty()).isEqualTo(told.contains(" 0 rules"));
    assertThat(browser.all("trm-chart canvas")).hasSize(1);
  }

  @Test
  void whatIsSeenIsSharedByItsAddressAndSavedAsPictureAndCycles(
      RunningSystem system, Browser browser, @TempDir Path saved) throws Exception {
    String job = system.solved(PUZZLE);
    browser.signIn("/solve/" + job, system.key());
    browser.waiting().until(any -> board(browser).equals(SOLVED));
    browser.click("Share");
    browser.waiting().until(any -> browser.at().contains("cycle="));
    String shared = browser.at();
    String told = browser.find(".told").getText();

    browser.go("/jobs");
    browser.go(shared);

    browser.read(".told", told);
    assertThat(board(browser)).isEqualTo(SOLVED);

    browser.saveTo(saved);
    browser.click("PNG");
    browser.click("JSON");
    Path picture = saved.resolve(job + "-cycle-" + shared.replaceAll(".*cycle=", "") + ".png");
    Path cycles = saved.resolve(job + ".json");
    browser.waiting().until(any -> Files.exists(picture) && Files.exists(cycles));
    assertThat(ImageIO.read(picture.toFile()).getWidth()).isGreaterThan(100);
    JsonNode kept = new ObjectMapper().readTree(cycles.toFile());
    assertThat(kept.at("/job/id").asText()).isEqualTo(job);
    // Not compared as JSON nodes, because scripts treat 1.0 and 1 as equal.
    assertThat(kept.path("cycles").findValuesAsText("grid"))
        .endsWith(SOLVED)
        .isEqualTo(system.get("/v1/jobs/" + job + "/trace").findValuesAsText("grid"));
  }

  @Test
  void twoCyclesStandSideBySideAndAWrongPuzzleSaysWhatIsWrong(RunningSystem system, Browser browser)
      throws Exception {
    browser.signIn("/solve?kind=sudoku&grid=" + "11" + ".".repeat(14), system.key());
    browser.send();
    browser.read("[role=alert]", "1 twice in row 1");

    browser.click("Sample");
    browser.send();
    browser.read(".verdict", "olved");
    browser.click("Compare");
    browser.choose("Beside it", "this one, at another cycle");
    browser.waiting().until(any -> browser.all("trm-player").size() == 2);
    assertThat(browser.at()).contains("with=");
    browser.read("main", "The two boards above");
  }

  @Test
  void variantIsDrawnWithItsRegionsAndDiagonalsAndTakesKeys(RunningSystem system, Browser browser)
      throws Exception {
    String grid =
        "{\"cells\": [\"1...\", \"....\", \"....\", \"...2\"], \"rules\": [\"rows\", \"columns\","
            + " \"diagonals\"], \"regions\": [\"AAAA\", \"BBCC\", \"BBCC\", \"DDDD\"]}";
    browser.signIn(
        "/solve?kind=constraints&grid=" + URLEncoder.encode(grid, StandardCharsets.UTF_8),
        system.key());
    browser.waiting().until(any -> browser.all(".board.digits .cell").size() == 16);

    assertThat(browser.all(".cell.shaded")).hasSize(8);
    assertThat(browser.all(".cell.box-top")).hasSize(8);
    assertThat(browser.all(".cell.box-left")).hasSize(2);
    browser.all(".cell").get(5).click();
    browser.press("34");
    browser.waiting().until(any -> board(browser).equals("1....34........2"));
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void puzzleOfWhichThereIsNoModelSaysWhatToDo(RunningSystem system, Browser browser)
      throws Exception {
    browser.signIn("/solve", system.key());
    browser.click("Maze");
    browser.choose("Size", "30×30");
    browser.waiting().until(any -> browser.all(".board.maze .cell").size() == 900);

    browser.send();

    browser.read("[role=alert]", "No model here takes this puzzle");
    browser.read("[role=alert]", "./trm import");
  }

  /** The board on the page, row by row, in the notation for people. */
  private static String board(Browser browser) {
    StringBuilder text = new StringBuilder();
    for (WebElement cell : browser.find(".board").findElements(By.cssSelector(".cell"))) {
      String symbol = cell.getText().strip();
      text.append(symbol.isEmpty() ? "." : symbol);
    }
    return text.toString();
  }
}
