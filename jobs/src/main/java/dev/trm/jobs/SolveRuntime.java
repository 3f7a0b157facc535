package dev.trm.jobs;

import java.util.List;

/**
 * What a solve ran on: with the checkpoint and the question all that decides its last bits, so that
 * a replay can say whether it is comparable.
 *
 * @param device "cpu" or "cuda:0"
 * @param precision of the computation, "float32" or "bfloat16"
 * @param threads native threads of one operation
 * @param library the numerical library and its version
 * @param instructions of the processor, as far as the library chooses its code by them
 * @param kernels of the network's products, norm and attention: those that proved themselves there
 * @param slots for each cycle of all attempts, in the order of the trace, the number of slots it
 *     ran with
 */
public record SolveRuntime(
    String device,
    String precision,
    int threads,
    String library,
    String instructions,
    String kernels,
    List<Integer> slots) {

  public SolveRuntime {
    slots = List.copyOf(slots);
  }
}
