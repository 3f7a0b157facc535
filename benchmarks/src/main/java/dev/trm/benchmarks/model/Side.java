package dev.trm.benchmarks.model;

import dev.trm.model.checkpoint.HostTensor;
import java.io.IOException;
import java.util.Map;

/** Who computes a network. */
interface Side extends AutoCloseable {

  /** As it is shown. */
  String name();

  /**
   * Makes ready for a case; what was open before is forgotten.
   *
   * @throws CannotComputeException if it is not able to
   */
  void open(Case one, Exchange exchange) throws IOException;

  /**
   * Makes the first call of that kind since the case was opened.
   *
   * @return what came out, by names that all sides share, in float32
   */
  Map<String, HostTensor> first(Call call) throws IOException;

  /** Makes one more call; how long it took, in seconds. */
  double seconds(Call call) throws IOException;

  @Override
  void close() throws IOException, InterruptedException;
}
