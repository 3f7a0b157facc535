package dev.trm.cli.console;

import java.io.PrintStream;

/**
 * Where a command prints.
 *
 * @param out results
 * @param err what is not a result
 * @param terminal whether a person looks at {@code out}: then there may be progress bars
 * @param colours whether ANSI colours may be used
 */
public record Console(PrintStream out, PrintStream err, boolean terminal, boolean colours) {
  /** The ways to set a piece of text off. */
  public enum Style {
    STRONG("1"),
    FAINT("2"),
    GOOD("1;32"),
    BAD("1;31");

    private final String code;

    Style(String code) {
      this.code = code;
    }
  }

  /** Text set off, where colours may be used. */
  public String styled(Style style, String text) {
    return colours ? "\u001b[" + style.code + "m" + text + "\u001b[0m" : text;
  }

  public void line(String text) {
    out.println(text);
  }

  public void note(String text) {
    err.println(text);
  }
}
