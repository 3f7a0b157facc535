package dev.trm.gateway.webhooks;

import dev.trm.gateway.secrets.SigningSecret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/** Signatures of what is sent, by the Standard Webhooks convention, version 1. */
final class Signature {
  private Signature() {}

  /**
   * The value of {@code webhook-signature}: a signature with each secret, so that a receiver that
   * has any of them finds its own.
   *
   * @param timestamp seconds since 1970, as sent in {@code webhook-timestamp}
   */
  static String of(List<byte[]> secrets, String id, long timestamp, String body) {
    byte[] content = body.getBytes(StandardCharsets.UTF_8);
    return secrets.stream()
        .map(secret -> SigningSecret.standard(secret, id, Long.toString(timestamp), content))
        .map(signature -> "v1," + Base64.getEncoder().encodeToString(signature))
        .collect(Collectors.joining(" "));
  }
}
