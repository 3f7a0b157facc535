package dev.trm.gateway.access;

import java.security.SecureRandom;
import java.util.Base64;

/**
 * The text of a new API key: {@code trm_} and 256 random bits. It is shown once and never logged,
 * so {@link #toString()} shows only how it begins.
 */
record KeyText(String text) {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String BEGIN = "trm_";
  private static final int RANDOM_BYTES = 32;
  private static final int SHOWN = BEGIN.length() + 6;

  static KeyText random() {
    byte[] random = new byte[RANDOM_BYTES];
    RANDOM.nextBytes(random);
    return new KeyText(BEGIN + Base64.getUrlEncoder().withoutPadding().encodeToString(random));
  }

  /** Enough to recognise a key by, too little to guess it. */
  String prefix() {
    return text.substring(0, SHOWN);
  }

  @Override
  public String toString() {
    return prefix() + "…";
  }
}
