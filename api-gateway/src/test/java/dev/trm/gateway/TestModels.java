package dev.trm.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trm.embedded.testing.TestParts;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.checkpoint.CheckpointStore;
import dev.trm.jobs.store.CheckpointRow;
import dev.trm.jobs.store.ModelRegistry;
import dev.trm.jobs.store.ModelVersion;
import dev.trm.jobs.store.RunStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** Registers models whose files hold a few words: the gateway only looks at manifests. */
@Singleton
class TestModels {
  @Inject ModelRegistry registry;
  @Inject RunStore runs;
  @Inject CheckpointStore store;

  /** A version of a model for Sudoku of that side; the first becomes champion. */
  ModelVersion register(String name, int side, String content) throws IOException {
    return register(name, manifest(side * side, side + 2), content);
  }

  /** What a model's file tells of it. */
  static ObjectNode manifest(int cells, int vocabulary) {
    ObjectNode manifest = JsonNodeFactory.instance.objectNode();
    manifest.putObject("config").put("sequenceLength", cells).put("vocabulary", vocabulary);
    return manifest;
  }

  /** A version of a model with that manifest; the first becomes champion. */
  ModelVersion register(String name, JsonNode manifest, String content) throws IOException {
    Path file = Files.createTempFile(Files.createDirectories(TestParts.directory()), "m", ".bin");
    try {
      Files.writeString(file, content);
      String id = store.put(file, manifest);
      runs.checkpoint(
          new CheckpointRow(id, null, 7, false, content.length(), manifest, Instant.EPOCH));
      ModelVersion version = registry.register(name, id, JobJson.parse("{\"loss\": 0.5}"), null);
      if (registry.resolve(name).isEmpty()) {
        registry.moveAlias(name, ModelRegistry.CHAMPION, version.version(), "test", null);
      }
      return version;
    } finally {
      Files.delete(file);
    }
  }

  /** A checkpoint that training can resume from, as that run would have written it. */
  String full(JobId run) throws IOException {
    Path file = Files.createTempFile(Files.createDirectories(TestParts.directory()), "m", ".bin");
    try {
      Files.writeString(file, "slots of " + run);
      JsonNode manifest = JobJson.parse("{\"model\": \"of-a-run\"}");
      String id = store.put(file, manifest);
      runs.checkpoint(
          new CheckpointRow(id, run, 7, true, Files.size(file), manifest, Instant.EPOCH));
      return id;
    } finally {
      Files.delete(file);
    }
  }

  /** The model that the usual puzzle is solved with. */
  void usual() throws IOException {
    register("sudoku-4x4", 4, "weights of sudoku-4x4");
  }
}
