package dev.trm.gateway;

import static dev.trm.gateway.Calls.json;
import static dev.trm.gateway.Calls.operator;
import static dev.trm.gateway.Calls.puzzle;
import static dev.trm.gateway.Calls.with;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.trm.embedded.testing.TestPartsResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.http.Cookie;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.net.URI;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signing in to the pages: what the cookie lets in, from where, and how long. */
@QuarkusTest
@QuarkusTestResource(TestPartsResource.class)
class SessionTest {
  private static final String NAME = "trm-session";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Inject DataSource source;
  @Inject TestModels models;
  @TestHTTPResource URI address;

  @BeforeEach
  void register() throws Exception {
    models.usual();
  }

  @Test
  void keyIsExchangedForACookieThatNoScriptReadsAndNoOtherSiteSends() {
    Response answer = signIn(made("reader"));

    answer
        .then()
        .statusCode(200)
        .body("role", equalTo("reader"))
        .body("until", notNullValue())
        .body("key", nullValue());
    Cookie cookie = answer.getDetailedCookie(NAME);
    assertThat(cookie.isHttpOnly()).isTrue();
    assertThat(cookie.getSameSite()).isEqualTo("Strict");
    assertThat(cookie.getPath()).isEqualTo("/");
    assertThat(cookie.getMaxAge()).isEqualTo(Duration.ofHours(12).toSeconds());
    by(cookie.getValue()).get("/v1/session").then().statusCode(200).body("role", equalTo("reader"));
  }

  @Test
  void textOfACookieIsNowhereInTheDatabase() throws Exception {
    String key = made("reader");
    String cookie = signIn(key).getCookie(NAME);

    assertThat(rowsOf(cookie)).doesNotContain(cookie).doesNotContain(key).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({"reader, 403", "submitter, 202", "operator, 202"})
  void sessionMayWhatItsKeyMay(String role, int status) {
    String cookie = signIn(made(role)).getCookie(NAME);

    by(cookie)
        .header("Origin", origin())
        .contentType(ContentType.JSON)
        .body(puzzle(""))
        .post("/v1/solve-jobs")
        .then()
        .statusCode(status);
    by(cookie).get("/v1/keys").then().statusCode(role.equals("operator") ? 200 : 403);
  }

  @Test
  void submitterSeesBySessionWhatItsKeySubmitted() {
    String key = made("submitter");
    String foreign = Calls.submit();
    String cookie = signIn(key).getCookie(NAME);
    String own =
        with(key)
            .contentType(ContentType.JSON)
            .body(puzzle(""))
            .post("/v1/solve-jobs")
            .then()
            .extract()
            .path("id");

    by(cookie).get("/v1/jobs/" + own).then().statusCode(200);
    by(cookie).get("/v1/jobs/" + foreign).then().statusCode(404);
  }

  @Test
  void writeWithoutOurOriginIsRefused() {
    String cookie = signIn(made("operator")).getCookie(NAME);

    writing(by(cookie), 403, "Origin is missing");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:1",
        "http://localhost.example",
        "null",
        "http://evil.example",
        "file://",
        "not an origin"
      })
  void writeFromAnotherOriginIsRefusedEvenOfTheSameHost(String origin) {
    String cookie = signIn(made("operator")).getCookie(NAME);

    writing(by(cookie).header("Origin", origin), 403, "Origin is '" + origin + "'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cross-site", "same-site"})
  void requestThatTheBrowserSaysIsAnotherPagesIsRefused(String site) {
    String cookie = signIn(made("operator")).getCookie(NAME);

    by(cookie)
        .header("Sec-Fetch-Site", site)
        .get("/v1/jobs")
        .then()
        .statusCode(403)
        .body("detail", containsString("Sec-Fetch-Site is '" + site + "'"));
    by(cookie).header("Sec-Fetch-Site", "same-origin").get("/v1/jobs").then().statusCode(200);
  }

  @Test
  void pageOfAnotherOriginDoesNotSignPeopleIn() {
    given()
        .header("Origin", "http://evil.example")
        .contentType(ContentType.JSON)
        .body("{\"key\": \"" + made("reader") + "\"}")
        .post("/v1/session")
        .then()
        .statusCode(403);
    given()
        .contentType(ContentType.TEXT)
        .body("{\"key\": \"" + made("reader") + "\"}")
        .post("/v1/session")
        .then()
        .statusCode(415);
  }

  @Test
  void signingOutEndsTheSessionForGood() {
    String cookie = signIn(made("reader")).getCookie(NAME);
    by(cookie).get("/v1/session").then().statusCode(200);

    Response out = by(cookie).header("Origin", origin()).delete("/v1/session");

    out.then().statusCode(204);
    assertThat(out.getDetailedCookie(NAME).getMaxAge()).isZero();
    by(cookie)
        .get("/v1/session")
        .then()
        .statusCode(401)
        .body("detail", equalTo("The session has ended; sign in again."));
  }

