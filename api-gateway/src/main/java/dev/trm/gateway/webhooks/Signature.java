package dev.trm.gateway.webhooks;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signatures and secrets by the Standard Webhooks convention, version 1. */
final class Signature {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String ALGORITHM = "HmacSHA256";
  private static final String SECRET_BEGIN = "whsec_";
  private static final int SECRET_BYTES = 32;

  private Signature() {}

  static byte[] newSecret() {
    byte[] secret = new byte[SECRET_BYTES];
    RANDOM.nextBytes(secret);
    return secret;
  }

  /** A secret as receivers' libraries read it. */
  static String shown(byte[] secret) {
    return SECRET_BEGIN + Base64.getEncoder().encodeToString(secret);
  }

  /**
   * The value of {@code webhook-signature}: a signature with each secret, so that a receiver that
   * has any of them finds its own.
   *
   * @param timestamp seconds since 1970, as sent in {@code webhook-timestamp}
   */
  static String of(List<byte[]> secrets, String id, long timestamp, String body) {
    return secrets.stream()
        .map(secret -> of(secret, id, timestamp, body))
        .collect(Collectors.joining(" "));
  }

  private static String of(byte[] secret, String id, long timestamp, String body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret, ALGORITHM));
      byte[] signature =
          mac.doFinal((id + "." + timestamp + "." + body).getBytes(StandardCharsets.UTF_8));
      return "v1," + Base64.getEncoder().encodeToString(signature);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, impossible);
    }
  }
}
