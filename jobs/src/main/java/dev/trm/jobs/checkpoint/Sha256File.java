package dev.trm.jobs.checkpoint;

import dev.trm.audit.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/** A checkpoint's id: the SHA-256 of its file, 64 hexadecimal digits. */
final class Sha256File {
  private Sha256File() {}

  static String id(Path file) throws IOException {
    MessageDigest digest = Sha256.digest();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /**
   * @throws IOException if the text is no id
   */
  static void check(String id) throws IOException {
    if (!id.matches("[0-9a-f]{64}")) {
      throw new IOException("checkpoint '" + id + "': an id has 64 hexadecimal digits");
    }
  }
}
