package dev.trm.audit;

/**
 * An anchor's statement, to the byte, with its signature.
 *
 * @param statement {@link Anchor#statement()}
 * @param signature by Ed25519 over the statement in UTF-8, base64
 */
public record SignedAnchor(String statement, String signature) {
  /**
   * What it says.
   *
   * @throws IllegalArgumentException if the statement is none
   */
  public Anchor anchor() {
    return Anchor.parse(statement);
  }
}
