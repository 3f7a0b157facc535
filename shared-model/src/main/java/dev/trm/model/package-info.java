/**
 * The Tiny Recursive Model (arXiv 2510.04871) and what describes one: start with {@link
 * dev.trm.model.TrmConfig}.
 *
 * <p>Shapes are written with the same letters everywhere: B batch, S sequence, L = prefix + S, H
 * hidden, V vocabulary. The mathematics itself is one TorchScript source, {@code
 * torch/trm.torchscript}; Java owns weights, state and time.
 */
@NullMarked
package dev.trm.model;

import org.jspecify.annotations.NullMarked;
