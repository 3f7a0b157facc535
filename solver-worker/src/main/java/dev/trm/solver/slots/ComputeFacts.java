package dev.trm.solver.slots;

/**
 * What a batch computes with, for the record of each solve; see {@link dev.trm.jobs.SolveRuntime}.
 */
public record ComputeFacts(
    String device,
    String precision,
    int threads,
    String library,
    String instructions,
    String kernels) {}
