package dev.trm.gateway.hooks;

import static io.restassured.RestAssured.given;

import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Calls as the hosts make them, signed here once more so that the code under test does not vouch
 * for itself.
 *
 * @param secret as it is shown
 */
record SignedCalls(String secret) {
  RequestSpecification gitHub(String event, String body) {
    return gitHub(event, "delivery-of-the-test", body);
  }

  RequestSpecification gitHub(String event, String delivery, String body) {
    return json(body)
        .header("X-GitHub-Event", event)
        .header("X-GitHub-Delivery", delivery)
        .header("X-Hub-Signature-256", "sha256=" + hex(hmac(bytes(secret), bytes(body))));
  }

  RequestSpecification gitLab(String event, String id, String body) {
    return json(body)
        .header("X-Gitlab-Event", event)
        .header("X-Gitlab-Event-UUID", id)
        .header("X-Gitlab-Token", secret);
  }

  RequestSpecification standard(String id, Instant at, String body) {
    return standard(json(body), id, at, body);
  }

  /** A look: the path is signed instead of a body. */
  RequestSpecification look(String path) {
    return standard(given(), "look", Instant.now(), path);
  }

  private RequestSpecification standard(
      RequestSpecification call, String id, Instant at, String content) {
    byte[] key = Base64.getDecoder().decode(secret.substring("whsec_".length()));
    String signed = id + "." + at.getEpochSecond() + "." + content;
    return call.header("webhook-id", id)
        .header("webhook-timestamp", Long.toString(at.getEpochSecond()))
        .header(
            "webhook-signature",
            "v1,bm90IG91cnM= v1," + Base64.getEncoder().encodeToString(hmac(key, bytes(signed))));
  }

  static RequestSpecification json(String body) {
    return given().contentType(ContentType.JSON).body(bytes(body));
  }

  private static byte[] hmac(byte[] key, byte[] content) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(content);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
