package dev.trm.browser;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The pages of trainings and models, see {@link Inspection}. */
@BrowserTest
class TrainingAccessibilityIT {
  private static final String TRAINING =
      """
      {"model": "pictured", "dataset": {"generator": "sudoku", "size": 4, "puzzles": 300,
       "heldOut": 40}, "architecture": {"hidden": 32, "maxCycles": 4},
       "training": {"steps": %d, "batch": 16, "learningRate": %s, "seed": 1},
       "evaluateEvery": 40, "promotion": {"gate": "better", "cyclesGrowth": 0.5}}""";

  private static final String SWEEP =
      """
      {"model": "swept", "dataset": {"generator": "sudoku", "size": 4, "puzzles": 100, "heldOut": 10},
       "architecture": {"hidden": 16, "maxCycles": 2}, "training": {"steps": 10, "batch": 8},
       "over": {"training.learningRate": [0.002, 0.004], "training.seed": [1, 2]},
       "promotion": {"gate": "better"}}""";

  /** By the picture's name: each page's address, and the texts that it shows when complete. */
  private final Map<String, String[]> pages = new LinkedHashMap<>();

  @Test
  void everyPageIsFreeOfGraveFaultsInBothThemesAndOnAPhone(RunningSystem system, Browser browser)
      throws Exception {
    String first = submit(system, TRAINING.formatted(500, "0.002"));
    String second = submit(system, TRAINING.formatted(600, "0.004"));
    String sweep = system.post("/v1/sweeps", SWEEP).path("id").asText();
    system.await(first, "SUCCEEDED");
    system.await(second, "SUCCEEDED");
    browser.signIn("/training/sweeps/" + sweep, system.key());
    browser.read(".lead", "4 succeeded");
    String endless = submit(system, TRAINING.formatted(100_000, "0.004"));
    try {
      everyPage(browser, first, second, sweep, endless);
    } finally {
      // Other trainings wait for the only trainer.
      system.post("/v1/runs/" + endless + "/stop", "");
    }
  }

  private void everyPage(Browser browser, String first, String second, String sweep, String endless)
      throws Exception {
    browser.go("/training/" + endless);
    browser.find("[aria-label^='Fork from step ']");

    pages.put("trainings", new String[] {"/training", "tbody tr"});
    pages.put("no-trainings", new String[] {"/training?model=nobody", ".empty"});
    pages.put("training", new String[] {"/training/" + second, "trm-curves canvas"});
    pages.put("training-live", new String[] {"/training/" + endless, "trm-curves canvas"});
    pages.put(
        "trainings-compared",
        new String[] {"/training/" + first + "?with=" + second, "#beside-head"});
    pages.put(
        "missing-training",
        new String[] {"/training/00000000-0000-7000-8000-000000000000", ".note"});
    pages.put("new-training", new String[] {"/training/new", ".facts"});
    pages.put("sweeps", new String[] {"/training/sweeps", "tbody tr"});
    pages.put("sweep", new String[] {"/training/sweeps/" + sweep, "tbody tr"});
    pages.put("models", new String[] {"/models", "tbody tr"});
    pages.put("model", new String[] {"/models/pictured", "#after-head ~ trm-chart canvas"});
    pages.put("shipped-model", new String[] {"/models/sudoku", "trm-chart canvas"});
    pages.put("missing-model", new String[] {"/models/nobody", ".note"});

    Inspection.inspect(browser, pages);
  }

  private static String submit(RunningSystem system, String training) throws Exception {
    JsonNode job = system.post("/v1/training-jobs", training);
    return job.path("id").asText();
  }
}
