package dev.trm.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;

/** Random passwords in hexadecimal, so that no configuration file needs to quote them. */
final class Secret {
  private static final int BYTES = 24;

  private Secret() {}

  static String random() {
    byte[] bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /**
   * Reads the password from a file that only its owner may read; creates the file if it is missing.
   */
  static String in(Path file) throws IOException {
    if (!Files.exists(file)) {
      OwnerOnly.write(file, random() + "\n");
    }
    return Files.readString(file).strip();
  }
}
