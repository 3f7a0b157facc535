/**
 * The Tiny Recursive Model (arXiv 2510.04871) and its configuration: start with {@link
 * dev.trm.model.TrmConfig}, and {@link dev.trm.model.Compute} for where it runs.
 *
 * <p>Shapes are written with the same letters everywhere: B batch (slots), S sequence (cells), L =
 * prefix + S, H hidden, V vocabulary, D = H / heads, I and J the inner widths of a SwiGLU over
 * features and over the length; for networks with relations C cells, K symbols, N = C · K nodes, G
 * groups. The mathematics is TorchScript, {@code torch/trm.torchscript} and {@code
 * torch/relations.torchscript}; Java manages weights, state and the loop over cycles.
 */
@NullMarked
package dev.trm.model;

import org.jspecify.annotations.NullMarked;
