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
   * A session of the pages.
   *
   * @param hash SHA-256 of the cookie's text, hexadecimal
   * @param until when it ends by itself
   */
  record Session(String hash, Instant until) implements Credential {}

  /**
   * A token of an issuer.
   *
   * @param until when it expires
   */
  record Token(Instant until) implements Credential {}
}
