package dev.trm.gateway.request;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list.
 *
 * @param next the cursor of the page after; null on the last page
 */
public record Page<T>(List<T> entries, @Nullable String next) {
  /**
   * Cuts a page to its length.
   *
   * @param found the page's entries and, where more follow, at least one of those
   * @param limit the page's length
   * @param cursor names an entry, so that the page after it can be asked for
   */
  public static <T> Page<T> cut(List<T> found, int limit, Function<T, String> cursor) {
    if (found.size() <= limit) {
      return new Page<>(found, null);
    }
    List<T> entries = found.subList(0, limit);
    return new Page<>(entries, cursor.apply(entries.get(limit - 1)));
  }
}
