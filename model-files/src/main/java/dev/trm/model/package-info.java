/**
 * The Tiny Recursive Model (arXiv 2510.04871) and what describes one: start with {@link
 * dev.trm.model.TrmConfig}, and {@link dev.trm.model.Compute} for where it runs.
 *
 * <p>Shapes are written with the same letters everywhere: B batch (slots), S sequence (cells), L =
 * prefix + S, H hidden, V vocabulary, D = H / heads, I and J the inner widths of a SwiGLU over
 * features and over the length; of networks with relations C cells, K symbols, N = C · K nodes, G
 * groups. The mathematics is TorchScript, {@code torch/trm.torchscript} and {@code
 * torch/relations.torchscript}; Java owns weights, state and time.
 */
@NullMarked
package dev.trm.model;

import org.jspecify.annotations.NullMarked;
