package dev.trm.jobs.recipe;

import java.util.ArrayList;
import java.util.List;

/**
 * A pattern for names with slashes: {@code *} stands for any characters but a slash, {@code **} for
 * any characters, {@code ?} for one that is no slash. It takes time in proportion to the lengths of
 * pattern and text multiplied, whatever they are.
 *
 * @param pattern up to 200 characters
 */
public record Glob(String pattern) {
  private static final int LONGEST = 200;

  public Glob {
    if (pattern.isEmpty() || pattern.length() > LONGEST || !Names.plain(pattern)) {
      throw new IllegalArgumentException(
          "pattern is '" + Names.shown(pattern) + "'; it must have 1 to 200 plain characters");
    }
  }

  /** Whether it describes the whole text. */
  public boolean matches(String text) {
    List<Step> steps = steps();
    boolean[] reached = new boolean[steps.size() + 1];
    reached[0] = true;
    skip(steps, reached);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean[] next = new boolean[reached.length];
      for (int s = 0; s < steps.size(); s++) {
        if (reached[s] && steps.get(s).takes(c)) {
          next[steps.get(s).repeats() ? s : s + 1] = true;
        }
      }
      skip(steps, next);
      reached = next;
    }
    return reached[steps.size()];
  }

  /** A step that may repeat may also be left out. */
  private static void skip(List<Step> steps, boolean[] reached) {
    for (int s = 0; s < steps.size(); s++) {
      if (reached[s] && steps.get(s).repeats()) {
        reached[s + 1] = true;
      }
    }
  }

  private List<Step> steps() {
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '*' && i + 1 < pattern.length() && pattern.charAt(i + 1) == '*') {
        steps.add(new Step(Kind.ANY, c, true));
        i++;
      } else if (c == '*') {
        steps.add(new Step(Kind.NO_SLASH, c, true));
      } else if (c == '?') {
        steps.add(new Step(Kind.NO_SLASH, c, false));
      } else {
        steps.add(new Step(Kind.ITSELF, c, false));
      }
    }
    return steps;
  }

  private enum Kind {
    ITSELF,
    NO_SLASH,
    ANY
  }

  private record Step(Kind kind, char self, boolean repeats) {
    boolean takes(char c) {
      return switch (kind) {
        case ITSELF -> c == self;
        case NO_SLASH -> c != '/';
        case ANY -> true;
      };
    }
  }

  @Override
  public String toString() {
    return pattern;
  }
}
