/**
 * Reads files that PyTorch's {@code torch.save} wrote, without Python and without executing
 * anything. {@link dev.trm.model.torchsave.TorchSave} finds the tensors; {@link
 * dev.trm.model.torchsave.PickleReader} supports the few operations and names in the pickle of a
 * dictionary of tensors, and rejects all others by name.
 */
@NullMarked
package dev.trm.model.torchsave;

import org.jspecify.annotations.NullMarked;
