package dev.trm.embedded;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Random passwords; hexadecimal, so no configuration file needs to quote them. */
final class Secret {
  private static final int BYTES = 24;

  private Secret() {}

  static String random() {
    byte[] bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
