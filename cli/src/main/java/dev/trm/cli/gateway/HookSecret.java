package dev.trm.cli.gateway;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A recipe's secret, with which calls are signed by the Standard Webhooks convention. */
public final class HookSecret {
  private static final String BEGIN = "whsec_";
  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;

  private HookSecret(SecretKeySpec key) {
    this.key = key;
  }

  /**
   * Reads a secret as it was shown.
   *
   * @throws GatewayException if it is none; the message does not show it
   */
  public static HookSecret of(String text) throws GatewayException {
    String wrong = "TRM_HOOK_SECRET is no secret of a recipe; it begins with " + BEGIN;
    if (!text.startsWith(BEGIN)) {
      throw new GatewayException(wrong);
    }
    try {
      byte[] bytes = Base64.getDecoder().decode(text.substring(BEGIN.length()).strip());
      return new HookSecret(new SecretKeySpec(bytes, ALGORITHM));
    } catch (IllegalArgumentException e) {
      throw new GatewayException(wrong, e);
    }
  }

  /** The headers that prove that this content is from somebody who knows the secret, now. */
  Map<String, String> headers(String content) {
    String id = "msg_" + UUID.randomUUID();
    String timestamp = Long.toString(Instant.now().getEpochSecond());
    return Map.of(
        "webhook-id",
        id,
        "webhook-timestamp",
        timestamp,
        "webhook-signature",
        "v1," + code(id + "." + timestamp + "." + content));
  }

  private String code(String content) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return Base64.getEncoder()
          .encodeToString(mac.doFinal(content.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, impossible);
    }
  }
}
