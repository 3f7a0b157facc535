package dev.trm.gateway;

import static dev.trm.gateway.Calls.puzzle;
import static dev.trm.gateway.Calls.with;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.trm.embedded.testing.TestPartsResource;
import dev.trm.jobs.JobJson;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Callers with tokens of an issuer instead of keys. */
@QuarkusTest
@QuarkusTestResource(TestPartsResource.class)
@QuarkusTestResource(OidcIssuer.class)
class TokensTest {
  @ConfigProperty(name = "trm.gateway.oidc.issuer")
  String issuer;

  @Inject TestModels models;
  @TestHTTPResource URI address;

  @BeforeEach
  void register() throws Exception {
    models.usual();
  }

  @Test
  void tokenWithTheRoleSubmitsUnderItsSubject() {
    with(token(Map.of()))
        .contentType(ContentType.JSON)
        .body(puzzle(""))
        .post("/v1/solve-jobs")
        .then()
        .statusCode(202)
        .body("submittedBy", equalTo("oidc:alice"));
  }

  @Test
  void eventStreamEndsWithItsToken() throws Exception {
    String job =
        with(token(Map.of()))
            .contentType(ContentType.JSON)
            .body("{\"model\": \"streamed\"}")
            .post("/v1/training-jobs")
            .then()
            .statusCode(202)
            .extract()
            .path("id");
    long soon = Instant.now().plusSeconds(3).getEpochSecond();
    EventStream stream = EventStream.follow(address, token(Map.of("exp", soon)), job, null);

    stream.awaitEnd();

    assertThat(stream.data()).hasSize(1).first().asString().contains("QUEUED");
    with(token(Map.of())).post("/v1/jobs/" + job + "/cancel").then().statusCode(200);
  }

  @Test
  void highestRoleOfSeveralCounts() {
    Map<String, Object> both = Map.of("roles", List.of("trm-reader", "trm-operator", "else"));
    with(token(both)).get("/v1/keys").then().statusCode(200);
    with(token(Map.of("roles", List.of("trm-reader"))))
        .get("/v1/keys")
        .then()
        .statusCode(403)
        .body("detail", containsString("'oidc:alice' has the role reader"));
  }

  /** Claim and the value that makes the token worthless. */
  @ParameterizedTest
  @CsvSource({
    "aud, another-service",
    "iss, http://127.0.0.1:1",
    "exp, 1000000000",
    "nbf, 4000000000",
    "roles, nobody",
    "sub, ''",
    "sub, two words"
  })
  void tokenThatIsNotForUsOrNotGoodIsRefused(String claim, String value) {
    Object typed = value.matches("\\d+") ? (Object) Long.valueOf(value) : value;
    with(token(Map.of(claim, claim.equals("roles") ? List.of(value) : typed)))
        .get("/v1/jobs")
        .then()
        .statusCode(401)
        .contentType("application/problem+json");
  }

  @Test
  void tokenSignedByAnotherKeyIsRefused() {
    with(post("/forge", claims(Map.of()))).get("/v1/jobs").then().statusCode(401);
  }

  @Test
  void tokenWithoutASignatureIsRefused() {
    String token = token(Map.of());
    String none =
        java.util.Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString("{\"alg\":\"none\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    String body = token.substring(token.indexOf('.'), token.lastIndexOf('.') + 1);
    with(none + body).get("/v1/jobs").then().statusCode(401);
    with(none + body + "AA").get("/v1/jobs").then().statusCode(401);
  }

  private String token(Map<String, ?> changes) {
    return post("/sign", claims(changes));
  }

  private Map<String, Object> claims(Map<String, ?> changes) {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", issuer);
    claims.put("sub", "alice");
    claims.put("aud", "trm");
    claims.put("exp", Instant.now().plusSeconds(300).getEpochSecond());
    claims.put("iat", Instant.now().getEpochSecond());
    claims.put("roles", List.of("trm-submitter"));
    claims.putAll(changes);
    return claims;
  }

  private String post(String path, Map<String, Object> claims) {
    return given().body(JobJson.write(claims)).post(issuer + path).asString();
  }
}
