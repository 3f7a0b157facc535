package dev.trm.gateway.request;

import dev.trm.gateway.problem.Problem;
import dev.trm.gateway.problem.ProblemException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The preference {@code wait} of RFC 7240: how long a caller would wait for the end of its job.
 *
 * @param time at most what is allowed here
 */
public record PreferWait(Duration time) {
  private static final Pattern WAIT =
      Pattern.compile("wait\\s*=\\s*\"?([0-9]{1,9})\"?\\s*(;.*)?", Pattern.CASE_INSENSITIVE);

  /** Reads the headers {@code Prefer}; other preferences than {@code wait} are not looked at. */
  public static Optional<PreferWait> of(List<String> headers, Duration most) {
    for (String header : headers) {
      for (String preference : header.split(",", -1)) {
        String text = preference.strip();
        if (text.split("[=;]", 2)[0].strip().equalsIgnoreCase("wait")) {
          Matcher wait = WAIT.matcher(text);
          if (!wait.matches()) {
            throw new ProblemException(
                Problem.header(
                    "Prefer", "Prefer is '" + text + "'; wait must be a number of seconds"));
          }
          Duration wanted = Duration.ofSeconds(Long.parseLong(wait.group(1)));
          return Optional.of(new PreferWait(wanted.compareTo(most) > 0 ? most : wanted));
        }
      }
    }
    return Optional.empty();
  }

  /** The value of {@code Preference-Applied}. */
  public String applied() {
    return "wait=" + time.toSeconds();
  }
}
