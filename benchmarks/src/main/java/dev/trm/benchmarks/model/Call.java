package dev.trm.benchmarks.model;

import java.util.Locale;

/** What is timed. */
enum Call {
  /** One cycle of solving, until its tokens can be read. */
  CYCLE,
  /** One training step, until its loss can be read. */
  STEP;

  /** As it is written in options, reports and orders. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
