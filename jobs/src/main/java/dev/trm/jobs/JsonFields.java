package dev.trm.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of one JSON object strictly: wrong types, values out of bounds and, by {@link
 * #end}, unknown fields are an {@link InvalidFieldException} with the field's JSON pointer.
 */
public final class JsonFields {
  private final JsonNode object;
  private final String pointer;
  private final Set<String> read = new LinkedHashSet<>();
  private final Map<String, JsonFields> nested = new LinkedHashMap<>();

  /**
   * @param pointer of the object, empty for a whole document
   */
  public JsonFields(JsonNode object, String pointer) {
    if (!object.isObject()) {
      throw new InvalidFieldException(
          pointer,
          (pointer.isEmpty() ? "the body" : name(pointer))
              + " is "
              + shown(object)
              + "; it must be a JSON object");
    }
    this.object = object;
    this.pointer = pointer;
  }

  /** Whether the field is there and not null. */
  public boolean has(String name) {
    return object.hasNonNull(name);
  }

  /** A nested object; an absent one is empty. */
  public JsonFields object(String name) {
    JsonNode value = value(name);
    JsonFields fields =
        new JsonFields(value == null ? JsonNodeFactory.instance.objectNode() : value, at(name));
    nested.put(name, fields);
    return fields;
  }

  /** A list of objects that must be there, with at least one. */
  public List<JsonFields> objects(String name) {
    JsonNode value = value(name);
    if (value == null) {
      throw wrong(name, name + " is missing");
    }
    if (!value.isArray() || value.isEmpty()) {
      throw wrong(
          name, name + " is " + shown(value) + "; it must be a list of at least one object");
    }
    List<JsonFields> objects = new ArrayList<>();
    for (int i = 0; i < value.size(); i++) {
      objects.add(new JsonFields(value.get(i), at(name) + "/" + i));
    }
    return objects;
  }

  /** A field of any type; null if absent. */
  public @Nullable JsonNode value(String name) {
    read.add(name);
    JsonNode value = object.get(name);
    return value == null || value.isNull() ? null : value;
  }

  /** Text that must be there. */
  public String text(String name) {
    String text = textOrNull(name);
    if (text == null) {
      throw wrong(name, name + " is missing");
    }
    return text;
  }

  public @Nullable String textOrNull(String name) {
    JsonNode value = value(name);
    if (value == null) {
      return null;
    }
    if (!value.isTextual()) {
      throw wrong(name, name + " is " + shown(value) + "; it must be a string");
    }
    return value.textValue();
  }

  public int integer(String name, int absent, int least, int most) {
    return (int) whole(name, absent, least, most);
  }

  public long whole(String name, long absent, long least, long most) {
    JsonNode value = value(name);
    if (value == null) {
      return absent;
    }
    if (!value.isIntegralNumber()
        || !value.canConvertToLong()
        || value.longValue() < least
        || value.longValue() > most) {
      throw wrong(
          name,
          name + " is " + shown(value) + "; it must be a whole number " + least + " to " + most);
    }
    return value.longValue();
  }

  public double number(String name, double absent, double least, double most) {
    Double number = numberOrNull(name, least, most);
    return number == null ? absent : number;
  }

  public @Nullable Double numberOrNull(String name, double least, double most) {
    JsonNode value = value(name);
    if (value == null) {
      return null;
    }
    double number = value.doubleValue();
    if (!value.isNumber() || !(number >= least && number <= most)) {
      throw wrong(
          name, name + " is " + shown(value) + "; it must be a number " + least + " to " + most);
    }
    return number;
  }

  public boolean bool(String name, boolean absent) {
    JsonNode value = value(name);
    if (value == null) {
      return absent;
    }
    if (!value.isBoolean()) {
      throw wrong(name, name + " is " + shown(value) + "; it must be true or false");
    }
    return value.booleanValue();
  }

  /**
   * Text that a function reads.
   *
   * @param parse throws IllegalArgumentException with a message naming field and value
   */
  public <T> T parsed(String name, T absent, Function<String, T> parse) {
    String text = textOrNull(name);
    if (text == null) {
      return absent;
    }
    try {
      return parse.apply(text);
    } catch (InvalidFieldException already) {
      throw already;
    } catch (IllegalArgumentException wrong) {
      throw wrong(name, String.valueOf(wrong.getMessage()));
    }
  }

  /**
   * Refuses what nobody asked for, so that a misspelt field is not silently ignored, and says what
   * may have been meant.
   */
  public void end() {
    object
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!read.contains(name)) {
                throw wrong(name, Shown.of(name) + " is not known here" + meant(name));
              }
            });
  }

  private String meant(String name) {
    for (Map.Entry<String, JsonFields> each : nested.entrySet()) {
      if (each.getValue().read.contains(name)) {
        return "; did you mean " + name + " in " + each.getKey() + "?";
      }
    }
    return NearestName.of(name, read)
        .map(near -> "; did you mean " + near + "?")
        .orElse("; known are " + String.join(", ", read));
  }

  /** The error for a field of this object. */
  public InvalidFieldException wrong(String name, String message) {
    return new InvalidFieldException(at(name), message);
  }

  private String at(String name) {
    return pointer + "/" + name.replace("~", "~0").replace("/", "~1");
  }

  private static String name(String pointer) {
    return pointer.substring(pointer.lastIndexOf('/') + 1);
  }

  /** A value for an error message, shortened. */
  private static String shown(JsonNode value) {
    return Shown.of(value.toString());
  }
}
