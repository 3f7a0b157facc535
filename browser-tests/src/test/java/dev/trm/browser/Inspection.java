package dev.trm.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.results.Rule;
import com.deque.html.axecore.selenium.AxeBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Looks at pages in light and dark, on a desk and a phone: axe finds nothing serious, and nothing
 * is wider than the screen. Where {@code trm.pictures} names a directory, pictures are left there.
 */
final class Inspection {
  private static final List<String> GRAVE = List.of("serious", "critical");

  private Inspection() {}

  /**
   * Inspects pages; somebody must be signed in.
   *
   * @param pages by the names of their pictures: the address, and what is there once it is drawn
   */
  static void inspect(Browser browser, Map<String, String[]> pages) throws IOException {
    for (String theme : List.of("light", "dark")) {
      browser.theme(theme);
      for (Map.Entry<String, String[]> page : pages.entrySet()) {
        browser.desk();
        browser.go(page.getValue()[0]);
        browser.find(page.getValue()[1]);
        look(browser, page.getKey() + "-" + theme);
        browser.phone();
        look(browser, page.getKey() + "-phone-" + theme);
      }
    }
    browser.desk();
  }

  /** Inspects what is there now. */
  static void look(Browser browser, String name) throws IOException {
    String pictures = System.getProperty("trm.pictures", "");
    if (!pictures.isEmpty() && !pictures.startsWith("$")) {
      browser.picture(Path.of(pictures, name + ".png"));
    }
    List<Rule> grave =
        new AxeBuilder()
            .analyze(browser.driver()).getViolations().stream()
                .filter(each -> GRAVE.contains(each.getImpact()))
                .toList();
    assertThat(grave).as("%s: %s", name, grave).isEmpty();
    assertThat(
            (Boolean)
                browser
                    .driver()
                    .executeScript("return document.documentElement.scrollWidth <= innerWidth + 1"))
        .as("%s is not wider than the screen", name)
        .isTrue();
  }
}
