package dev.trm.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.results.Rule;
import com.deque.html.axecore.selenium.AxeBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Inspects pages in light and dark themes, in desktop and phone sizes: axe must find nothing
 * serious, and nothing may be wider than the screen. Writes screenshots to the directory in {@code
 * trm.pictures}, if it is set.
 */
final class Inspection {
  private static final List<String> GRAVE = List.of("serious", "critical");

  private Inspection() {}

  /**
   * Inspects all pages before it fails; the browser must be signed in.
   *
   * @param pages by the names of their screenshots: the address, and the texts of the complete page
   */
  static void inspect(Browser browser, Map<String, String[]> pages) throws IOException {
    List<String> faults = new ArrayList<>();
    for (String theme : List.of("light", "dark")) {
      browser.theme(theme);
      for (Map.Entry<String, String[]> page : pages.entrySet()) {
        browser.desk();
        browser.go(page.getValue()[0]);
        browser.find(page.getValue()[1]);
        faults.addAll(faults(browser, page.getKey() + "-" + theme));
        browser.phone();
        faults.addAll(faults(browser, page.getKey() + "-phone-" + theme));
      }
    }
    browser.desk();
    assertThat(faults).isEmpty();
  }

  /** Inspects the current page. */
  static void look(Browser browser, String name) throws IOException {
    assertThat(faults(browser, name)).isEmpty();
  }

  private static List<String> faults(Browser browser, String name) throws IOException {
    String pictures = System.getProperty("trm.pictures", "");
    if (!pictures.isEmpty() && !pictures.startsWith("$")) {
      browser.picture(Path.of(pictures, name + ".png"));
    }
    List<String> faults = new ArrayList<>();
    for (Rule rule : new AxeBuilder().analyze(browser.driver()).getViolations()) {
      if (GRAVE.contains(rule.getImpact())) {
        List<String> where =
            rule.getNodes().stream()
                .map(node -> node.getHtml() + " " + node.getFailureSummary())
                .limit(3)
                .toList();
        faults.add(name + ": " + rule.getHelp() + ": " + where);
      }
    }
    // A phone zooms out until everything fits, so innerWidth grows with elements that are too wide.
    Object beyond =
        browser
            .driver()
            .executeScript(
                "const page = document.documentElement;"
                    + "return Math.ceil(page.scrollWidth - page.clientWidth)");
    if (!(beyond instanceof Long pixels) || pixels > 1) {
      faults.add(name + " is wider than the screen by " + beyond + " pixels");
    }
    return faults;
  }
}
