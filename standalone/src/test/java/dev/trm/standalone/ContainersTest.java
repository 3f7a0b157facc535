package dev.trm.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Checks the containers' default permissions. Reads the files; starts nothing. */
class ContainersTest {
  private static final Path DOCKER = Path.of("..", "docker");

  /** Kafka's image writes its configuration into its own file system. */
  private static final Set<String> WRITABLE = Set.of("kafka");

  @Test
  void noContainerHasCapabilitiesOrMayGainPrivilegesAndEachHasLimits() throws IOException {
    Map<String, Map<String, Object>> services = services();
    assertThat(services).containsKeys("postgres", "kafka", "gateway", "solver", "trainer");
    services.forEach(
        (name, service) -> {
          assertThat(service).as(name).containsEntry("cap_drop", List.of("ALL"));
          assertThat(service)
              .as(name)
              .containsEntry("security_opt", List.of("no-new-privileges:true"));
          assertThat(service.containsKey("cap_add") || service.containsKey("privileged"))
              .as(name)
              .isFalse();
          assertThat(service.get("deploy"))
              .as(name)
              .extracting("resources.limits")
              .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
              .containsKeys("cpus", "memory", "pids");
          assertThat(service.get("read_only"))
              .as(name)
              .isEqualTo(WRITABLE.contains(name) ? null : Boolean.TRUE);
        });
  }

  @Test
  void noPasswordHasADefault() throws IOException {
    String compose = Files.readString(DOCKER.resolve("compose.yaml"));

    assertThat(compose.lines().filter(line -> line.matches(".*(PASSWORD|KEY): .*")))
        .isNotEmpty()
        .allMatch(line -> line.matches(".*: \\$\\{[A-Z_]+:\\?.*}"));
  }

  @Test
  void noImageRunsAsRoot() throws IOException {
    List<String> lines = Files.readAllLines(DOCKER.resolve("Dockerfile"));

    assertThat(lines.stream().filter(line -> line.startsWith("USER ")))
        .hasSize(2)
        .allMatch("USER 10001:10001"::equals);
    assertThat(lines.stream().filter(line -> line.startsWith("FROM ")).map(ContainersTest::base))
        .filteredOn(base -> base.startsWith("base"))
        .hasSize(5);
  }

  private static String base(String from) {
    return from.split(" ")[1];
  }

  private static Map<String, Map<String, Object>> services() throws IOException {
    Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
    Map<String, Map<String, Map<String, Object>>> compose =
        yaml.load(Files.readString(DOCKER.resolve("compose.yaml")));
    Map<String, Map<String, Object>> services = compose.get("services");
    assertThat(services).isNotNull();
    return services;
  }
}
