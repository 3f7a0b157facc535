package dev.trm.gateway.models;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.checkpoint.CheckpointStore;
import dev.trm.jobs.store.CheckpointRow;
import dev.trm.jobs.store.ModelRegistry;
import dev.trm.jobs.store.ModelVersion;
import dev.trm.jobs.store.RunStore;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Registers at the start the models that come with the program: those that {@code
 * dev/trm/models/INDEX} on the class path names, one a line, each with {@code
 * NAME/model.safetensors} and {@code NAME/manifest.json} beside it. A model whose name is known
 * already is left as it is, so a trained champion stays. Several processes may start at once.
 */
@ApplicationScoped
public class ShippedModels {
  private static final Logger LOG = Logger.getLogger(ShippedModels.class);
  private static final String DIRECTORY = "dev/trm/models/";
  private static final String ACTOR = "shipped";

  private final ModelRegistry registry;
  private final ModelReads models;
  private final RunStore runs;
  private final CheckpointStore store;
  private final Clock clock;

  @Inject
  ShippedModels(
      ModelRegistry registry,
      ModelReads models,
      RunStore runs,
      CheckpointStore store,
      Clock clock) {
    this.clock = clock;
    this.registry = registry;
    this.models = models;
    this.runs = runs;
    this.store = store;
  }

  void start(@Observes StartupEvent event) throws IOException {
    register(Thread.currentThread().getContextClassLoader());
  }

  /** Registers what this class loader finds. */
  void register(ClassLoader loader) throws IOException {
    for (URL index : Collections.list(loader.getResources(DIRECTORY + "INDEX"))) {
      try (InputStream in = index.openStream()) {
        List<String> names = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        for (String name : names) {
          if (!name.isBlank()) {
            register(loader, name.strip());
          }
        }
      }
    }
  }

  private void register(ClassLoader loader, String name) throws IOException {
    List<ModelVersion> versions = models.versions(name);
    boolean brokenOff =
        versions.size() == 1 && versions.get(0).runId() == null && models.moves(name).isEmpty();
    if (!versions.isEmpty() && !brokenOff) {
      return;
    }
    JsonNode manifest =
        JobJson.parse(new String(bytes(loader, name, "manifest.json"), StandardCharsets.UTF_8));
    Path file = Files.createTempFile("trm-" + name, ".safetensors");
    try {
      try (InputStream in = open(loader, name, "model.safetensors")) {
        Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
      }
      String id = store.put(file, manifest);
      runs.checkpoint(
          new CheckpointRow(
              id,
              null,
              manifest.path("step").asLong(),
              false,
              Files.size(file),
              manifest,
              clock.instant()));
      ModelVersion version = registry.register(name, id, manifest.path("metrics"), null);
      registry.moveAlias(
          name, ModelRegistry.CHAMPION, version.version(), ACTOR, "came with the program");
      LOG.infof("registered shipped model %s, checkpoint %s", version.reference(), id);
    } finally {
      Files.delete(file);
    }
  }

  private static byte[] bytes(ClassLoader loader, String name, String file) throws IOException {
    try (InputStream in = open(loader, name, file)) {
      return in.readAllBytes();
    }
  }

  private static InputStream open(ClassLoader loader, String name, String file) throws IOException {
    String resource = DIRECTORY + name + "/" + file;
    InputStream in = loader.getResourceAsStream(resource);
    if (in == null) {
      throw new FileNotFoundException("the INDEX names " + name + ", but there is no " + resource);
    }
    return in;
  }
}
