package dev.trm.gateway.access;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import dev.trm.embedded.testing.TestPartsResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestPartsResource.class)
class LengthGateTest {
  private static final String KEY = "Bearer operator-key-of-the-tests";

  @TestHTTPResource URI address;

  @Test
  void tooLongAnAddressIsAProblemWithItsLength() {
    given()
        .header("Authorization", KEY)
        .get("/v1/models/" + "x".repeat(5000))
        .then()
        .statusCode(414)
        .contentType("application/problem+json")
        .header("X-Content-Type-Options", equalTo("nosniff"))
        .body("status", equalTo(414))
        .body("title", equalTo("URI Too Long"))
        .body("detail", containsString("5011 characters; they may have up to 4096"));
    given().header("Authorization", KEY).get("/v1/models").then().statusCode(200);
  }

  @Test
  void tooLongHeadersAreAProblemThatNamesTheLongest() {
    given()
        .header("Authorization", KEY)
        .header("X-Story", "x".repeat(21_000))
        .get("/v1/models")
        .then()
        .statusCode(431)
        .contentType("application/problem+json")
        .body("status", equalTo(431))
        .body("errors[0].header", equalTo("X-Story"))
        .body("errors[0].detail", notNullValue());
    given()
        .header("Authorization", KEY)
        .header("X-Story", "x".repeat(19_000))
        .get("/v1/models")
        .then()
        .statusCode(200);
  }

  @Test
  void overHttp2TheConnectionLivesOn() throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    HttpResponse<String> first = send(client, "/v1/models", "short");
    assertThat(first.version()).isEqualTo(HttpClient.Version.HTTP_2);

    HttpResponse<String> address = send(client, "/v1/models/" + "x".repeat(5000), "short");
    HttpResponse<String> header = send(client, "/v1/models", "x".repeat(21_000));

    assertThat(address.statusCode()).isEqualTo(414);
    assertThat(address.body()).contains("\"status\":414");
    assertThat(header.statusCode()).isEqualTo(431);
    assertThat(header.body()).contains("x-story");
    assertThat(send(client, "/v1/models", "short").statusCode()).isEqualTo(200);
  }

  private HttpResponse<String> send(HttpClient client, String path, String story) throws Exception {
    return client.send(
        HttpRequest.newBuilder(address.resolve(path))
            .header("Authorization", KEY)
            .header("X-Story", story)
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
