package dev.trm.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The pages beside a batch of many. */
@BrowserTest
class CrowdIT {
  private static final int MANY = 10_000;

  /** What a page of 50 jobs and all around it are made of is far below. */
  private static final int MOST_ELEMENTS = 5_000;

  /** Counts what blocks the page for 50 ms or longer, and how often the list is asked for. */
  private static final String WATCH =
      """
      window.longTasks = 0;
      new PerformanceObserver((list) => (window.longTasks += list.getEntries().length))
        .observe({ entryTypes: ["longtask"] });
      performance.clearResourceTimings();
      """;

  private static final String ASKED =
      """
      return performance.getEntriesByType("resource")
        .filter((each) => each.name.includes("/v1/jobs?")).map((each) => each.startTime);
      """;

  @Test
  void pagesStayUsableWhileTenThousandPuzzlesAreSolved(RunningSystem system, Browser browser)
      throws Exception {
    browser.signIn("/jobs", system.key());
    browser.complaints(); // that nobody was signed in
    try {
      String line = "{\"kind\": \"sudoku\", \"grid\": \"1.3...2..1...4.2\"}\n";
      JsonNode batch = system.batch(line.repeat(MANY));
      String id = batch.path("id").asText();
      assertThat(batch.path("accepted").asInt()).as("%s", batch).isEqualTo(MANY);
      browser.go("/jobs?batch=" + id);
      browser.waiting().until(any -> browser.all("tbody tr").size() == 50);
      browser.driver().executeScript(WATCH);

      browser.waiting().until(any -> asked(browser).size() >= 4);

      List<Double> asked = asked(browser);
      for (int i = 1; i < asked.size(); i++) {
        assertThat(asked.get(i) - asked.get(i - 1)).as("ms between two").isGreaterThan(1900);
      }
      assertThat((Long) browser.driver().executeScript("return window.longTasks"))
          .as("at most one for each time that the list has come anew")
          .isLessThanOrEqualTo(asked.size());
      assertThat(browser.all("tbody tr")).hasSize(50);
      assertThat((Long) browser.driver().executeScript("return document.all.length"))
          .isLessThan(MOST_ELEMENTS);
      browser.click("Older");
      browser.waiting().until(any -> browser.at().contains("cursor="));
      browser.waiting().until(any -> browser.all("tbody tr").size() == 50);

      browser.go("/solve?kind=sudoku&grid=1.3...2..1...4.2");
      browser.send();
      browser.waiting().until(any -> browser.at().matches("/solve/[0-9a-f-]{36}"));
      browser.find(".verdict");
      assertThat(browser.all(".board .cell")).hasSize(16);
      assertThat(browser.complaints()).isEmpty();
    } finally {
      JsonNode done;
      do {
        done = system.post("/v1/jobs/cancel", "{\"state\": \"QUEUED\", \"limit\": 1000}");
      } while (done.path("done").asInt() > 0);
    }
  }

  private static List<Double> asked(Browser browser) {
    List<?> starts = (List<?>) browser.driver().executeScript(ASKED);
    return starts.stream().map(each -> ((Number) each).doubleValue()).toList();
  }
}
