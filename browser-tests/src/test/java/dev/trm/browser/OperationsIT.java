package dev.trm.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.WebElement;

/** Queues, workers, quarantine, schedules, webhooks and keys in the pages. */
@BrowserTest
class OperationsIT {
  private static final String PUZZLE =
      "{\"puzzle\": {\"kind\": \"sudoku\", \"grid\": \"1.3...2..1...4.2\"}, \"options\":"
          + " {\"priority\": \"%s\"}}";

  @AfterEach
  void resume(RunningSystem system) throws Exception {
    system.post("/v1/queues/solve/resume", "");
  }

  @Test
  void queueIsPausedSeenInTheOverviewAndResumed(RunningSystem system, Browser browser)
      throws Exception {
    browser.signIn("/operations/queues", system.key());
    browser.click("Pause solve");
    browser.fill("dialog", "Why (others see it)", "a look at the driver");
    browser.click("Pause");
    browser.read("main", "a look at the driver");
    assertThat(system.get("/v1/queues").at("/queues/0/paused/reason").asText())
        .isEqualTo("a look at the driver");
    String job = submit(system, "high");
    submit(system, "low");

    browser.click("Overview");
    browser.read(".note", "The solve queue is paused");
    browser.read(".waiting", "1 high");
    browser.read(".waiting", "1 low");
    browser.read(".figures", "waits the oldest, " + RunningSystem.brief(job));

    browser.click("Queues");
    browser.click("Resume solve");
    browser.waiting().until(any -> browser.offers("Pause solve"));
    system.await(job, "SUCCEEDED");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void jobThatEndedItsWorkerIsReleasedFromQuarantine(RunningSystem system, Browser browser)
      throws Exception {
    String job = system.quarantined();
    String brief = RunningSystem.brief(job);
    browser.signIn("/operations", system.key());
    browser.read(".note", "1 job is in quarantine");
    browser.click("Look at the causes");
    browser.read("h2", "Its worker vanished with this job alone");
    browser.read("tbody", brief);
    Inspection.inspect(browser, Map.of("quarantine", at("/operations/quarantine", "tbody tr")));

    browser.click("Release " + brief + "…");
    browser.read("dialog", "it may end another");
    browser.click("Leave it");
    assertThat(system.get("/v1/jobs/" + job).path("state").asText()).isEqualTo("QUARANTINED");
    browser.click("Release " + brief + "…");
    browser.click("Release the job");

    browser.read(".empty", "Nothing is in quarantine");
    system.await(job, "RUNNING");
    system.post("/v1/jobs/" + job + "/cancel", "");
  }

  @Test
  void workersTellWhichJobTheyHoldAndUntilWhen(RunningSystem system, Browser browser)
      throws Exception {
    String job =
        system
            .post(
                "/v1/training-jobs",
                "{\"model\": \"held\", \"dataset\": {\"generator\": \"sudoku\", \"size\": 4,"
                    + " \"puzzles\": 100, \"heldOut\": 10}, \"training\": {\"steps\": 1000000}}")
            .path("id")
            .asText();
    try {
      system.await(job, "RUNNING");
      browser.signIn("/operations/workers", system.key());
      browser.read(".held", RunningSystem.brief(job));
      browser.read(".held", "lease ends in ");
      Instant until = leaseEnds(browser);
      assertThat(browser.find(".held time").getDomAttribute("title")).endsWith("Z)");

      browser.waiting().until(any -> leaseEnds(browser).isAfter(until));
      browser.click(RunningSystem.brief(job));

      browser.read(".facts", "Lease ends");
      browser.read(".facts", "unless its worker renews it");
      assertThat(browser.at()).isEqualTo("/jobs/" + job);
    } finally {
      system.post("/v1/jobs/" + job + "/cancel", "");
    }
  }

  @Test
  void keyIsShownOnceReadsOnlyAndIsRevoked(RunningSystem system, Browser browser) throws Exception {
    String name = "guest-" + UUID.randomUUID();
    browser.signIn("/operations/keys", system.key());
    browser.click("New key");
    browser.fill("form", "Name", "No good name");
    browser.click("Make the key");
    browser.read("[role=alert]", "No good name");
    browser.fill("form", "Name", name);
    browser.choose("form", "Role", "reader: looks only");
    browser.click("Make the key");
    String key = browser.find(".secret-text code").getText();
    assertThat(key).startsWith("trm_");
    browser.click("I have kept it");
    browser.read("tbody", name);
    assertThat(browser.driver().getPageSource()).doesNotContain(key);

    browser.click("Sign out");
    browser.signIn("/operations/workers", key);
    browser.read("tbody", "Taking jobs");
    assertThat(texts(browser, ".tabs a"))
        .containsExactly("Overview", "Queues", "Workers", "Quarantine", "Schedules");
    assertThat(browser.offers("Drain")).isFalse();
    browser.click("Queues");
    browser.read("main", "Handing out");
    assertThat(browser.offers("Pause solve")).isFalse();
    browser.go("/operations/keys");
    browser.read("[role=alert]", "this needs operator");

    browser.click("Sign out");
    browser.signIn("/operations/keys", system.key());
    browser.click("Revoke " + name);
    browser.click("Revoke the key");
    browser.waiting().until(any -> !texts(browser, "tbody").toString().contains(name));
    browser.click("Sign out");
    browser.find("#key").sendKeys(key);
    browser.click("Sign in");
    browser.read("#key-fault", "No such key works here");
  }

  @Test
  void webhookIsToldSignedWithTheSecretThatWasShownAndToldAgain(
      RunningSystem system, Browser browser) throws Exception {
    try (Receiver receiver = new Receiver()) {
      browser.signIn("/operations/webhooks", system.key());
      browser.click("New webhook");
      browser.fill("form", "Address", receiver.url());
      browser.click("Add the webhook");
      String secret = browser.find(".secret-text code").getText();
      browser.click("I have kept it");

      system.solved("1.3...2..1...4.2");
      browser.click(receiver.url());
      browser.read("tbody", "job.succeeded");
      browser.read("tbody", "Delivered");
      browser.read("tbody", "204");
      Receiver.Message message = receiver.messages().get(0);
      assertThat(message.signature()).isEqualTo(message.signedWith(secret));

      receiver.answerWith(503);
      browser.click("Send a test");
      browser.read("tbody tr:first-child", "503");
      browser.read("tbody tr:first-child", "Pending");
      receiver.answerWith(204);
      browser.read("tbody tr:first-child", "Delivered");
      Inspection.inspect(browser, Map.of("webhook", at(browser.at(), "tbody tr")));
      int before = receiver.messages().size();
      browser.click("Send again");
      browser.waiting().until(any -> receiver.messages().size() > before);

      browser.click("Remove");
      browser.click("Remove the webhook");
      browser.read(".empty", "No webhooks yet");
      assertThat(system.get("/v1/webhooks").path("webhooks")).isEmpty();
    }
  }

  @Test
  void scheduleIsAddedPausedAndRemoved(RunningSystem system, Browser browser) throws Exception {
    browser.signIn("/operations/schedules", system.key());
    browser.click("New schedule");
    browser.fill("form", "Name", "nightly");
    browser.fill("form", "When", "61 2 * * *");
    browser.click("Add the schedule");
    browser.read("[role=alert]", "61");
    browser.fill("form", "When", "30 2 * * *");
    browser.click("Add the schedule");
    browser.read("tbody", "trains sudoku-6x6");
    browser.read("tbody", "in ");
    Inspection.inspect(browser, Map.of("schedules", at("/operations/schedules", "tbody tr")));

    browser.click("Pause nightly");
    browser.read("tbody", "Paused");
    browser.click("Go on with nightly");
    browser.waiting().until(any -> browser.offers("Pause"));
    browser.click("Remove nightly");
    browser.click("Remove the schedule");
    browser.read(".empty", "No schedules yet");
    assertThat(system.get("/v1/schedules").path("schedules")).isEmpty();
  }

  @Test
  void whatOperatorsDoIsInTheLogWhoseChainIsVerified(RunningSystem system, Browser browser)
      throws Exception {
    browser.signIn("/operations/workers", system.key());
    browser.click("Drain solve");
    browser.read("tbody", "Draining");
    browser.click("Take jobs again: solve");
    browser.waiting().until(any -> !texts(browser, "tbody").toString().contains("Draining"));

    browser.click("Actions");
    browser.read("tbody", "worker.undrain");
    browser.read("tbody", "operator");
    browser.click("Verify the whole audit");

    browser.read("main", "everything fits");
    browser.read(".badge.good", "Verified");
  }

  @Test
  void pagesAreFreeOfGraveFaultsInBothThemesAndOnAPhone(RunningSystem system, Browser browser)
      throws Exception {
    for (int i = 0; i < 12; i++) {
      system.solved("1.3...2..1...4.2");
    }
    system.post("/v1/queues/solve/pause", "{\"reason\": \"a look at the driver\"}");
    for (int i = 0; i < 9; i++) {
      submit(system, List.of("high", "normal", "normal", "low").get(i % 4));
    }
    String late =
        PUZZLE.formatted("low").replace("\"priority\"", "\"deadline\": \"PT1S\", \"priority\"");
    system.await(system.post("/v1/solve-jobs", late).path("id").asText(), "FAILED");
    system.post("/v1/keys", "{\"name\": \"ci-" + UUID.randomUUID() + "\", \"role\": \"reader\"}");
    Map<String, String[]> pages = new LinkedHashMap<>();
    pages.put("operations", at("/operations", "trm-chart canvas"));
    pages.put("queues", at("/operations/queues", ".facts"));
    pages.put("workers", at("/operations/workers", "tbody tr"));
    pages.put("no-quarantine", at("/operations/quarantine", ".empty"));
    pages.put("webhooks", at("/operations/webhooks", ".empty"));
    pages.put("keys", at("/operations/keys", "tbody tr"));
    pages.put("actions", at("/operations/actions", "tbody tr"));
    browser.signIn("/operations", system.key());

    Inspection.inspect(browser, pages);
    browser.go("/operations/keys");
    browser.click("New key");
    browser.find("form");
    Inspection.look(browser, "new-key-dark");

    assertThat(browser.complaints()).isEmpty();
  }

  private static Instant leaseEnds(Browser browser) {
    String at = browser.find(".held time").getDomAttribute("datetime");
    return Instant.parse(Objects.requireNonNull(at));
  }

  private static String[] at(String address, String drawn) {
    return new String[] {address, drawn};
  }

  private static String submit(RunningSystem system, String priority) throws Exception {
    return system.post("/v1/solve-jobs", PUZZLE.formatted(priority)).path("id").asText();
  }

  private static List<String> texts(Browser browser, String css) {
    return browser.all(css).stream().map(WebElement::getText).toList();
  }
}
