package dev.trm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script that people start, which hands commands on to this module. */
class ScriptTest {
  private static final Path SCRIPT = Path.of("..", "trm");
  private static final Pattern HANDED_ON =
      Pattern.compile("^  ([a-z |]+)\\)\\R    require_java\\R    build_cli$", Pattern.MULTILINE);

  @Test
  void everyCommandIsHandedOnAndListed() throws IOException {
    String script = Files.readString(SCRIPT);
    Set<String> commands =
        new TreeSet<>(Trm.commandLine(Surroundings.ofProcess()).getSubcommands().keySet());
    commands.remove("demo"); // the script starts the services around it

    Matcher handedOn = HANDED_ON.matcher(script);
    assertThat(handedOn.find()).isTrue();
    assertThat(List.of(handedOn.group(1).split(" [|] ")))
        .containsExactlyInAnyOrderElementsOf(commands);
    String usage = script.substring(0, script.indexOf("exit codes:"));
    assertThat(commands)
        .allSatisfy(
            command -> assertThat(usage).containsPattern("(?m)^  (\\w+, )*" + command + "\\b"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"up", "down", "status", "demo", "bench", "bench chaos", "parity", "accuracy"})
  void commandOfTheScriptItselfExplainsItself(String command)
      throws IOException, InterruptedException {
    assertThat(outputOf(command + " --help")).contains("\n  " + command + " ");
    assertThat(outputOf(command + " --version")).matches("trm \\d+\\.\\d+\\S*\\R");
  }

  private static String outputOf(String command) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of("bash", SCRIPT.toString()));
    words.addAll(List.of(command.split(" ")));
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
