package dev.trm.model.parity;

import java.util.List;
import java.util.Map;

/** The metadata strings of a reference run. An error names the key and its unusable value. */
record RunMetadata(Map<String, String> strings) {

  String text(String key) {
    String value = strings.get(key);
    if (value == null) {
      throw new IllegalArgumentException("the metadata has no " + key);
    }
    return value.strip();
  }

  int whole(String key) {
    String value = text(key);
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException wrong) {
      throw new IllegalArgumentException(
          key + " is '" + value + "'; it must be a whole number", wrong);
    }
  }

  int whole(String key, int otherwise) {
    return strings.containsKey(key) ? whole(key) : otherwise;
  }

  double real(String key) {
    String value = text(key);
    double number;
    try {
      number = Double.parseDouble(value);
    } catch (NumberFormatException wrong) {
      throw new IllegalArgumentException(key + " is '" + value + "'; it must be a number", wrong);
    }
    if (!Double.isFinite(number)) {
      throw new IllegalArgumentException(key + " is '" + value + "'; it must be finite");
    }
    return number;
  }

  double real(String key, double otherwise) {
    return strings.containsKey(key) ? real(key) : otherwise;
  }

  boolean flag(String key, boolean otherwise) {
    if (!strings.containsKey(key)) {
      return otherwise;
    }
    String value = text(key);
    return switch (value) {
      case "True", "true" -> true;
      case "False", "false" -> false;
      default ->
          throw new IllegalArgumentException(key + " is '" + value + "'; it must be True or False");
    };
  }

  /** Rejects a run whose metadata contradict what this comparison assumes. */
  void refuseUnlessIfPresent(String key, String... accepted) {
    if (strings.containsKey(key) && !List.of(accepted).contains(text(key))) {
      throw new IllegalArgumentException(
          key + " is '" + text(key) + "'; a run can be compared only with " + accepted[0]);
    }
  }
}
