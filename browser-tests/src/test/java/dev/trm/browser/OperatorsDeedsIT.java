package dev.trm.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Occasional actions of operators in the pages, and their effects in the system. */
@BrowserTest
class OperatorsDeedsIT {
  @Test
  void groupInQuarantineIsReleasedByOneCall(RunningSystem system, Browser browser)
      throws Exception {
    List<String> jobs = List.of(system.quarantined(), system.quarantined());
    system.post("/v1/queues/train/pause", "{}");
    try {
      browser.signIn("/operations/quarantine", system.key());
      browser.click("Release these 2");
      browser.click("Release these");

      browser.read(".empty", "Nothing is in quarantine");
      for (String job : jobs) {
        assertThat(state(system, job)).isEqualTo("QUEUED");
      }
      assertThat(releases(browser)).containsExactly(system.address() + "/v1/quarantine/release");
      assertThat(browser.complaints()).isEmpty();
    } finally {
      for (String job : jobs) {
        system.post("/v1/jobs/" + job + "/cancel", "");
      }
      system.post("/v1/queues/train/resume", "");
    }
  }

  @Test
  void oneInQuarantineIsCancelledAndAllOthersAreReleasedByOneCall(
      RunningSystem system, Browser browser) throws Exception {
    String hopeless = system.quarantined();
    String mended = system.quarantined();
    system.post("/v1/queues/train/pause", "{}");
    try {
      browser.signIn("/operations/quarantine", system.key());
      browser.read("tbody", RunningSystem.brief(mended));
      String cancel = "Cancel " + RunningSystem.brief(hopeless) + "…";
      browser.click(cancel);
      browser.read("dialog", "It can be run again as a new job");
      browser.click("Leave it");
      assertThat(state(system, hopeless)).isEqualTo("QUARANTINED");
      browser.click(cancel);
      browser.click("Cancel the job");
      browser.read(".toasts", "is cancelled");
      browser.waiting().until(any -> browser.all("tbody tr").size() == 1);
      assertThat(state(system, hopeless)).isEqualTo("CANCELLED");
      assertThat(state(system, mended)).isEqualTo("QUARANTINED");

      browser.click("Release all");
      browser.read("dialog", "1 job is queued again");
      browser.click("Release all of them");

      browser.read(".empty", "Nothing is in quarantine");
      assertThat(state(system, mended)).isEqualTo("QUEUED");
      assertThat(state(system, hopeless)).isEqualTo("CANCELLED");
      assertThat(releases(browser)).containsExactly(system.address() + "/v1/quarantine/release");
      assertThat(browser.offers("Release all")).isFalse();
      assertThat(browser.complaints()).isEmpty();
    } finally {
      system.post("/v1/jobs/" + mended + "/cancel", "");
      system.post("/v1/queues/train/resume", "");
    }
  }

  @Test
  void keyGetsAnotherRoleAndAnotherText(RunningSystem system, Browser browser) throws Exception {
    String name = "deeds-" + UUID.randomUUID();
    String before =
        system
            .post("/v1/keys", "{\"name\": \"" + name + "\", \"role\": \"reader\"}")
            .path("key")
            .asText();
    browser.signIn("/operations/keys", system.key());
    browser.click("Change the role of " + name);
    browser.choose("dialog", "Role", "operator: everything");
    browser.click("Change the role");
    browser.read(".toasts", "has the role operator now");
    assertThat(system.get("/v1/keys/" + name).path("role").asText())
        .isEqualToIgnoringCase("operator");

    browser.click("New text for " + name);
    browser.click("Give a new text");
    String after = browser.find(".secret-text code").getText();
    browser.click("I have kept it");
    assertThat(after).startsWith("trm_").isNotEqualTo(before);
    browser.read("tbody", "the text before ends");
    browser.click("Sign out");
    browser.signIn("/operations/queues", after);
    browser.click("Pause adapt");
    browser.click("Pause");
    browser.read("main", "by " + name);
    browser.click("Resume adapt");
    browser.waiting().until(any -> browser.offers("Pause adapt"));

    browser.go("/operations/keys");
    browser.click("Revoke " + name);
    browser.click("Revoke the key");
    browser.find("#key");
  }

