package dev.trm.model.parity;

import ai.djl.engine.EngineException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * {@code trm parity [--json] FILE…}: exits with 0 if all files match, 1 if one does not, 2 on wrong
 * usage.
 */
public final class ParityMain {

  private ParityMain() {}

  public static void main(String[] files) {
    System.exit(run(files));
  }

  static int run(String... arguments) {
    List<String> files = new ArrayList<>(List.of(arguments));
    boolean json = files.remove("--json");
    if (files.isEmpty() || files.stream().anyMatch(file -> file.startsWith("-"))) {
      System.err.println(
          "usage: trm parity [--json] FILE…   (safetensors files of reference runs)");
      return 2;
    }
    boolean holds = true;
    for (String file : files) {
      try {
        ParityReport report = Parity.compare(Path.of(file), 1);
        if (json) {
          System.out.println(json(file, report));
        } else {
          System.out.printf("%s: %s%n%s", file, report.holds() ? "holds" : "differs", report);
        }
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

  private static JsonNode json(String file, ParityReport report) {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.put("file", file).put("holds", report.holds());
    ObjectNode groups = line.putObject("groups");
    new TreeMap<>(report.groups())
        .forEach(
            (name, group) ->
                groups
                    .putObject(name)
                    .put("difference", group.difference())
                    .put("tolerance", group.tolerance())
                    .put("tensor", group.where()));
    report.leftOut().forEach(line.putArray("notInFile")::add);
    return line;
  }

  private static String reason(String file, Exception unusable) {
    String message = String.valueOf(unusable.getMessage());
    return message.startsWith(file) ? message : file + ": " + message;
  }
}
