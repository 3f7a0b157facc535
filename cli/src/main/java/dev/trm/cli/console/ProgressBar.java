package dev.trm.cli.console;

/**
 * How far something is: one line that is written over on a terminal; elsewhere a line every few
 * percent, so that a log stays short.
 */
public final class ProgressBar {
  private static final int WIDTH = 24;
  private static final int LINE_EVERY_PERCENT = 5;

  private final Console console;
  private int shownWidth;
  private int lastPercent = -LINE_EVERY_PERCENT;
  private String lastText = "";

  public ProgressBar(Console console) {
    this.console = console;
  }

  /**
   * Shows where it stands.
   *
   * @param done 0 to 1
   * @param text more about it, in a few words
   */
  public void show(double done, String text) {
    int percent = (int) Math.floor(100 * Math.max(0, Math.min(1, done)));
    if (console.terminal()) {
      String line = bar(done) + String.format(" %3d%%  ", percent) + text;
      console.out().print("\r" + line + " ".repeat(Math.max(0, shownWidth - line.length())));
      console.out().flush();
      shownWidth = line.length();
    } else if (percent >= lastPercent + LINE_EVERY_PERCENT && !text.equals(lastText)) {
      console.line(String.format("%3d%%  ", percent) + text);
      lastPercent = percent;
      lastText = text;
    }
  }

  /** Takes away what is shown, so that others can print in its place. */
  public void clear() {
    if (shownWidth > 0) {
      console.out().print("\r" + " ".repeat(shownWidth) + "\r");
      console.out().flush();
      shownWidth = 0;
    }
  }

  /** Leaves what is shown, and lets others print. */
  public void end() {
    if (shownWidth > 0) {
      console.out().println();
      shownWidth = 0;
    }
  }

  private static String bar(double done) {
    int full = (int) Math.round(WIDTH * Math.max(0, Math.min(1, done)));
    return "[" + "#".repeat(full) + "-".repeat(WIDTH - full) + "]";
  }
}
