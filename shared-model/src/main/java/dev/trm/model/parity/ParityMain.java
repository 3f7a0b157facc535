package dev.trm.model.parity;

import java.io.IOException;
import java.nio.file.Path;

/** {@code trm parity FILE…}: exit 0 if every file holds, 1 if one does not, 2 on wrong usage. */
public final class ParityMain {

  private ParityMain() {}

  public static void main(String[] files) {
    System.exit(run(files));
  }

  static int run(String... files) {
    if (files.length == 0) {
      System.err.println("usage: trm parity FILE…   (safetensors files of reference runs)");
      return 2;
    }
    boolean holds = true;
    for (String file : files) {
      try {
        ParityReport report = Parity.compare(Path.of(file), 1);
        System.out.printf("%s: %s%n%s", file, report.holds() ? "holds" : "differs", report);
        holds &= report.holds();
      } catch (IOException | IllegalArgumentException unusable) {
        System.err.println(file + ": " + unusable.getMessage());
        holds = false;
      }
    }
    return holds ? 0 : 1;
  }
}
