/**
 * Files that PyTorch's {@code torch.save} wrote, read without Python and without executing
 * anything: {@link dev.trm.model.torchsave.TorchSave} finds the tensors, {@link
 * dev.trm.model.torchsave.PickleReader} knows the few operations and names that a dictionary of
 * tensors is pickled with, and refuses every other by its name.
 */
@NullMarked
package dev.trm.model.torchsave;

import org.jspecify.annotations.NullMarked;
