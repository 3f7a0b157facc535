/**
 * The only package that calls libtorch. {@link dev.trm.model.torch.TrmModule} holds the network's
 * mathematics as a TorchScript module; every call into native code goes through {@link
 * dev.trm.model.torch.TorchGate}.
 */
@NullMarked
package dev.trm.model.torch;

import org.jspecify.annotations.NullMarked;
