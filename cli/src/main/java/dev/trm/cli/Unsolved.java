package dev.trm.cli;

import dev.trm.cli.console.Console;
import java.util.ArrayList;
import java.util.List;

/** The puzzles that were not solved, named by file and line. Not thread-safe. */
final class Unsolved {
  /** More are named when they are met: a list must fit into memory. */
  private static final int KEPT = 10_000;

  private final Console console;
  private final String file;
  private final List<String> kept = new ArrayList<>();
  private int count;

  Unsolved(Console console, String file) {
    this.console = console;
    this.file = file;
  }

  void add(int line, String reason) {
    count++;
    String text = file + ":" + line + ": " + reason;
    if (kept.size() < KEPT) {
      kept.add(text);
    } else {
      console.note(text);
    }
  }

  int count() {
    return count;
  }

  /** Names all that were not named before. */
  void print() {
    kept.forEach(console::note);
    kept.clear();
  }
}
