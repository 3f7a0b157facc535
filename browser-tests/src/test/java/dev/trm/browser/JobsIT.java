package dev.trm.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** Lists and details of jobs: why they wait, why they failed, and retries. */
@BrowserTest
class JobsIT {
  @AfterEach
  void resume(RunningSystem system) throws Exception {
    system.post("/v1/queues/solve/resume", "");
  }

  @Test
  void failedJobTellsWhatToDoAndIsRunAgain(RunningSystem system, Browser browser) throws Exception {
    system.post("/v1/queues/solve/pause", "{\"reason\": \"a look at the driver\"}");
    browser.signIn("/jobs", system.key());
    // Long enough for the page to open first: starting a browser may take seconds.
    String failed = submit(system, "\"deadline\": \"PT10S\"");
    browser.go("/jobs/" + failed);
    browser.read(".note", "Why it waits");
    browser.read(".note", "The queue is paused");
    browser.read(".note", "a look at the driver");
    browser.read(".note.bad", "Give it a longer deadline");
    browser.read(".timeline", "Failed");
    browser.read("main", "chain verified");

    browser.click("Run again");

    browser.waiting().until(any -> !browser.at().endsWith(failed));
    browser.read(".facts", "Run again from");
    browser.click("Resume the queue");
    browser.read(".page-head", "Succeeded");
    browser.read("main", "solved, checked by the rules");
    browser.read(".timeline", "attempt 1");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void allJobsThatFitAreCancelledAtOnce(RunningSystem system, Browser browser) throws Exception {
    system.post("/v1/queues/solve/pause", "{}");
    for (int i = 0; i < 3; i++) {
      submit(system, "");
    }
    browser.signIn("/jobs", system.key());
    browser.click("Queued");
    browser.waiting().until(any -> browser.at().contains("state=QUEUED"));
    browser.waiting().until(any -> browser.all("tbody tr").size() == 3);

    browser.click("Cancel all queued");
    browser.read("dialog", "All jobs that are queued");
    browser.click("Cancel all");

    browser.read(".empty", "No job fits");
    JsonNode left = system.get("/v1/jobs?state=QUEUED");
    assertThat(left.path("jobs")).isEmpty();
  }

  @Test
  void listFollowsWhatHappensAndIsFilteredByItsAddress(RunningSystem system, Browser browser)
      throws Exception {
    browser.signIn("/jobs?state=CANCELLED&kind=solve", system.key());
    browser.find(".choice [aria-pressed=true]");
    assertThat(browser.find(".choice [aria-pressed=true]").getText()).isEqualTo("Cancelled");
    browser.click("All");
    String job = submit(system, "");

    browser.read("tbody", RunningSystem.brief(job));
    browser.read("tbody tr:first-child", "Succeeded");
  }

  @Test
  void jobIsFoundByHowItsIdBeginsAndTheSearchStaysInTheAddress(
      RunningSystem system, Browser browser) throws Exception {
    String other = submit(system, "");
    String job = submit(system, "");
    String beginning = RunningSystem.brief(job);
    browser.signIn("/jobs", system.key());
    browser.read("tbody", RunningSystem.brief(other));

    browser.find("input[name=find]").sendKeys(beginning + "…", Keys.ENTER);

    browser.waiting().until(any -> browser.at().equals("/jobs?id=" + beginning));
    browser.read("main", "Only ids that begin with");
    browser.read("main code", beginning);
    browser.waiting().until(any -> browser.all("tbody tr").size() == 1);
    browser.read("tbody", beginning);
    assertThat(browser.find("tbody .id").getDomAttribute("title")).isEqualTo(job);
    assertThat(copied(browser, "tbody .id")).isEqualTo(job);
    browser.go("/jobs?id=ffff");
    browser.read(".empty", "No job fits");
    browser.find("input[name=find]").sendKeys(job, Keys.ENTER);
    browser.waiting().until(any -> browser.at().equals("/jobs/" + job));
    assertThat(browser.complaints()).isEmpty();
  }

  /** The text that is copied from a selected element. */
  private static String copied(Browser browser, String css) {
    String script =
        "getSelection().selectAllChildren(document.querySelector(arguments[0]));"
            + "return getSelection().toString()";
    return String.valueOf(browser.driver().executeScript(script, css));
  }

  private static String submit(RunningSystem system, String options)
      throws IOException, InterruptedException {
    return system
        .post("/v1/solve-jobs", RunningSystem.puzzle("1.3...2..1...4.2", options))
        .path("id")
        .asText();
  }
}
