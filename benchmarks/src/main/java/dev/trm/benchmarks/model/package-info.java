/**
 * Measures the network's speed: a cycle and a training step at several batch sizes, compared with
 * the machine's matrix products and with Python's PyTorch. Start with {@link
 * dev.trm.benchmarks.model.ModelRun}.
 */
@NullMarked
package dev.trm.benchmarks.model;

import org.jspecify.annotations.NullMarked;
