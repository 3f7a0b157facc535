package dev.trm.gateway.access;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.trm.embedded.testing.TestPartsResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(TestPartsResource.class)
class HostGateTest {
  @ParameterizedTest
  @ValueSource(strings = {"/v1/jobs", "/q/openapi", "/q/metrics", "/", "/v1/nothing"})
  void requestForAnotherNameIsRefusedOnEveryRouteEvenWithAKey(String path) {
    given()
        .header("Host", "rebound.example")
        .header("Authorization", "Bearer operator-key-of-the-tests")
        .get(path)
        .then()
        .statusCode(421)
        .contentType("application/problem+json")
        .body("detail", containsString("rebound.example"));
  }

  @Test
  void healthAnswersUnderAnyName() {
    given().header("Host", "10.1.2.3").get("/q/health/live").then().statusCode(200);
  }

  @Test
  void answersTellBrowsersToGuessAndKeepNothing() {
    given()
        .get("/v1/jobs")
        .then()
        .statusCode(401)
        .header("X-Content-Type-Options", equalTo("nosniff"))
        .header("Cache-Control", equalTo("no-store"))
        .header("Content-Security-Policy", containsString("default-src 'none'"));
    given()
        .header("Authorization", "Bearer operator-key-of-the-tests")
        .get("/v1/jobs")
        .then()
        .statusCode(200)
        .header("X-Content-Type-Options", equalTo("nosniff"))
        .header("Cache-Control", equalTo("no-store"))
        .header("Content-Security-Policy", containsString("default-src 'none'"));
  }

  @Test
  void defaultNamesAreLoopbackAndTheAddressListenedOn() {
    Set<String> allowed = HostGate.allowed(null, "192.0.2.7");

    assertThat(HostGate.allows(allowed, "localhost")).isTrue();
    assertThat(HostGate.allows(allowed, "LOCALHOST.")).isTrue();
    assertThat(HostGate.allows(allowed, "[::1]")).isTrue();
    assertThat(HostGate.allows(allowed, "192.0.2.7")).isTrue();
    assertThat(HostGate.allows(allowed, "localhost.example")).isFalse();
    assertThat(HostGate.allows(allowed, "")).isFalse();
  }

  @Test
  void configuredNamesReplaceTheDefaults() {
    Set<String> allowed = HostGate.allowed(Set.of("trm.example"), "127.0.0.1");

    assertThat(HostGate.allows(allowed, "TRM.example")).isTrue();
    assertThat(HostGate.allows(allowed, "localhost")).isFalse();
    assertThat(HostGate.allows(HostGate.allowed(Set.of("*"), ""), "anything")).isTrue();
  }
}
