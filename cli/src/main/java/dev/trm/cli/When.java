package dev.trm.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/** Times of the API in the reader's time zone. */
final class When {
  private static final DateTimeFormatter SHOWN =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

  private When() {}

  /** Down to the second; what is no time stays as it is. */
  static String shown(JsonNode time) {
    String text = time.asText("");
    try {
      return SHOWN.format(Instant.parse(text).atZone(ZoneId.systemDefault()));
    } catch (DateTimeParseException e) {
      return text;
    }
  }
}
