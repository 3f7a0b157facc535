package dev.trm.benchmarks.pipeline;

/** How jobs are submitted. */
enum Way {
  BATCHES("in batches of 1,000 over 4 connections", 1000, 4),
  SINGLES("one by one over 8 connections", 1, 8);

  private final String text;
  private final int atOnce;
  private final int connections;

  Way(String text, int atOnce, int connections) {
    this.text = text;
    this.atOnce = atOnce;
    this.connections = connections;
  }

  /** In words. */
  String text() {
    return text;
  }

  /** Jobs of one call. */
  int atOnce() {
    return atOnce;
  }

  /** Calls at a time. */
  int connections() {
    return connections;
  }
}