  @Test
  void signingInAgainEndsTheSessionBefore() {
    String key = made("reader");
    String first = signIn(key).getCookie(NAME);

    String second =
        given()
            .cookie(NAME, first)
            .contentType(ContentType.JSON)
            .body("{\"key\": \"" + key + "\"}")
            .post("/v1/session")
            .getCookie(NAME);

    by(first).get("/v1/session").then().statusCode(401);
    by(second).get("/v1/session").then().statusCode(200);
  }

  @Test
  void revokedKeysSessionsEnd() {
    String name = name();
    String cookie = signIn(make(name, "reader")).getCookie(NAME);
    by(cookie).get("/v1/session").then().statusCode(200);

    operator().delete("/v1/keys/" + name).then().statusCode(200);

    by(cookie).get("/v1/session").then().statusCode(401);
  }

  @Test
  void replacedKeysSessionsEndWithItsTextAndNotBefore() {
    String name = name();
    String cookie = signIn(make(name, "reader")).getCookie(NAME);

    json("{\"overlap\": \"PT1H\"}").post("/v1/keys/" + name + "/rotate").then().statusCode(200);
    by(cookie).get("/v1/session").then().statusCode(200);

    json("{}").post("/v1/keys/" + name + "/rotate").then().statusCode(200);
    by(cookie).get("/v1/session").then().statusCode(401);
  }

  @Test
  void sessionEndsByItself() throws Exception {
    String cookie = signIn(made("reader")).getCookie(NAME);

    expire(cookie);

    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> by(cookie).get("/v1/session").then().statusCode(401));
  }

  @Test
  void eventStreamOfASessionEndsWithIt() throws Exception {
    String job =
        json("{\"model\": \"streamed\"}")
            .post("/v1/training-jobs")
            .then()
            .statusCode(202)
            .extract()
            .path("id");
    String cookie = signIn(made("reader")).getCookie(NAME);
    try (EventStream stream = EventStream.followWithCookie(address, NAME + "=" + cookie, job)) {
      await().atMost(PATIENCE).until(() -> !stream.data().isEmpty());

      by(cookie).header("Origin", origin()).delete("/v1/session").then().statusCode(204);

      stream.awaitEnd();
      assertThat(stream.lines()).contains(":this key may hear no more of this job");
    } finally {
      operator().post("/v1/jobs/" + job + "/cancel").then().statusCode(200);
    }
  }

  @Test
  void keyInTheHeaderGoesBeforeTheCookie() {
    String cookie = signIn(made("reader")).getCookie(NAME);

    operator()
        .cookie(NAME, cookie)
        .get("/v1/session")
        .then()
        .statusCode(200)
        .body("name", equalTo("operator"))
        .body("until", nullValue());
  }

  private void writing(RequestSpecification request, int status, String words) {
    request
        .contentType(ContentType.JSON)
        .body(puzzle(""))
        .post("/v1/solve-jobs")
        .then()
        .statusCode(status)
        .contentType("application/problem+json")
        .body("detail", containsString(words));
  }

  private static RequestSpecification by(String cookie) {
    return given().cookie(NAME, cookie);
  }

  private String origin() {
    return address.getScheme() + "://" + address.getAuthority();
  }

  private static Response signIn(String key) {
    return given()
        .contentType(ContentType.JSON)
        .body("{\"key\": \"" + key + "\"}")
        .post("/v1/session");
  }

  private static String made(String role) {
    return make(name(), role);
  }

  private static String make(String name, String role) {
    return json("{\"name\": \"" + name + "\", \"role\": \"" + role + "\"}")
        .post("/v1/keys")
        .then()
        .statusCode(201)
        .extract()
        .path("key");
  }

  private static String name() {
    return "w-" + UUID.randomUUID();
  }

  private String rowsOf(String cookie) throws SQLException {
    try (Connection connection = source.getConnection();
        PreparedStatement rows =
            connection.prepareStatement(
                "SELECT string_agg(s::text, ' ') FROM web_session s WHERE hash ="
                    + " sha256(convert_to(?, 'UTF8'))")) {
      rows.setString(1, cookie);
      try (ResultSet found = rows.executeQuery()) {
        found.next();
        return String.valueOf(found.getString(1));
      }
    }
  }

  private void expire(String cookie) throws SQLException {
    try (Connection connection = source.getConnection();
        PreparedStatement update =
            connection.prepareStatement(
                "UPDATE web_session SET expires_at = clock_timestamp() WHERE hash ="
                    + " sha256(convert_to(?, 'UTF8'))")) {
      update.setString(1, cookie);
      assertThat(update.executeUpdate()).isEqualTo(1);
    }
  }
}
