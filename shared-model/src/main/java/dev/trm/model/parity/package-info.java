/**
 * Compares this model with a run of the reference in a safetensors file: start with {@link
 * dev.trm.model.parity.Parity}.
 */
@NullMarked
package dev.trm.model.parity;

import org.jspecify.annotations.NullMarked;
