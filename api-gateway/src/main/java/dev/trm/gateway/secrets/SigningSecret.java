package dev.trm.gateway.secrets;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Secrets of 256 random bits, and what is signed with them. */
public final class SigningSecret {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String ALGORITHM = "HmacSHA256";
  private static final String BEGIN = "whsec_";
  private static final int BYTES = 32;

  private SigningSecret() {}

  public static byte[] random() {
    byte[] secret = new byte[BYTES];
    RANDOM.nextBytes(secret);
    return secret;
  }

  /** A secret as libraries of the Standard Webhooks convention read it. */
  public static String shown(byte[] secret) {
    return BEGIN + Base64.getEncoder().encodeToString(secret);
  }

  /** The authentication code of the pieces joined. */
  public static byte[] hmac(byte[] key, byte[]... pieces) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      for (byte[] piece : pieces) {
        mac.update(piece);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, impossible);
    }
  }

  /**
   * A signature by the Standard Webhooks convention, version 1.
   *
   * @param timestamp seconds since 1970, as sent in {@code webhook-timestamp}
   */
  public static byte[] standard(byte[] secret, String id, String timestamp, byte[] content) {
    return hmac(secret, (id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8), content);
  }
}
