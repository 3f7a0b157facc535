package dev.trm.audit;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A JSON array written the way PostgreSQL writes {@code jsonb_build_array(…)::text}: the triggers
 * hash that text, and whoever verifies has to come to the same bytes. No two different arrays have
 * the same text, which joining with a separator can't promise.
 */
public final class CanonicalArray {
  private static final String HEX = "0123456789abcdef";

  private final StringBuilder text = new StringBuilder("[");

  /** Adds a string, or null. */
  public CanonicalArray add(@Nullable String value) {
    next();
    if (value == null) {
      text.append("null");
    } else {
      quote(value);
    }
    return this;
  }

  public CanonicalArray add(@Nullable UUID value) {
    return add(value == null ? null : value.toString());
  }

  public CanonicalArray add(long value) {
    next();
    text.append(value);
    return this;
  }

  /** Adds what is JSON already, as PostgreSQL writes jsonb; null for JSON's null. */
  public CanonicalArray addJson(@Nullable String json) {
    next();
    text.append(json == null ? "null" : json);
    return this;
  }

  public byte[] bytes() {
    return toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return text + "]";
  }

  private void next() {
    if (text.length() > 1) {
      text.append(", ");
    }
  }

  private void quote(String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"' -> text.append("\\\"");
        case '\\' -> text.append("\\\\");
        case '\b' -> text.append("\\b");
        case '\f' -> text.append("\\f");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        default -> {
          if (c < ' ') {
            text.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
          } else {
            text.append(c);
          }
        }
      }
    }
    text.append('"');
  }
}
