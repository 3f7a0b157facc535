package dev.trm.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What each role may do, as the pages show it; the gateway rejects the rest. */
@BrowserTest
class RolesIT {
  @Test
  void readerLooksAndIsOfferedNothingToDo(RunningSystem system, Browser browser) throws Exception {
    String job = system.solved("1.3...2..1...4.2");
    browser.signIn("/jobs", key(system, "reader"));
    browser.read("tbody", RunningSystem.brief(job));
    assertThat(browser.offers("Solve a puzzle")).isFalse();

    browser.go("/jobs/" + job);
    browser.read(".page-head", "Succeeded");
    assertThat(browser.offers("Run again")).isFalse();
    assertThat(browser.offers("Edit and run again")).isFalse();

    browser.go("/solve");
    browser.read("form", "Your key may look, but not submit");
    assertThat(browser.all("form button.primary")).isEmpty();
  }

  @Test
  void wrongKeyIsToldAndSigningOutLeavesNothingToSee(RunningSystem system, Browser browser)
      throws Exception {
    browser.go("/jobs");
    browser.find("#key").sendKeys("no-key-of-anybody");
    browser.click("Sign in");
    browser.read("#key-fault", "No such key works here");

    browser.find("#key").clear();
    browser.signIn("/jobs", key(system, "submitter"));
    browser.read(".empty", "No jobs yet");
    browser.click("Sign out");
    browser.find("#key");
    browser.go("/jobs");
    browser.find("#key");
    assertThat(browser.all("table")).isEmpty();
    assertThat(browser.driver().executeScript("return document.cookie")).isEqualTo("");
    assertThat((String) browser.driver().executeScript("return JSON.stringify(localStorage)"))
        .doesNotContain("trm_");
  }

  private static String key(RunningSystem system, String role) throws Exception {
    return system
        .post("/v1/keys", "{\"name\": \"b-" + UUID.randomUUID() + "\", \"role\": \"" + role + "\"}")
        .path("key")
        .asText();
  }
}
