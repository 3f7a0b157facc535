package dev.trm.benchmarks.measure;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Command-line options, each of which has a value. */
public final class Arguments {
  private final Map<String, String> given = new LinkedHashMap<>();

  /**
   * @param known the names of all options
   * @throws IllegalArgumentException naming the invalid argument
   */
  public Arguments(Set<String> known, String... arguments) {
    for (int i = 0; i < arguments.length; i += 2) {
      String name = arguments[i];
      if (!known.contains(name)) {
        throw new IllegalArgumentException("unknown option '" + name + "'");
      }
      if (i + 1 == arguments.length) {
        throw new IllegalArgumentException(name + ": a value must follow");
      }
      if (given.put(name, arguments[i + 1]) != null) {
        throw new IllegalArgumentException(name + " is given twice");
      }
    }
  }

  /**
   * An integer.
   *
   * @throws IllegalArgumentException naming option, value and the allowed range
   */
  public int whole(String name, int otherwise, int least, int most) {
    String value = given.get(name);
    return value == null ? otherwise : whole(name, value.strip(), least, most);
  }

  /**
   * Comma-separated integers, in the given order.
   *
   * @throws IllegalArgumentException naming option, value and the allowed range
   */
  public List<Integer> wholes(String name, List<Integer> otherwise, int least, int most) {
    String value = given.get(name);
    if (value == null) {
      return otherwise;
    }
    List<Integer> numbers =
        Stream.of(value.split(",", -1))
            .map(each -> whole(name, each.strip(), least, most))
            .toList();
    if (numbers.stream().distinct().count() < numbers.size()) {
      throw new IllegalArgumentException(name + ": " + value + " names a number twice");
    }
    return numbers;
  }

  /**
   * Comma-separated words, in the given order.
   *
   * @param allowed all valid words
   * @throws IllegalArgumentException naming option, value and the valid words
   */
  public List<String> words(String name, List<String> otherwise, List<String> allowed) {
    String value = given.get(name);
    if (value == null) {
      return otherwise;
    }
    List<String> words = Stream.of(value.split(",", -1)).map(String::strip).toList();
    for (String word : words) {
      if (!allowed.contains(word)) {
        throw new IllegalArgumentException(
            name + ": '" + word + "' is not one of " + String.join(", ", allowed));
      }
    }
    if (words.stream().distinct().count() < words.size()) {
      throw new IllegalArgumentException(name + ": " + value + " names a word twice");
    }
    return words;
  }

  /** A word. */
  public String text(String name, String otherwise) {
    return given.getOrDefault(name, otherwise);
  }

  /** A file or directory; null if it is not given. */
  public @Nullable Path path(String name) {
    String value = given.get(name);
    return value == null ? null : Path.of(value).toAbsolutePath();
  }

  /**
   * Parses an integer, which may be part of a value.
   *
   * @throws IllegalArgumentException naming option, value and the allowed range
   */
  public static int whole(String name, String value, int least, int most) {
    int number;
    try {
      number = Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + ": '" + value + "' is no whole number", e);
    }
    if (number < least || number > most) {
      throw new IllegalArgumentException(name + ": " + value + " must be " + least + " to " + most);
    }
    return number;
  }
}
