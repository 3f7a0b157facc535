/**
 * How fast the network is: a cycle and a training step at several batch sizes, beside the matrix
 * products of the same machine and beside Python's PyTorch. Start reading at {@link
 * dev.trm.benchmarks.model.ModelRun}.
 */
@NullMarked
package dev.trm.benchmarks.model;

import org.jspecify.annotations.NullMarked;
