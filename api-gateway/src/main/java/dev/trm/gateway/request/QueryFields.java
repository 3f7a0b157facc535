package dev.trm.gateway.request;

import dev.trm.gateway.problem.Problem;
import dev.trm.gateway.problem.ProblemException;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JobState;
import jakarta.ws.rs.core.UriInfo;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads query parameters strictly: what is wrong, given twice or, by {@link #end}, not known is a
 * 400 that names parameter and value.
 */
public final class QueryFields {
  private final UriInfo uri;
  private final Set<String> read = new HashSet<>();

  public QueryFields(UriInfo uri) {
    this.uri = uri;
  }

  public @Nullable String text(String name) {
    read.add(name);
    List<String> values = uri.getQueryParameters().get(name);
    if (values == null) {
      return null;
    }
    if (values.size() > 1) {
      throw wrong(name, name + " is given " + values.size() + " times; once is allowed");
    }
    String value = values.get(0);
    if (value.chars().anyMatch(Character::isISOControl)) {
      throw wrong(name, name + " holds a control character");
    }
    return value;
  }

  /**
   * A parameter that a function reads; null if absent.
   *
   * @param parse throws IllegalArgumentException with a message naming parameter and value
   */
  public <T> @Nullable T parsed(String name, Function<String, T> parse) {
    String text = text(name);
    if (text == null) {
      return null;
    }
    try {
      return parse.apply(text);
    } catch (IllegalArgumentException e) {
      throw wrong(name, String.valueOf(e.getMessage()));
    }
  }

  public int integer(String name, int absent, int least, int most) {
    Integer value =
        parsed(
            name,
            text -> {
              if (!text.matches("-?[0-9]{1,9}")
                  || Integer.parseInt(text) < least
                  || Integer.parseInt(text) > most) {
                throw new IllegalArgumentException(
                    name
                        + " is '"
                        + text
                        + "'; it must be a whole number "
                        + least
                        + " to "
                        + most);
              }
              return Integer.valueOf(text);
            });
    return value == null ? absent : value;
  }

  /** The id in {@code cursor}, before which a page begins; null where it is the first. */
  public @Nullable String cursor() {
    return parsed(
        "cursor",
        text -> {
          try {
            return JobId.parse(text).toString();
          } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                "cursor is '" + text + "'; it must be the 'next' of a page", e);
          }
        });
  }

  /** The state of jobs in {@code state}, in letters of either case; null for any. */
  public @Nullable JobState state() {
    return parsed("state", QueryFields::state);
  }

  private static JobState state(String text) {
    try {
      return JobState.valueOf(text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      String known =
          Arrays.stream(JobState.values()).map(JobState::name).collect(Collectors.joining(", "));
      throw new IllegalArgumentException("state: '" + text + "' is not one of " + known, e);
    }
  }

  /** The UUID of a name, in the one form that ids have; null where it is not given. */
  public @Nullable UUID uuid(String name) {
    return parsed(
        name,
        text -> {
          try {
            return JobId.parse(text).value();
          } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + " is '" + text + "'; it must be a UUID", e);
          }
        });
  }

  /**
   * The number in {@code cursor}, below which a page begins; the greatest where it is the first.
   */
  public long numberedCursor() {
    Long before = parsed("cursor", text -> Long.valueOf(cursor(text, "[0-9]{1,18}")));
    return before == null ? Long.MAX_VALUE : before;
  }

  /** The cursor of a list by id: the page's entries are older; null on the first page. */
  public @Nullable UUID idCursor() {
    return parsed(
        "cursor",
        text -> UUID.fromString(cursor(text, "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")));
  }

  private static String cursor(String text, String form) {
    if (!text.matches(form)) {
      throw new IllegalArgumentException(
          "cursor is '" + text + "'; it must be the 'next' of a page");
    }
    return text;
  }

  /** Refuses what is not known, so that a misspelt filter does not silently select everything. */
  public void end() {
    for (String name : uri.getQueryParameters().keySet()) {
      if (!read.contains(name)) {
        throw wrong(name, "parameter '" + name + "' is not known here");
      }
    }
  }

  private static ProblemException wrong(String name, String detail) {
    return new ProblemException(Problem.parameter(name, detail));
  }
}
