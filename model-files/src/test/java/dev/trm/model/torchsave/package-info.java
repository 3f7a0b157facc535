/** Tests of reading what {@code torch.save} wrote. */
@NullMarked
package dev.trm.model.torchsave;

import org.jspecify.annotations.NullMarked;
