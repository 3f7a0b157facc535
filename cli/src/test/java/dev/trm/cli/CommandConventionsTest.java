package dev.trm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What holds for every command. */
class CommandConventionsTest {
  private static final String AUDIT_KEY =
      "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=";

  private static final List<String> DEMO = List.of("demo");

  @TempDir Path directory;
  private CannedGateway gateway;

  @BeforeEach
  void start() throws IOException {
    gateway = new CannedGateway();
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  static Stream<List<String>> everyCommand() {
    return walk(List.of(), Trm.commandLine(Surroundings.ofProcess()));
  }

  private static Stream<List<String>> walk(List<String> path, CommandLine command) {
    return Stream.concat(
        Stream.of(path),
        command.getSubcommands().entrySet().stream()
            .flatMap(each -> walk(plus(path, each.getKey()), each.getValue())));
  }

  private static List<String> plus(List<String> path, String last) {
    List<String> longer = new ArrayList<>(path);
    longer.add(last);
    return longer;
  }

  @ParameterizedTest
  @MethodSource("everyCommand")
  void commandExplainsItself(List<String> command) {
    assertThat(gateway.run(plus(command, "--help").toArray(String[]::new))).isZero();
    assertThat(gateway.out()).startsWith("Usage: trm");
    assertThat(gateway.err()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("everyCommand")
  void commandTellsItsVersion(List<String> command) {
    assertThat(gateway.run(plus(command, "--version").toArray(String[]::new))).isZero();
    assertThat(gateway.out()).matches("trm \\d+\\.\\d+\\S*\\R");
  }

  /** The demo is for people; a command that only groups others prints nothing itself. */
  @ParameterizedTest
  @MethodSource("everyCommand")
  void commandPrintsJsonForPrograms(List<String> command) {
    CommandLine line = Trm.commandLine(Surroundings.ofProcess());
    for (String name : command) {
      line = Objects.requireNonNull(line.getSubcommands().get(name));
    }
    Object action = line.getCommandSpec().userObject();
    if ((action instanceof Callable || action instanceof Method) && !command.equals(DEMO)) {
      assertThat(line.getCommandSpec().findOption("--json")).as("%s", command).isNotNull();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "train %s",
        "recipes put %s",
        "arc solve %s",
        "audit verify %s --key " + AUDIT_KEY
      })
  void fileThatIsNoTextIsNamed(String command) throws IOException {
    Path file = Files.write(directory.resolve("latin.json"), new byte[] {'{', (byte) 0xe9, '}'});

    assertThat(gateway.run(command.formatted(file).split(" "))).isBetween(1, 2);
    assertThat(gateway.err())
        .contains("latin.json")
        .doesNotContain("Input length")
        .doesNotContain("\tat ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"train %s", "recipes put %s", "arc solve %s"})
  void directoryIsNoFile(String command) {
    assertThat(gateway.run(command.formatted(directory).split(" "))).isEqualTo(2);
    assertThat(gateway.err()).contains("'" + directory + "' is a directory");
  }

  @Test
  void jsonMayBeIndentedWithTabs() throws IOException {
    Path file = Files.writeString(directory.resolve("run.json"), "{\n\t\"model\": \"m\"\n}\n");
    gateway.on("POST /v1/training-jobs", 202, "{'id': 'r1'}");

    assertThat(gateway.run("train", file.toString())).isZero();
    assertThat(gateway.seen("POST /v1/training-jobs").get(0).body()).isEqualTo("{\"model\":\"m\"}");
  }

  @Test
  void brokenJsonIsLocatedWithoutTheParsersTerms() throws IOException {
    Path file = Files.writeString(directory.resolve("task.json"), "{\n  \"train\": [\n}");

    assertThat(gateway.run("arc", "solve", file.toString())).isEqualTo(2);
    assertThat(gateway.err()).contains("line 3, column").doesNotContain("REDACTED");
  }

  @Test
  void pathOfTheGatewaysAddressIsKept() {
    gateway.on("GET /trm/v1/models", 200, "{'models': []}");
    Map<String, String> environment =
        Map.of("TRM_URL", gateway.url() + "/trm/", "TRM_KEY", CannedGateway.KEY);

    assertThat(gateway.run(environment, false, "", "models")).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ftp://host", "host:8080", "http://host?key=1", "http://me@host", "http://host#x"})
  void addressThatIsNoGatewaysIsRefused(String url) {
    assertThat(gateway.run(Map.of("TRM_URL", url, "TRM_KEY", "k"), false, "", "models"))
        .isEqualTo(1);
    assertThat(gateway.err()).contains("TRM_URL is '" + url + "'");
  }

  @Test
  void listSaysHowToSeeMore() {
    gateway
        .on("GET /v1/jobs", 200, "{'jobs': [], 'next': 'j1'}")
        .on("GET /v1/runs", 200, "{'runs': [], 'next': 'r1'}")
        .on("GET /v1/sweeps", 200, "{'sweeps': [], 'next': 's1'}")
        .on("GET /v1/datasets", 200, "{'datasets': [], 'next': 'd1'}");

    for (String list : List.of("jobs", "runs", "sweeps", "datasets")) {
      assertThat(gateway.run(list, "--limit", "7")).isZero();
      assertThat(gateway.err()).endsWith("--cursor " + list.charAt(0) + "1 to list them\n");
      assertThat(gateway.run(list, "--cursor", "x")).isZero();
      assertThat(gateway.seen("GET /v1/" + list))
          .extracting(CannedGateway.Seen::query)
          .containsExactly("limit=7", "limit=20&cursor=x");
    }
  }

  @Test
  void failureThatNobodyForesawHasNoStackTrace() {
    gateway.on("GET /v1/datasets", 200, "{'datasets': [{'sha256': 'short'}]}");

    assertThat(gateway.run("datasets")).isEqualTo(1);
    assertThat(gateway.err()).contains("unexpected failure", "TRM_DEBUG=1").doesNotContain("\tat ");
  }
}
