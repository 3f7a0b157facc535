package dev.trm.benchmarks.measure;

import java.util.Locale;

/** A report as lines of text, with uniform number formatting. */
public final class ReportText {
  private final StringBuilder text = new StringBuilder();

  /** Adds a line, formatted as by {@link String#format}. */
  public void line(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  /** All lines so far. */
  @Override
  public String toString() {
    return text.toString();
  }
}
