package dev.trm.model.torch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The inputs by which PyTorch's libraries choose their machine code: vector instructions, and
 * environment variables that limit them.
 */
final class InstructionSet {

  private static final Path DESCRIPTION = Path.of("/proc/cpuinfo");
  private static final Predicate<String> DECIDES =
      flag ->
          List.of("fma", "avx", "avx2", "avx_vnni").contains(flag)
              || flag.startsWith("avx512")
              || flag.startsWith("amx");

  /** Environment variables that make the libraries avoid some instructions. */
  private static final List<String> LIMITS =
      List.of(
          "ATEN_CPU_CAPABILITY",
          "DNNL_MAX_CPU_ISA",
          "MKL_CBWR",
          "MKL_ENABLE_INSTRUCTIONS",
          "ONEDNN_MAX_CPU_ISA");

  private InstructionSet() {}

  /**
   * The instruction set, such as {@code amd64 avx avx2 fma}, with the limits that the environment
   * sets. Only the architecture if the system does not report more.
   */
  static String ofThisMachine() {
    List<String> facts = new ArrayList<>(List.of(System.getProperty("os.arch")));
    facts.add(flags(description()));
    facts.add(limits(System.getenv()));
    return facts.stream().filter(each -> !each.isEmpty()).collect(Collectors.joining(" "));
  }

  /** The processor's name, or its architecture if the system does not report a name. */
  static String processor() {
    return description().stream()
        .filter(line -> line.startsWith("model name"))
        .findFirst()
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .orElse(System.getProperty("os.arch"));
  }

  private static List<String> description() {
    if (!Files.isReadable(DESCRIPTION)) {
      return List.of();
    }
    try {
      return Files.readAllLines(DESCRIPTION);
    } catch (IOException unreadable) {
      throw new UncheckedIOException("the processor's description can't be read", unreadable);
    }
  }

  /** Such as {@code ONEDNN_MAX_CPU_ISA=AVX2}. */
  static String limits(Map<String, String> environment) {
    return LIMITS.stream()
        .filter(environment::containsKey)
        .map(each -> each + "=" + environment.get(each))
        .collect(Collectors.joining(" "));
  }

  static String flags(List<String> description) {
    return description.stream()
        .filter(line -> line.startsWith("flags"))
        .findFirst()
        .map(line -> line.substring(line.indexOf(':') + 1).strip().split("\\s+"))
        .map(
            all ->
                Arrays.stream(all).filter(DECIDES).collect(Collectors.toCollection(TreeSet::new)))
        .map(deciding -> String.join(" ", deciding))
        .orElse("");
  }
}
