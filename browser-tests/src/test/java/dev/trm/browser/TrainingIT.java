package dev.trm.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** From a form to a champion, and back: trainings and the resulting models. */
@BrowserTest
class TrainingIT {

  /** A network of width 32 gets a non-zero accuracy on it; the value does not matter here. */
  private static final String SMALL =
      """
      {"model": "%s", "dataset": {"generator": "sudoku", "size": 4, "puzzles": 300, "heldOut": 40},
       "architecture": {"hidden": 32, "maxCycles": 4},
       "training": {"steps": %d, "batch": 16, "learningRate": 0.004, "seed": %d},
       "evaluateEvery": 50, "promotion": {"gate": "%s"}}""";

  @Test
  void trainingIsStartedFollowedToItsPromotionAndRolledBack(RunningSystem system, Browser browser)
      throws Exception {
    String model = "trained-" + UUID.randomUUID().toString().substring(0, 8);
    String first = submit(system, model, 60, 1, "always");
    browser.signIn("/training/new?from=" + first, system.key());
    // Discards the errors of the missing sign-in; only later ones count.
    browser.complaints();
    browser.read(".facts", "60 steps of 16");
    fill(browser, "Steps", "300");
    fill(browser, "Seed", "2");
    browser.read(".facts", "300 steps of 16");

    browser.click("Start the training");

    browser.waiting().until(any -> browser.at().matches("/training/[0-9a-f-]{36}"));
    browser.read(".figures", "of 300 steps");
    browser.find("trm-curves canvas");
    browser.read(".page-head", "Succeeded");
    browser.read(".verdict", "Promoted");
    browser.read(".verdict", model + "@2 became " + model + "@champion");
    browser.read("main", "On 40 held-out puzzles");
    browser.find("[aria-label='File of step 300, weights']");

    browser.click("See the version");
    browser.read(".lead", "Champion is version 2");
    JsonNode right = system.get("/v1/models/" + model).at("/versions/0/metrics/afterCycles/exact");
    assertThat(right).as("one a cycle").hasSize(4);
    assertThat(browser.find("#after-head ~ trm-chart [role=img]").getAccessibleName())
        .startsWith("version 2: " + percent(right.get(0)) + " right after cycle 1, ")
        .contains(percent(right.get(3)) + " right after cycle 4. version 1: ");
    browser.click("Roll back to version 1");
    browser.read("dialog", "will be version 1");
    browser.read("dialog", "instead of version 2");
    assertThat(champion(system, model)).isEqualTo(2);
    browser.click("Leave it");
    browser.click("Roll back to version 1");
    press(browser, "dialog .actions button:last-child");
    browser.read(".lead", "Champion is version 1");
    assertThat(champion(system, model)).isEqualTo(1);
    assertThat(browser.offers("Roll back to version 1")).isFalse();

    browser.click("Promote version 2");
    browser.find("dialog [name=reason]").sendKeys("fewer cycles");
    press(browser, "dialog .actions button:last-child");
    browser.read(".lead", "Champion is version 2");
    browser.read(".timeline", "fewer cycles");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void trainingThatIsStoppedIsResumedAndForkedFromAChosenCheckpoint(
      RunningSystem system, Browser browser) throws Exception {
    String model = "stopped-" + UUID.randomUUID().toString().substring(0, 8);
    String run = submit(system, model, 100_000, 1, "never");
    browser.signIn("/training/" + run, system.key());
    browser.find("[aria-label^='Fork from step ']");
    browser.read("trm-held-out", "Held-out puzzles at step");
    browser.waiting().until(any -> browser.all("trm-held-out trm-board").size() == 6);
    browser.read("trm-held-out figcaption", "cycle");
    browser.click("Answer");
    browser.find("trm-held-out [aria-label='Held-out puzzle 1, answer']");

    browser.click("Stop");
    browser.click("Stop the training");
    browser.read(".page-head", "Cancelled");

    WebElement newest = browser.find("[aria-label^='Fork from step ']");
    int step =
        Integer.parseInt(
            Objects.requireNonNull(newest.getAccessibleName()).replaceAll("[^0-9]", ""));
    newest.click();
    browser.read("dialog", "Data, network and batch stay");
    fill(browser, "Steps in all", Integer.toString(step));
    press(browser, "dialog .actions button:last-child");
    browser.read("dialog .fault", "the checkpoint is of step " + step);
    fill(browser, "Steps in all", Integer.toString(step + 50));
    press(browser, "dialog .actions button:last-child");
    browser.waiting().until(any -> !browser.at().endsWith(run));
    browser.read(".note", "It goes on from run");
    browser.read(".page-head", "Succeeded");

    browser.go("/training/" + run);
    browser.click("Resume");
    browser.click("Resume the training");
    browser.waiting().until(any -> !browser.at().endsWith(run));
    browser.read(".note", "It goes on from run");
    browser.click("Stop");
    browser.click("Stop the training");
    browser.read(".page-head", "Cancelled");
  }

  @Test
  void runsAreComparedAndAWrongFieldSaysWhatIsWrong(RunningSystem system, Browser browser)
      throws Exception {
    String model = "compared-" + UUID.randomUUID().toString().substring(0, 8);
    String one = submit(system, model, 60, 1, "never");
    String other = submit(system, model, 60, 2, "never");
    browser.signIn("/training?model=" + model, system.key());
    browser.waiting().until(any -> browser.all("tbody tr").size() == 2);
    browser.read("tbody tr:first-child", "Succeeded");
    browser.all("tbody input").forEach(WebElement::click);
    browser.click("Compare 2 runs");

    browser.read("main", "What differs in how they were set up");
    browser.read("main", "training.seed");
    browser.waiting().until(any -> browser.all("trm-curves canvas").size() == 2);
    assertThat(browser.at()).contains(one).contains(other);

    browser.go("/training/new");
    fill(browser, "Steps", "0");
    browser.read(".fault", "steps is 0");
    assertThat(browser.find("form button.primary").isEnabled()).isFalse();
  }

  @Test
  void olderRunsAreOnPagesOfTheirOwn(RunningSystem system, Browser browser) throws Exception {
    String model = "paged-" + UUID.randomUUID().toString().substring(0, 8);
    String seeds =
        IntStream.rangeClosed(1, 51).mapToObj(String::valueOf).collect(Collectors.joining(", "));
    String request =
        """
        {"model": "%s", "dataset": {"generator": "sudoku", "size": 4, "puzzles": 100, "heldOut": 10},
         "training": {"steps": 10}, "over": {"training.seed": [%s]},
         "promotion": {"gate": "never"}}""";
    system.post("/v1/queues/train/pause", "{}");
    try {
      String sweep = system.post("/v1/sweeps", request.formatted(model, seeds)).path("id").asText();
      JsonNode newest = system.get("/v1/runs?limit=50&sweep=" + sweep);
      JsonNode oldest = system.get("/v1/runs?sweep=" + sweep + "&cursor=" + next(newest));
      browser.signIn("/training?model=" + model, system.key());
      browser.waiting().until(any -> browser.all("tbody tr").size() == 50);
      browser.read(".lead", "51 queued");

      browser.click("Older");

      browser.waiting().until(any -> browser.all("tbody tr").size() == 1);
      browser.read("tbody", RunningSystem.brief(oldest.at("/runs/0/id").asText()));
      assertThat(browser.at()).contains("cursor=" + next(newest));
      browser.click("Newest");
      browser.waiting().until(any -> browser.all("tbody tr").size() == 50);
      assertThat(browser.at()).isEqualTo("/training?model=" + model);
      browser.click("Running");
      browser.read(".empty", "No training fits");
    } finally {
      system.post("/v1/jobs/cancel", "{\"state\": \"QUEUED\", \"model\": \"" + model + "\"}");
      system.post("/v1/queues/train/resume", "");
    }
  }

  @Test
  void readerIsOfferedNothingThatChangesTrainingsOrModels(RunningSystem system, Browser browser)
      throws Exception {
    String run =
        submit(system, "read-" + UUID.randomUUID().toString().substring(0, 8), 60, 1, "never");
    browser.signIn("/training/" + run, key(system, "reader"));
    browser.read(".page-head", "Succeeded");
    for (String deed : new String[] {"Start one like it", "Fork …", "Resume", "Stop"}) {
      assertThat(browser.offers(deed)).as(deed).isFalse();
    }
    browser.go("/training/new");
    browser.read("main", "Your key may look, but not start trainings");
    browser.go("/models/sudoku");
    browser.read(".lead", "Champion is version");
    assertThat(browser.offers("Promote")).isFalse();
  }

  private static String percent(JsonNode share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share.asDouble());
  }

  private static String next(JsonNode page) {
    return page.path("next").asText();
  }

  private static String submit(RunningSystem system, String model, int steps, int seed, String gate)
      throws IOException, InterruptedException {
    JsonNode job = system.post("/v1/training-jobs", SMALL.formatted(model, steps, seed, gate));
    return job.path("id").asText();
  }

  private static int champion(RunningSystem system, String model)
      throws IOException, InterruptedException {
    return system.get("/v1/models/" + model).at("/aliases/champion").asInt();
  }

  private static String key(RunningSystem system, String role) throws Exception {
    return system
        .post("/v1/keys", "{\"name\": \"b-" + UUID.randomUUID() + "\", \"role\": \"" + role + "\"}")
        .path("key")
        .asText();
  }

  /** Types a text into the field with this label and leaves the field. */
  private static void fill(Browser browser, String label, String text) {
    browser
        .waiting()
        .until(
            any -> {
              for (WebElement each : browser.all("input")) {
                if (each.isDisplayed() && label.equals(each.getAccessibleName())) {
                  each.clear();
                  each.sendKeys(text, Keys.TAB);
                  return true;
                }
              }
              return null;
            });
  }

  private static void press(Browser browser, String css) {
    browser.find(css).click();
  }
}
