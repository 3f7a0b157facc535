package dev.trm.puzzles;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.regex.Pattern;

/** Describes errors of the JSON and YAML parsers in terms of the text that was parsed. */
public final class JsonErrors {
  /** The suffix with which the parser describes its input source in some messages. */
  private static final Pattern SOURCE =
      Pattern.compile("\\[Source: [^;\\]]*(?:; line: (\\d+), column: (\\d+))?[^\\]]*\\]");

  private JsonErrors() {}

  /** The position, if it is known, and the reason. */
  public static String describe(JsonProcessingException error) {
    JsonLocation at = error.getLocation();
    return at == null || at.getLineNr() < 1
        ? reason(error)
        : "line " + at.getLineNr() + ", column " + at.getColumnNr() + ": " + reason(error);
  }

  /** The reason alone, for a message that contains the position already. */
  public static String reason(JsonProcessingException error) {
    return SOURCE
        .matcher(error.getOriginalMessage())
        .replaceAll(match -> match.group(1) == null ? "the input" : "line $1, column $2");
  }
}
