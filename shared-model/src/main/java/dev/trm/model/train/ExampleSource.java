package dev.trm.model.train;

/** Endless examples in an order that its state determines. */
public interface ExampleSource {

  TrainingExample next();

  /** All that decides what comes next; {@link #restore} takes it back. */
  long[] state();

  void restore(long[] state);
}