  @Test
  void webhookIsSilencedAndSignedByBothSecretsWhileOneIsReplaced(
      RunningSystem system, Browser browser) throws Exception {
    try (Receiver receiver = new Receiver()) {
      JsonNode made =
          system.post(
              "/v1/webhooks",
              "{\"url\": \"" + receiver.url() + "\", \"events\": [\"job.succeeded\"]}");
      browser.signIn("/operations/webhooks/" + made.path("id").asText(), system.key());
      browser.click("New secret");
      browser.click("Give a new secret");
      String secret = browser.find(".secret-text code").getText();
      browser.click("I have kept it");
      browser.read(".facts", "signs too, until");

      browser.click("Send a test");
      browser.read("tbody", "Delivered");
      Receiver.Message message = receiver.messages().get(0);
      assertThat(message.signature().split(" "))
          .containsExactlyInAnyOrder(
              message.signedWith(secret), message.signedWith(made.path("secret").asText()));

      browser.click("Send No. " + number(system, made) + " again");
      browser.waiting().until(any -> receiver.messages().size() == 2);
      assertThat(receiver.messages().get(1).id()).isEqualTo(message.id());

      browser.click("Disable");
      browser.read(".note", "Nothing is sent");
      browser.click("Enable");
      browser.waiting().until(any -> browser.offers("Disable"));
      browser.click("Remove");
      browser.click("Remove the webhook");
      browser.read(".empty", "No webhooks yet");
    }
  }

  @Test
  void scheduleIsRunAtOnceAndStaysAsItIs(RunningSystem system, Browser browser) throws Exception {
    system.post(
        "/v1/schedules",
        "{\"name\": \"monthly\", \"cron\": \"0 3 1 * *\", \"job\": {\"model\": \"deeds\","
            + " \"dataset\": {\"generator\": \"sudoku\", \"size\": 4, \"puzzles\": 100,"
            + " \"heldOut\": 10}, \"training\": {\"steps\": 1000000}}}");
    JsonNode before = system.get("/v1/schedules/monthly");
    browser.signIn("/operations/schedules", system.key());
    browser.click("Run monthly now");
    browser.click("Run it now");

    browser.waiting().until(any -> browser.at().startsWith("/jobs/"));
    String job = browser.at().substring("/jobs/".length());
    system.await(job, "RUNNING");
    assertThat(system.get("/v1/jobs/" + job).path("model").asText()).isEqualTo("deeds");
    assertThat(system.get("/v1/schedules/monthly")).isEqualTo(before);
    system.post("/v1/jobs/" + job + "/cancel", "");

    browser.go("/operations/schedules");
    browser.click("Pause monthly");
    browser.read("tbody", "Paused");
    browser.click("Go on with monthly");
    browser.waiting().until(any -> browser.offers("Pause"));
    assertThat(system.get("/v1/schedules/monthly").path("job")).isEqualTo(before.path("job"));
    browser.click("Remove monthly");
    browser.click("Remove the schedule");
    browser.read(".empty", "No schedules yet");
  }

  @Test
  void actionsAreFilteredByWhatToWhatAndWho(RunningSystem system, Browser browser)
      throws Exception {
    String name = "found-" + UUID.randomUUID();
    system.post("/v1/keys", "{\"name\": \"" + name + "\", \"role\": \"reader\"}");
    system.post("/v1/queues/adapt/pause", "{}");
    system.post("/v1/queues/adapt/resume", "");
    browser.signIn("/operations/actions", system.key());
    browser.read("tbody", "queue.resume");

    browser.choose("main", "What", "keys");
    browser.read("tbody", name);
    browser
        .waiting()
        .until(
            any ->
                browser.all("tbody tr").stream().allMatch(row -> row.getText().contains("key.")));
    browser.fill("main", "To what", name + "\n");
    browser.waiting().until(any -> browser.all("tbody tr").size() == 1);
    assertThat(browser.at()).isEqualTo("/operations/actions?action=key&subject=" + name);
    browser.fill("main", "Who", "nobody\n");
    browser.read(".empty", "Nothing like that was done");
  }

  private static String state(RunningSystem system, String job) throws Exception {
    return system.get("/v1/jobs/" + job).path("state").asText();
  }

  /** The addresses of requests to release something. */
  private static List<String> releases(Browser browser) {
    return browser.network().stream()
        .filter(each -> each.path("method").asText().equals("Network.requestWillBeSent"))
        .map(each -> each.at("/params/request/url").asText())
        .filter(url -> url.endsWith("/release"))
        .toList();
  }

  private static String number(RunningSystem system, JsonNode webhook) throws Exception {
    return system
        .get("/v1/webhooks/" + webhook.path("id").asText() + "/deliveries")
        .at("/deliveries/0/n")
        .asText();
  }
}
