/**
 * Public checkpoints of the reference code. They hold tensors only, so what a network looks like is
 * read off their shapes, and asked for where shapes do not tell: start with {@link
 * dev.trm.model.reference.ReferenceCheckpoint}.
 */
@NullMarked
package dev.trm.model.reference;

import org.jspecify.annotations.NullMarked;
