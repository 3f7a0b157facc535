package dev.trm.benchmarks.model;

import dev.trm.model.checkpoint.HostTensor;
import java.io.IOException;
import java.util.Map;

/** An implementation of the network. */
interface Side extends AutoCloseable {

  /** Its name in reports. */
  String name();

  /**
   * Prepares a case and discards the previous one.
   *
   * @throws CannotComputeException if it does not support the case
   */
  void open(Case one, Exchange exchange) throws IOException;

  /**
   * Makes the first call of that kind since the case was opened.
   *
   * @return the results in float32, by names that all sides share
   */
  Map<String, HostTensor> first(Call call) throws IOException;

  /** Makes one more call; returns its duration in seconds. */
  double seconds(Call call) throws IOException;

  @Override
  void close() throws IOException, InterruptedException;
}
