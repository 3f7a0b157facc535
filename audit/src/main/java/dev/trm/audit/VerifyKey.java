package dev.trm.audit;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;

/**
 * The public half of a key that signs anchors.
 *
 * @param base64 of its X.509 encoding, one line
 */
public record VerifyKey(String base64) {
  static final String ALGORITHM = "Ed25519";

  public VerifyKey {
    decode(base64);
  }

  /** SHA-256 of the X.509 encoding, hex: what anchors name. */
  public String fingerprint() {
    return HexFormat.of().formatHex(Sha256.of(Base64.getDecoder().decode(base64)));
  }

  /** Whether this key's owner signed the statement. */
  public boolean signed(SignedAnchor anchor) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initVerify(decode(base64));
      signature.update(anchor.statement().getBytes(StandardCharsets.UTF_8));
      return signature.verify(Base64.getDecoder().decode(anchor.signature()));
    } catch (GeneralSecurityException | IllegalArgumentException malformed) {
      return false;
    }
  }

  private static PublicKey decode(String base64) {
    try {
      return KeyFactory.getInstance(ALGORITHM)
          .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(base64)));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "key: '" + base64 + "' is no Ed25519 public key (X.509, base64)", e);
    }
  }
}
