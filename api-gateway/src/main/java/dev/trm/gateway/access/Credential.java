package dev.trm.gateway.access;

import java.time.Instant;

/** By what a caller was let in: looked at again while what it asked for goes on. */
public sealed interface Credential {
  /**
   * A key of ours.
   *
   * @param hash SHA-256 of its text, hexadecimal
   */
  record Key(String hash) implements Credential {}

  /**
   * A token of an issuer.
   *
   * @param until when it expires
   */
  record Token(Instant until) implements Credential {}
}
