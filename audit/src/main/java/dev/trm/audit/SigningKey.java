package dev.trm.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/** The key that signs anchors; kept in a file, outside the database that it vouches for. */
public final class SigningKey {
  private final PrivateKey secret;
  private final VerifyKey open;

  private SigningKey(PrivateKey secret, VerifyKey open) {
    this.secret = secret;
    this.open = open;
  }

  /** A new one. */
  public static SigningKey make() {
    try {
      KeyPair pair = KeyPairGenerator.getInstance(VerifyKey.ALGORITHM).generateKeyPair();
      return new SigningKey(
          pair.getPrivate(),
          new VerifyKey(Base64.getEncoder().encodeToString(pair.getPublic().getEncoded())));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK from 15 has Ed25519", impossible);
    }
  }

  /**
   * The key in a file: on two lines the private (PKCS 8) and the public half (X.509), base64. Where
   * there is no file, one is made, with mode 600; it is there complete or not at all.
   *
   * @throws IOException if the file cannot be read or made, can be read by others than its owner,
   *     or holds no key
   */
  public static SigningKey readOrMake(Path file) throws IOException {
    KeyFile.makeIfMissing(file, () -> make().text());
    KeyFile.requireOwnerOnly(file);
    List<String> lines = Files.readAllLines(file);
    try {
      SigningKey key =
          new SigningKey(
              KeyFactory.getInstance(VerifyKey.ALGORITHM)
                  .generatePrivate(
                      new PKCS8EncodedKeySpec(Base64.getDecoder().decode(lines.get(0).strip()))),
              new VerifyKey(lines.get(1).strip()));
      if (!key.open.signed(key.sign("do the halves belong together?"))) {
        throw new IOException(file + " holds two halves of different keys");
      }
      return key;
    } catch (GeneralSecurityException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new IOException(file + " holds no Ed25519 key", e);
    }
  }

  public VerifyKey publicKey() {
    return open;
  }

  /** Signs a statement. */
  public SignedAnchor sign(String statement) {
    try {
      Signature signature = Signature.getInstance(VerifyKey.ALGORITHM);
      signature.initSign(secret);
      signature.update(statement.getBytes(StandardCharsets.UTF_8));
      return new SignedAnchor(statement, Base64.getEncoder().encodeToString(signature.sign()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("signing failed", e);
    }
  }

  /** As {@link #readOrMake} reads it. */
  private String text() {
    return Base64.getEncoder().encodeToString(secret.getEncoded()) + "\n" + open.base64() + "\n";
  }
}
