package dev.trm.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The network requests of the pages: their number, and that they go only to the gateway. */
@BrowserTest
class TrafficIT {
  private static final long MOST_BYTES = 300 << 10;

  /** The browser's internal requests: its first tab, and blobs of a page. */
  private static final Pattern INTERNAL =
      Pattern.compile("(data|blob|chrome|chrome-untrusted|about|devtools):");

  @Test
  void firstPageComesInLessThan300KiB(RunningSystem system, Browser browser) throws Exception {
    browser.signIn("/", system.key());
    browser.find(".board");

    Set<String> ours =
        told(browser, "Network.requestWillBeSent").stream()
            .filter(each -> url(each).startsWith(system.address().toString()))
            .map(each -> each.at("/params/requestId").asText())
            .collect(Collectors.toSet());
    long bytes =
        told(browser, "Network.loadingFinished").stream()
            .filter(each -> ours.contains(each.at("/params/requestId").asText()))
            .mapToLong(each -> each.at("/params/encodedDataLength").asLong())
            .sum();

    assertThat(bytes).isBetween(10_000L, MOST_BYTES);
  }

  @Test
  void nothingIsAskedOfAnybodyButTheGateway(RunningSystem system, Browser browser)
      throws Exception {
    browser.signIn("/", system.key());
    browser.send();
    browser.read(".verdict", "olved");
    for (String path : List.of("/jobs", "/nowhere")) {
      browser.go(path);
      browser.find("h1");
    }

    List<String> asked =
        told(browser, "Network.requestWillBeSent").stream()
            .map(TrafficIT::url)
            .filter(url -> !INTERNAL.matcher(url).lookingAt())
            .toList();

    assertThat(asked)
        .hasSizeGreaterThan(20)
        .allMatch(url -> url.startsWith(system.address().toString() + "/"));
    assertThat(browser.complaints()).isEmpty();
  }

  private static String url(JsonNode request) {
    return request.at("/params/request/url").asText();
  }

  private static List<JsonNode> told(Browser browser, String method) {
    return browser.network().stream()
        .filter(each -> each.path("method").asText().equals(method))
        .toList();
  }
}
