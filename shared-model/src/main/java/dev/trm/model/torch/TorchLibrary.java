package dev.trm.model.torch;

import ai.djl.engine.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What computes here, as far as it decides the last bits of a result. */
public final class TorchLibrary {

  private static final Path PROCESSOR = Path.of("/proc/cpuinfo");
  private static final List<String> DECIDING =
      List.of("avx2", "fma", "avx512f", "avx512_bf16", "amx_tile", "amx_bf16");

  private TorchLibrary() {}

  /** For example "pytorch 2.7.1 djl 0.36.0". */
  public static String version() {
    return "pytorch " + TorchGate.engine().getVersion() + " djl " + Engine.getDjlVersion();
  }

  /**
   * Those of the processor's instruction sets by which the library picks its kernels, for example
   * "avx2 fma avx512f"; empty where the system does not tell.
   */
  public static String instructionSet() {
    try (Stream<String> lines = Files.lines(PROCESSOR)) {
      List<String> flags =
          lines
              .filter(line -> line.startsWith("flags"))
              .findFirst()
              .map(line -> List.of(line.split("\\s+")))
              .orElse(List.of());
      return DECIDING.stream().filter(flags::contains).collect(Collectors.joining(" "));
    } catch (IOException notLinux) {
      return "";
    }
  }
}
