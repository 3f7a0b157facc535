package dev.trm.cli.gateway;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** What people name, as a part of a path. */
public final class PathSegment {
  private PathSegment() {}

  /** Encoded so that the gateway reads the same text; forms, and so queries, have + for a blank. */
  public static String of(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
