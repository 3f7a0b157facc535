package dev.trm.gateway.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.trm.jobs.InvalidFieldException;
import java.util.Iterator;
import java.util.Map;

/**
 * Refuses text that PostgreSQL cannot store: the character U+0000, and half of a surrogate pair,
 * which is no character. JSON can write both by an escape.
 */
public final class CleanText {
  private CleanText() {}

  /**
   * Checks all names and strings of a value.
   *
   * @throws InvalidFieldException with the pointer of the first that is wrong
   */
  public static void check(JsonNode value) {
    check(value, "");
  }

  /** What is wrong with a text: a phrase such as "U+0000 at position 3"; empty where nothing is. */
  public static String fault(String text) {
    for (int at = 0; at < text.length(); at++) {
      char each = text.charAt(at);
      if (each == 0) {
        return "the character U+0000 at position " + (at + 1);
      }
      if (Character.isHighSurrogate(each)
          && at + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(at + 1))) {
        at++;
      } else if (Character.isSurrogate(each)) {
        return String.format(
            "half of a surrogate pair, U+%04X, at position %d", (int) each, at + 1);
      }
    }
    return "";
  }

  /** The value with U+FFFD in the place of what cannot be stored; for texts that quote callers. */
  public static JsonNode replaced(JsonNode value) {
    if (value.isTextual()) {
      return TextNode.valueOf(replaced(value.textValue()));
    }
    if (value.isArray()) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      value.forEach(each -> array.add(replaced(each)));
      return array;
    }
    if (value.isObject()) {
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      value
          .fields()
          .forEachRemaining(
              field -> object.set(replaced(field.getKey()), replaced(field.getValue())));
      return object;
    }
    return value;
  }

  private static String replaced(String text) {
    return text.codePoints()
        .map(each -> each == 0 || (each >= 0xD800 && each <= 0xDFFF) ? 0xFFFD : each)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static void check(JsonNode value, String pointer) {
    if (value.isTextual()) {
      String fault = fault(value.textValue());
      if (!fault.isEmpty()) {
        throw new InvalidFieldException(
            pointer,
            (pointer.isEmpty() ? "the body" : pointer.substring(pointer.lastIndexOf('/') + 1))
                + " has "
                + fault
                + ", which cannot be stored");
      }
      return;
    }
    if (value.isArray()) {
      for (int i = 0; i < value.size(); i++) {
        check(value.get(i), pointer + "/" + i);
      }
      return;
    }
    for (Iterator<Map.Entry<String, JsonNode>> fields = value.fields(); fields.hasNext(); ) {
      Map.Entry<String, JsonNode> field = fields.next();
      String fault = fault(field.getKey());
      if (!fault.isEmpty()) {
        throw new InvalidFieldException(
            pointer, "the name of a field has " + fault + ", which cannot be stored");
      }
      check(field.getValue(), pointer + "/" + escaped(field.getKey()));
    }
  }

  /** As RFC 6901 has it. */
  private static String escaped(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }
}
