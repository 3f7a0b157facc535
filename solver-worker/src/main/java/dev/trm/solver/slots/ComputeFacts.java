package dev.trm.solver.slots;

/**
 * The facts of a batch's computation, recorded with each solve; see {@link
 * dev.trm.jobs.SolveRuntime}.
 */
public record ComputeFacts(
    String device,
    String precision,
    int threads,
    String library,
    String instructions,
    String kernels) {}
