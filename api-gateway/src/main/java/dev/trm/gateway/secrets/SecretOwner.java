package dev.trm.gateway.secrets;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * Whose a secret is; it opens for nobody else.
 *
 * @param kind what has secrets
 * @param id which of them
 */
public record SecretOwner(Kind kind, UUID id) {
  /** What has secrets. */
  public enum Kind {
    WEBHOOK("webhook", "trm.webhook-secret.1"),
    RECIPE("recipe", "trm.recipe-secret.1");

    private final String word;
    private final byte[] purpose;

    Kind(String word, String purpose) {
      this.word = word;
      this.purpose = purpose.getBytes(StandardCharsets.UTF_8);
    }

    String word() {
      return word;
    }
  }

  public static SecretOwner webhook(UUID id) {
    return new SecretOwner(Kind.WEBHOOK, id);
  }

  public static SecretOwner recipe(UUID id) {
    return new SecretOwner(Kind.RECIPE, id);
  }

  /** What a seal is bound to. */
  byte[] bytes() {
    return ByteBuffer.allocate(kind.purpose.length + 2 * Long.BYTES)
        .put(kind.purpose)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }

  @Override
  public String toString() {
    return kind.word + " " + id;
  }
}
