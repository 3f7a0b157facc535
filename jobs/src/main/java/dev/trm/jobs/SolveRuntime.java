package dev.trm.jobs;

import java.util.List;

/**
 * What a solve ran on: with the checkpoint and the question all that decides its last bits, so that
 * a replay can say whether it is comparable.
 *
 * @param device "cpu" or "cuda:0"
 * @param dtype of the computation, "float32"
 * @param threads native threads of one operation
 * @param library versions of the numerical library
 * @param instructionSet of the processor, as far as it picks the kernels
 * @param slots for each cycle the number of slots it ran with
 */
public record SolveRuntime(
    String device,
    String dtype,
    int threads,
    String library,
    String instructionSet,
    List<Integer> slots) {

  public SolveRuntime {
    slots = List.copyOf(slots);
  }
}
