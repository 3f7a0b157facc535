package dev.trm.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The pages with a large batch. */
@BrowserTest
class CrowdIT {
  private static final int MANY = 10_000;

  /** An upper bound far above the number of elements on a page of 50 jobs. */
  private static final int MOST_ELEMENTS = 5_000;

  /** The requests to the REST interface, without the batch itself. */
  private static final String ASKED =
      """
      return performance.getEntriesByType("resource")
        .map((each) => new URL(each.name).pathname).filter((path) => path.startsWith("/v1/"));
      """;

  @Test
  void pagesStayUsableWhileTenThousandPuzzlesAreSolved(RunningSystem system, Browser browser)
      throws Exception {
    browser.signIn("/jobs", system.key());
    browser.complaints(); // discards the errors of the missing sign-in
    try {
      String line = "{\"kind\": \"sudoku\", \"grid\": \"1.3...2..1...4.2\"}\n";
      JsonNode batch = system.batch(line.repeat(MANY));
      String id = batch.path("id").asText();
      assertThat(batch.path("accepted").asInt()).as("%s", batch).isEqualTo(MANY);
      browser.go("/jobs?batch=" + id);
      browser.waiting().until(any -> browser.all("tbody tr").size() == 50);
      browser.driver().executeScript("performance.clearResourceTimings()");

      browser.waiting().until(any -> Collections.frequency(asked(browser), "/v1/jobs") == 4);

      assertThat(asked(browser))
          .as("the list and the queues each time, however many jobs have moved")
          .hasSizeLessThanOrEqualTo(10)
          .containsOnly("/v1/jobs", "/v1/queues");
      assertThat(browser.all("tbody tr")).hasSize(50);
      assertThat(browser.all("*")).hasSizeLessThan(MOST_ELEMENTS);
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

  private static List<String> asked(Browser browser) {
    List<?> paths = (List<?>) Objects.requireNonNull(browser.driver().executeScript(ASKED));
    return paths.stream().map(String::valueOf).toList();
  }
}
