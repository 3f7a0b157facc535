package dev.trm.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The pages for solving and jobs, and error pages; see {@link Inspection}. */
@BrowserTest
class AccessibilityIT {
  /** By the picture's name: each page's address, and the texts that it shows when complete. */
  private final Map<String, String[]> pages = new LinkedHashMap<>();

  @Test
  void everyPageIsFreeOfGraveFaultsInBothThemesAndOnAPhone(RunningSystem system, Browser browser)
      throws Exception {
    for (int i = 0; i < 8; i++) {
      system.solved("1.3...2..1...4.2");
    }
    String solve = system.pondered();
    String failed = system.failed();
    pages.put("maze", new String[] {"/solve?kind=maze", ".board.maze"});
    pages.put("arc", new String[] {"/solve?kind=arc", ".pair .board"});
    pages.put("failed-job", new String[] {"/jobs/" + failed, ".timeline li"});
    pages.put("solve", new String[] {"/solve", ".board"});
    pages.put("solution", new String[] {"/solve/" + solve + "?cycle=3", "trm-chart canvas"});
    pages.put(
        "compare",
        new String[] {
          "/solve/" + solve + "?cycle=1&with=" + solve + "&other=16", "trm-chart canvas"
        });
    pages.put("jobs", new String[] {"/jobs", "tbody tr"});
    pages.put("no-jobs", new String[] {"/jobs?model=nobody", ".empty"});
    pages.put("job", new String[] {"/jobs/" + solve, ".timeline li"});
    pages.put("missing-job", new String[] {"/jobs/00000000-0000-7000-8000-000000000000", ".note"});
    pages.put("nowhere", new String[] {"/nowhere", ".empty"});

    browser.theme("light");
    browser.go("/");
    browser.find("#key");
    Inspection.look(browser, "sign-in-light");
    browser.signIn("/", system.key());
    Inspection.inspect(browser, pages);
    assertThat(browser.complaints()).isEmpty();
  }
}
