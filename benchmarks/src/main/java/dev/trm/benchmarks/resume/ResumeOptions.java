package dev.trm.benchmarks.resume;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Command-line options.
 *
 * @param kills over all precisions
 * @param seed determines the steps and fault points of the kills
 * @param precisions {@code float32}, {@code bfloat16}
 * @param directory for data and logs; null for a temporary one, which is removed after success
 * @param json whether the report is JSON
 */
record ResumeOptions(
    int kills, long seed, List<String> precisions, @Nullable Path directory, boolean json) {
  static final String USAGE =
      "usage: trm bench resume [--kills N] [--seed S] [--precision float32|bfloat16|both]"
          + " [--directory D] [--json]";

  private static final int MOST_KILLS = 10_000;
  private static final List<String> BOTH = List.of("float32", "bfloat16");

  /**
   * Parses arguments.
   *
   * @throws IllegalArgumentException naming the invalid argument
   */
  static ResumeOptions parse(String... arguments) {
    int kills = 20;
    long seed = 1;
    List<String> precisions = BOTH;
    Path directory = null;
    boolean json = false;
    for (int i = 0; i < arguments.length; i++) {
      String name = arguments[i];
      if (name.equals("--json")) {
        json = true;
        continue;
      }
      if (i + 1 == arguments.length) {
        throw new IllegalArgumentException(name + ": a value must follow");
      }
      String value = arguments[++i];
      switch (name) {
        case "--kills":
          kills = (int) whole(name, value, 1, MOST_KILLS);
          break;
        case "--seed":
          seed = whole(name, value, Long.MIN_VALUE, Long.MAX_VALUE);
          break;
        case "--precision":
          precisions = precisions(value);
          break;
        case "--directory":
          directory = Path.of(value).toAbsolutePath();
          break;
        default:
          throw new IllegalArgumentException("unknown option '" + name + "'");
      }
    }
    return new ResumeOptions(kills, seed, precisions, directory, json);
  }

  /** The number of kills for the precision at this index; the first ones get the remainder. */
  int kills(int place) {
    int all = precisions.size();
    return kills / all + (place < kills % all ? 1 : 0);
  }

  private static List<String> precisions(String value) {
    if (value.equals("both")) {
      return BOTH;
    }
    if (!BOTH.contains(value)) {
      throw new IllegalArgumentException(
          "--precision: '" + value + "' is not one of float32, bfloat16, both");
    }
    return List.of(value);
  }

  private static long whole(String name, String value, long least, long most) {
    long number;
    try {
      number = Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + ": '" + value + "' is no whole number", e);
    }
    if (number < least || number > most) {
      throw new IllegalArgumentException(name + ": " + value + " must be " + least + " to " + most);
    }
    return number;
  }
}
