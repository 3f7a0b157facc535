package dev.trm.gateway.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trm.embedded.testing.TestPartsResource;
import dev.trm.jobs.store.ModelRegistry;
import dev.trm.jobs.store.ModelVersion;
import dev.trm.jobs.store.RunStore;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@QuarkusTest
@QuarkusTestResource(TestPartsResource.class)
class ShippedModelsTest {
  @Inject ShippedModels shipped;
  @Inject ModelRegistry registry;
  @Inject ModelReads models;
  @Inject RunStore runs;
  @TempDir Path directory;

  private final String name = "shipped-" + UUID.randomUUID();

  @Test
  void shippedModelIsRegisteredOnceAsChampionByAllStarts() throws Exception {
    ship("weights of " + name);
    try (URLClassLoader loader = loader()) {
      IntStream.range(0, 4).parallel().forEach(start -> register(loader));
    }

    ModelVersion version = registry.resolve(name).orElseThrow();
    assertThat(version.version()).isEqualTo(1);
    assertThat(version.metrics().path("exactAccuracy").asDouble()).isEqualTo(0.9);
    assertThat(version.aliases()).containsExactly("champion");
    assertThat(models.versions(name)).hasSize(1);
    assertThat(models.moves(name)).hasSize(1);
    assertThat(runs.findCheckpoint(version.checkpointId()).orElseThrow().full()).isFalse();
  }

  @Test
  void knownModelIsLeftAsItIs() throws Exception {
    ship("first weights of " + name);
    try (URLClassLoader loader = loader()) {
      shipped.register(loader);
      String first = registry.resolve(name).orElseThrow().checkpointId();
      ship("other weights of " + name);
      shipped.register(loader);
      assertThat(registry.resolve(name).orElseThrow().checkpointId()).isEqualTo(first);
    }
    assertThat(models.versions(name)).hasSize(1);
  }

  @Test
  void nothingShippedMeansNothingToDo() throws Exception {
    try (URLClassLoader loader = loader()) {
      shipped.register(loader);
    }
    assertThat(models.versions(name)).isEmpty();
  }

  @Test
  void missingFileIsNamed() throws Exception {
    Files.writeString(
        Files.createDirectories(directory.resolve("dev/trm/models")).resolve("INDEX"), name);
    try (URLClassLoader loader = loader()) {
      assertThatThrownBy(() -> shipped.register(loader)).hasMessageContaining(name);
    }
  }

  private void ship(String weights) throws IOException {
    Path models = directory.resolve("dev/trm/models");
    Path model = Files.createDirectories(models.resolve(name));
    Files.writeString(models.resolve("INDEX"), "\n" + name + "\n");
    Files.writeString(model.resolve("model.safetensors"), weights);
    Files.writeString(
        model.resolve("manifest.json"),
        "{\"config\": {\"sequenceLength\": 16}, \"metrics\": {\"exactAccuracy\": 0.9}}");
  }

  private void register(ClassLoader loader) {
    try {
      shipped.register(loader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private URLClassLoader loader() throws IOException {
    return new URLClassLoader(new URL[] {directory.toUri().toURL()}, null);
  }
}
