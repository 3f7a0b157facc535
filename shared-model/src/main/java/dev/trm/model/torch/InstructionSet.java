package dev.trm.model.torch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The vector instructions that PyTorch's libraries choose their code by. */
final class InstructionSet {

  private static final Path DESCRIPTION = Path.of("/proc/cpuinfo");
  private static final Predicate<String> DECIDES =
      flag ->
          List.of("fma", "avx", "avx2", "avx_vnni").contains(flag)
              || flag.startsWith("avx512")
              || flag.startsWith("amx");

  private InstructionSet() {}

  /** Such as {@code amd64 avx avx2 fma}; only the architecture where the system tells no more. */
  static String ofThisMachine() {
    String architecture = System.getProperty("os.arch");
    if (!Files.isReadable(DESCRIPTION)) {
      return architecture;
    }
    try {
      String flags = flags(Files.readAllLines(DESCRIPTION));
      return flags.isEmpty() ? architecture : architecture + " " + flags;
    } catch (IOException unreadable) {
      throw new UncheckedIOException("the processor's description can't be read", unreadable);
    }
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
