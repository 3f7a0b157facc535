package dev.trm.gateway;

import static dev.trm.gateway.Calls.json;
import static dev.trm.gateway.Calls.operator;
import static dev.trm.gateway.Calls.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.trm.embedded.testing.TestPartsResource;
import dev.trm.jobs.store.OperatorAction;
import dev.trm.jobs.store.OperatorActions;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys made, limited, rotated and revoked over the interface. */
@QuarkusTest
@QuarkusTestResource(TestPartsResource.class)
class KeysTest {
  @Inject OperatorActions actions;
  @TestHTTPResource URI address;

  @Test
  void madeKeyIsShownOnceAndWorksUntilItIsRevoked() {
    String name = name();
    JsonPath made = make(name, "submitter", "");
    String key = made.getString("key");

    assertThat(key).matches("trm_[A-Za-z0-9_-]{43}").startsWith(made.getString("prefix"));
    with(key).get("/v1/jobs").then().statusCode(200);
    Response listed = operator().get("/v1/keys");
    listed.then().statusCode(200);
    assertThat(listed.asString()).contains(name).doesNotContain(key);
    operator()
        .get("/v1/keys/" + name)
        .then()
        .body("key", nullValue())
        .body("createdBy", equalTo("operator"))
        .body("lastUsedAt", notNullValue());

    operator().delete("/v1/keys/" + name).then().statusCode(200).body("revokedAt", notNullValue());

    with(key).get("/v1/jobs").then().statusCode(401);
    operator().delete("/v1/keys/" + name).then().statusCode(404);
    assertThat(actions.page(Long.MAX_VALUE, 100))
        .filteredOn(each -> each.subject().equals(name))
        .extracting(OperatorAction::action)
        .containsExactly("key.revoke", "key.make");
  }

  @Test
  void nameIsTakenForever() {
    String name = name();
    make(name, "reader", "");
    json("{\"name\": \"" + name + "\", \"role\": \"reader\"}")
        .post("/v1/keys")
        .then()
        .statusCode(409)
        .body("detail", containsString("'" + name + "'"));
  }

  @Test
  void rotatedKeyWorksByBothTextsDuringTheOverlapOnly() {
    String name = name();
    String first = make(name, "reader", "").getString("key");

    String second = rotate(name, "{\"overlap\": \"PT1H\"}");
    with(first).get("/v1/jobs").then().statusCode(200);
    with(second).get("/v1/jobs").then().statusCode(200);
    String third = rotate(name, "{}");

    with(first).get("/v1/jobs").then().statusCode(401);
    with(second).get("/v1/jobs").then().statusCode(401);
    with(third).get("/v1/jobs").then().statusCode(200);
  }

  @Test
  void changeOfRoleCountsAtOnceAndWhatIsLeftOutStays() {
    String name = name();
    String key = make(name, "reader", ", \"ratePerMinute\": 500").getString("key");
    with(key).get("/v1/keys").then().statusCode(403);

    patch(name, "{\"role\": \"operator\", \"maxRunning\": 3}")
        .then()
        .statusCode(200)
        .body("role", equalTo("operator"))
        .body("maxRunning", equalTo(3))
        .body("ratePerMinute", equalTo(500));
    with(key).get("/v1/keys").then().statusCode(200);
    patch(name, "{\"maxRunning\": null}").then().statusCode(200).body("maxRunning", nullValue());
    patch(name, "{\"role\": \"reader\"}").then().statusCode(200);

    with(key).get("/v1/keys").then().statusCode(403);
  }

  @Test
  void lastOperatorsKeyStays() {
    operator()
        .delete("/v1/keys/operator")
        .then()
        .statusCode(409)
        .body("detail", containsString("last operator's"));
    patch("operator", "{\"role\": \"reader\"}").then().statusCode(409);
    patch("operator", "{\"expiresAt\": \"2999-01-01T00:00:00Z\"}").then().statusCode(409);
    operator().get("/v1/keys").then().statusCode(200);
  }

  @Test
  void keyThatCallsTooOftenIsToldWhenToCallAgain() {
    String key = make(name(), "reader", ", \"ratePerMinute\": 3").getString("key");
    for (int left = 2; left >= 0; left--) {
      with(key)
          .get("/v1/jobs")
          .then()
          .statusCode(200)
          .header("RateLimit-Policy", equalTo("\"key\";q=3;w=60"))
          .header("RateLimit", containsString("r=" + left));
    }

    Response refused = with(key).get("/v1/jobs");

    refused.then().statusCode(429).contentType("application/problem+json");
    assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 20);
  }

  @Test
  void addressThatTriesWrongKeysHasToWaitAndOthersDoNot() throws IOException {
    String last = "";
    for (int i = 0; i < 200 && !last.startsWith("HTTP/1.1 429"); i++) {
      last = fromAnotherAddress("wrong-key-" + i);
    }

    assertThat(last).startsWith("HTTP/1.1 429").contains("Retry-After: ");
    operator().get("/v1/jobs").then().statusCode(200);
    with("wrong-key-of-this-address").get("/v1/jobs").then().statusCode(401);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|/name",
        "{'name': 'UPPER', 'role': 'reader'}|/name",
        "{'name': 'oidc:alice', 'role': 'reader'}|/name",
        "{'name': 'a'}|/role",
        "{'name': 'a', 'role': 'king'}|/role",
        "{'name': 'a', 'role': 'reader', 'expiresAt': '2001-01-01T00:00:00Z'}|/expiresAt",
        "{'name': 'a', 'role': 'reader', 'expiresAt': 'soon'}|/expiresAt",
        "{'name': 'a', 'role': 'reader', 'maxRunning': 0}|/maxRunning",
        "{'name': 'a', 'role': 'reader', 'ratePerMinute': -1}|/ratePerMinute",
        "{'name': 'a', 'role': 'reader', 'key': 'chosen'}|/key"
      })
  void wrongKeyFormsNameTheField(String body, String pointer) {
    json(body.replace('\'', '"'))
        .post("/v1/keys")
        .then()
        .statusCode(422)
        .body("errors[0].pointer", equalTo(pointer));
  }

  /** Another address of loopback, so that the tests beside this are not kept waiting. */
  private String fromAnotherAddress(String key) throws IOException {
    try (Socket socket =
        new Socket(
            InetAddress.getByName("127.0.0.1"),
            address.getPort(),
            InetAddress.getByName("127.0.0.77"),
            0)) {
      socket.setSoTimeout(30_000);
      socket
          .getOutputStream()
          .write(
              ("GET /v1/jobs HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization:"
                      + " Bearer "
                      + key
                      + "\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static JsonPath make(String name, String role, String more) {
    return json("{\"name\": \"" + name + "\", \"role\": \"" + role + "\"" + more + "}")
        .post("/v1/keys")
        .then()
        .statusCode(201)
        .header("Location", containsString("/v1/keys/" + name))
        .extract()
        .jsonPath();
  }

  private static String rotate(String name, String body) {
    return json(body)
        .post("/v1/keys/" + name + "/rotate")
        .then()
        .statusCode(200)
        .extract()
        .path("key");
  }

  private static Response patch(String name, String body) {
    return operator()
        .contentType("application/merge-patch+json")
        .body(body.getBytes(StandardCharsets.UTF_8))
        .patch("/v1/keys/" + name);
  }

  private static String name() {
    return "k-" + UUID.randomUUID();
  }
}
