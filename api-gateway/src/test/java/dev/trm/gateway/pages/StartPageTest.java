package dev.trm.gateway.pages;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.audit.Sha256;
import dev.trm.embedded.testing.TestPartsResource;
import dev.trm.jobs.JobJson;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is handed out of the pages, to whom, and under which policy. */
@QuarkusTest
@QuarkusTestResource(TestPartsResource.class)
class StartPageTest {
  private static final String HTML = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8";
  private static final Pattern IMPORT_MAP =
      Pattern.compile("<script type=\"importmap\">(.*?)</script>", Pattern.DOTALL);
  private static final Pattern NAMED = Pattern.compile("(?:src|href)=\"(/[^\"]+)\"");

  @ParameterizedTest
  @ValueSource(
      strings = {"/", "/jobs", "/jobs/0192", "/solve?kind=sudoku", "/what/nobody/has/made"})
  void browserIsGivenTheDocumentAtEveryAddressOfAPage(String path) {
    given()
        .header("Accept", HTML)
        .get(path)
        .then()
        .statusCode(200)
        .contentType("text/html")
        .header("Cache-Control", equalTo("no-cache"))
        .header("X-Content-Type-Options", equalTo("nosniff"))
        .body(containsString("<trm-shell>"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/jobs", "/v1", "/q/metrics", "/q", "/v1/nothing"})
  void noRouteOfTheInterfaceIsAPage(String path) {
    given()
        .header("Accept", HTML)
        .get(path)
        .then()
        .statusCode(401)
        .body(not(containsString("trm-shell")));
  }

  @Test
  void missingScriptIsNotAnsweredWithThePage() {
    given()
        .header("Accept", "*/*")
        .get("/app/nothing.js")
        .then()
        .statusCode(404)
        .contentType("application/problem+json");
  }

  @Test
  void policyAllowsOurOwnFilesAndTheImportMapOnly() {
    Response page = page();
    String policy = page.getHeader("Content-Security-Policy");

    assertThat(policy)
        .contains("default-src 'self'", "object-src 'none'", "base-uri 'none'")
        .contains("frame-ancestors 'none'", "'sha256-" + hash(importMap(page)) + "'")
        .doesNotContain("unsafe", "http:", "https:", "*");
  }

  @Test
  void everyFileThatTheDocumentNamesIsThereForEverybody() {
    Response page = page();
    List<String> named = new ArrayList<>();
    Matcher files = NAMED.matcher(page.asString());
    while (files.find()) {
      named.add(files.group(1));
    }
    assertThat(named).hasSizeGreaterThan(6);

    assertThat(named)
        .allSatisfy(
            file -> given().get(file).then().statusCode(200).header("Cache-Control", "no-cache"));
  }

  @Test
  void librariesOfTheImportMapAreOurOwnFiles() {
    JsonNode imports = JobJson.parse(importMap(page())).path("imports");

    for (String library : List.of("lit", "uplot", "lit-html", "@lit/reactive-element")) {
      String file = imports.path(library).asText();
      assertThat(file).as(library).startsWith("/");
      given().get(file).then().statusCode(200).contentType("text/javascript");
    }
  }

  @Test
  void scriptIsCompressedForWhoTakesIt() {
    given()
        .header("Accept-Encoding", "gzip")
        .get("/app/pages/solve.js")
        .then()
        .statusCode(200)
        .header("Content-Encoding", equalTo("gzip"));
  }

  private static Response page() {
    return given().header("Accept", HTML).get("/");
  }

  private static String importMap(Response page) {
    Matcher map = IMPORT_MAP.matcher(page.asString());
    assertThat(map.find()).isTrue();
    return map.group(1);
  }

  private static String hash(String text) {
    return Base64.getEncoder().encodeToString(Sha256.of(text.getBytes(StandardCharsets.UTF_8)));
  }
}
