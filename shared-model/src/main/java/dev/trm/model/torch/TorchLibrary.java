package dev.trm.model.torch;

import ai.djl.engine.Engine;

/** What computes here, as far as it decides the last bits of a result. */
public final class TorchLibrary {

  private TorchLibrary() {}

  /** For example "pytorch 2.7.1 djl 0.36.0". */
  public static String version() {
    return "pytorch " + TorchGate.engine().getVersion() + " djl " + Engine.getDjlVersion();
  }

  /** Such as {@code amd64 avx avx2 fma}: the library picks its kernels by it. */
  public static String instructionSet() {
    return InstructionSet.ofThisMachine();
  }
}
