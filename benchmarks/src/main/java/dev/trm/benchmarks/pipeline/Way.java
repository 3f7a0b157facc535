package dev.trm.benchmarks.pipeline;

/** A way of submitting jobs. */
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

  /** Its name for people. */
  String text() {
    return text;
  }

  /** Jobs in one call. */
  int atOnce() {
    return atOnce;
  }

  /** Concurrent calls. */
  int connections() {
    return connections;
  }
}
