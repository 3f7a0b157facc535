package dev.trm.model.parity;

import ai.djl.engine.EngineException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
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
      } catch (NoSuchFileException missing) {
        System.err.println(file + ": there is no such file");
        holds = false;
      } catch (IOException | IllegalArgumentException unusable) {
        System.err.println(reason(file, unusable));
        holds = false;
      } catch (EngineException failed) {
        System.err.println(file + ": the engine can't compute it: " + failed.getMessage());
        holds = false;
      }
    }
    return holds ? 0 : 1;
  }

  private static String reason(String file, Exception unusable) {
    String message = String.valueOf(unusable.getMessage());
    return message.startsWith(file) ? message : file + ": " + message;
  }
}
