package dev.trm.audit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of pieces, one after the other. */
public final class Sha256 {
  private Sha256() {}

  /** The hash of the pieces joined, 32 bytes. */
  public static byte[] of(byte[]... pieces) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] piece : pieces) {
        digest.update(piece);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }

  /** The hash of a text in UTF-8, 64 hexadecimal digits. */
  public static String hex(String text) {
    return HexFormat.of().formatHex(of(text.getBytes(StandardCharsets.UTF_8)));
  }
}
