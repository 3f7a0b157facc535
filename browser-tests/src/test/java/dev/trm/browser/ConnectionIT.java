package dev.trm.browser;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The pages' behaviour when a connection is lost and restored. */
@BrowserTest
class ConnectionIT {
  @AfterEach
  void resume(RunningSystem system) throws Exception {
    system.post("/v1/queues/solve/resume", "");
  }

  @Test
  void pageSaysThatTheConnectionIsLostAndGoesOnWhereItWas(RunningSystem system) throws Exception {
    system.post("/v1/queues/solve/pause", "{}");
    String job =
        system
            .post("/v1/solve-jobs", RunningSystem.puzzle("1.3...2..1...4.2", ""))
            .path("id")
            .asText();
    try (Cable cable = Cable.to(system.address());
        Browser browser = Browser.open(cable.address())) {
      browser.signIn("/solve/" + job, system.key());
      browser.read(".live.on", "Live");
      browser.read(".page-head .badge", "Queued");

      cable.cut();
      browser.read(".live.off", "Connection lost");
      system.post("/v1/queues/solve/resume", "");
      cable.mend();

      browser.read(".verdict", "Solved");
      assertThat(
              browser.network().stream()
                  .filter(each -> each.path("method").asText().equals("Network.requestWillBeSent"))
                  .map(each -> each.at("/params/request"))
                  .filter(each -> each.path("url").asText().endsWith("/events"))
                  .map(each -> each.at("/headers/Last-Event-ID").asText())
                  .toList())
          .as("what each event stream was to go on after")
          .startsWith("")
          .last()
          .isEqualTo("1");
    }
  }
}
