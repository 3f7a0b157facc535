package dev.trm.cli.gateway;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A field of a query that has others before it. */
public final class QueryField {
  private QueryField() {}

  /** The field with what parts it from the one before; nothing where there is no value. */
  public static String of(String name, @Nullable String value) {
    return value == null ? "" : "&" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
  }
}
