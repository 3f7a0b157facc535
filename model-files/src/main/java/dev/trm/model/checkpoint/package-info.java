/**
 * Tensors on disk. {@link dev.trm.model.checkpoint.Safetensors} reads and writes the safetensors
 * format: a little-endian header length, a JSON header, then the tensors' bytes. {@link
 * dev.trm.model.checkpoint.TrmWeights} contains the tensors of one network.
 */
@NullMarked
package dev.trm.model.checkpoint;

import org.jspecify.annotations.NullMarked;
