package dev.trm.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the pages ask of the network: how much, and of nobody but the gateway. */
@BrowserTest
class TrafficIT {
  private static final long MOST_BYTES = 300 << 10;

  @Test
  void firstPageComesInLessThan300KiB(RunningSystem system, Browser browser) throws Exception {
    browser.signIn("/", system.key());
    browser.find(".board");

    long bytes = 0;
    for (JsonNode each : told(browser, "Network.loadingFinished")) {
      bytes += each.at("/params/encodedDataLength").asLong();
    }

    assertThat(bytes).isBetween(10_000L, MOST_BYTES);
  }

  @Test
  void nothingIsAskedOfAnybodyButTheGateway(RunningSystem system, Browser browser)
      throws Exception {
    browser.signIn("/", system.key());
    browser.click("Solve");
    browser.read(".verdict", "olved");
    for (String path : List.of("/jobs", "/nowhere")) {
      browser.go(path);
      browser.find("h1");
    }

    List<String> asked =
        told(browser, "Network.requestWillBeSent").stream()
            .map(each -> each.at("/params/request/url").asText())
            .filter(url -> !url.startsWith("data:") && !url.startsWith("blob:"))
            .toList();

    assertThat(asked)
        .hasSizeGreaterThan(20)
        .allMatch(url -> url.startsWith(system.address().toString() + "/"));
    assertThat(browser.complaints()).isEmpty();
  }

  private static List<JsonNode> told(Browser browser, String method) {
    return browser.network().stream()
        .filter(each -> each.path("method").asText().equals(method))
        .toList();
  }
}
