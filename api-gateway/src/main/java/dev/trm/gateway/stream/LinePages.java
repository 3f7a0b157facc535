package dev.trm.gateway.stream;

import dev.trm.jobs.JobJson;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Rows that are read page by page and written one a line, as JSON: the body of an answer. The next
 * page is read, by a worker thread, when the client has taken the one before.
 *
 * @param <P> where a row is among all
 * @param <T> a row
 */
public final class LinePages<P, T> {
  /** The media type of lines. */
  public static final String TYPE = "application/x-ndjson";

  private final Source<P, T> source;
  private final Function<T, P> place;
  private final Function<T, Object> shown;
  private final int full;
  private @Nullable P last;
  private boolean ended;

  /** Where the rows come from. */
  public interface Source<P, T> {
    /** The rows of the next page. */
    List<T> after(@Nullable P last);
  }

  /**
   * @param place of a row, after which the next page begins
   * @param shown what of a row is written
   * @param full how many rows a page has that is not the last
   */
  public LinePages(Source<P, T> source, Function<T, P> place, Function<T, Object> shown, int full) {
    this.source = source;
    this.place = place;
    this.shown = shown;
    this.full = full;
  }

  /** The lines of the next page; null after the last. For one thread at a time. */
  synchronized @Nullable String next() {
    if (ended) {
      return null;
    }
    List<T> page = source.after(last);
    ended = page.size() < full;
    StringBuilder lines = new StringBuilder();
    for (T row : page) {
      lines.append(JobJson.write(shown.apply(row))).append('\n');
      last = place.apply(row);
    }
    return lines.toString();
  }
}
