package dev.trm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The script that people start, which hands commands on to this module. */
class ScriptTest {
  private static final Pattern HANDED_ON =
      Pattern.compile("^  ([a-z |]+)\\)\\R    require_java\\R    build_cli$", Pattern.MULTILINE);

  @Test
  void everyCommandIsHandedOnAndListed() throws IOException {
    String script = Files.readString(Path.of("..", "trm"));
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
}
