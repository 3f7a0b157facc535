package dev.trm.benchmarks.model;

import java.util.Locale;

/** A kind of call that is timed. */
enum Call {
  /** One cycle of a solve, until its tokens can be read. */
  CYCLE,
  /** One training step, until its loss can be read. */
  STEP;

  /** Its name in options, reports and commands. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
