package dev.trm.gateway.models;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A part of a file, by RFC 9110's Range.
 *
 * @param from its first byte, from 0
 * @param length of the part; 0 where nothing of the file is asked for
 */
record ByteRange(long from, long length) {
  private static final Pattern ONE = Pattern.compile("bytes=([0-9]{0,18})-([0-9]{0,18})");

  /**
   * The part that a header asks for; empty, and so the whole file, where there is no header, it is
   * not understood, or it asks for several parts.
   */
  static Optional<ByteRange> parse(@Nullable String header, long size) {
    Matcher asked = ONE.matcher(header == null ? "" : header.strip());
    if (!asked.matches() || (asked.group(1).isEmpty() && asked.group(2).isEmpty())) {
      return Optional.empty();
    }
    if (asked.group(1).isEmpty()) {
      long last = Math.min(size, Long.parseLong(asked.group(2)));
      return Optional.of(new ByteRange(size - last, last));
    }
    long from = Long.parseLong(asked.group(1));
    long to =
        asked.group(2).isEmpty() ? size - 1 : Math.min(size - 1, Long.parseLong(asked.group(2)));
    if (!asked.group(2).isEmpty() && Long.parseLong(asked.group(2)) < from) {
      return Optional.empty();
    }
    return Optional.of(new ByteRange(from, from < size ? to - from + 1 : 0));
  }

  /** What a response of a part says of it. */
  String contentRange(long size) {
    return "bytes " + from + "-" + (from + length - 1) + "/" + size;
  }
}
