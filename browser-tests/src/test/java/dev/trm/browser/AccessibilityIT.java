package dev.trm.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The pages to solve and of jobs, and those that are not there; see {@link Inspection}. */
@BrowserTest
class AccessibilityIT {
  /** Each page's address by its picture's name, and what is on it once it is drawn. */
  private final Map<String, String[]> pages = new LinkedHashMap<>();

  @Test
  void everyPageIsFreeOfGraveFaultsInBothThemesAndOnAPhone(RunningSystem system, Browser browser)
      throws Exception {
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

<<<<<<< HEAD
    browser.theme("light");
    browser.go("/");
    browser.find("#key");
    Inspection.look(browser, "sign-in-light");
    browser.signIn("/", system.key());
    Inspection.inspect(browser, pages);
    assertThat(browser.complaints()).isEmpty();
=======
    for (String theme : List.of("light", "dark")) {
      browser.theme(theme);
      browser.desk();
      browser.go("/");
      if (theme.equals("light")) {
        browser.find("#key");
        check(browser, "sign-in", theme);
        browser.signIn("/", system.key());
      }
      for (Map.Entry<String, String[]> page : pages.entrySet()) {
        browser.desk();
        browser.go(page.getValue()[0]);
        browser.find(page.getValue()[1]);
        check(browser, page.getKey(), theme);
        browser.phone();
        check(browser, page.getKey() + "-phone", theme);
      }
    }
  }

  /** Fails where axe finds a grave fault, or the page is wider than the screen. */
  static void check(Browser browser, String page, String theme) throws Exception {
    String pictures = System.getProperty("trm.pictures", "");
    if (!pictures.isEmpty() && !pictures.startsWith("$")) {
      browser.picture(Path.of(pictures, page + "-" + theme + ".png"));
    }
    Results results = new AxeBuilder().analyze(browser.driver());
    List<Rule> grave =
        results.getViolations().stream().filter(each -> GRAVE.contains(each.getImpact())).toList();
    assertThat(grave).as("%s in %s: %s", page, theme, grave).isEmpty();
    // A phone zooms out until all is seen: innerWidth grows with what is too wide.
    assertThat(
            (Boolean)
                browser
                    .driver()
                    .executeScript(
                        "const page = document.documentElement;"
                            + "return page.scrollWidth <= page.clientWidth + 1"))
        .as("%s is not wider than the screen", page)
        .isTrue();
>>>>>>> pages3
  }
}
