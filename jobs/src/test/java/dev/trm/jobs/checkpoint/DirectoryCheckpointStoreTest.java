package dev.trm.jobs.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trm.jobs.JobJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;

class DirectoryCheckpointStoreTest extends CheckpointStoreContract {
  @Override
  CheckpointStore store() {
    return new DirectoryCheckpointStore(directory());
  }

  @Override
  void damage(String id) throws IOException {
    Files.writeString(directory().resolve(id + ".safetensors"), "abd");
  }

  @Override
  String manifest(String id) throws IOException {
    return Files.readString(directory().resolve(id + ".json"));
  }

  @Test
  void ofManyThatOwnTheDirectoryAtOnceAllSeeTheSameOwner() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<String>> all = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        String name = "owner-" + i;
        all.add(threads.submit(() -> store().own(name)));
      }
      String owner = all.get(0).get();
      for (Future<String> each : all) {
        assertThat(each.get()).isEqualTo(owner);
      }
      assertThat(store().owner()).contains(owner);
    } finally {
      threads.shutdownNow();
    }
  }

  /** A renamed file whose directory was not forced may have no name after a loss of power. */
  @Test
  void fileAndThenItsDirectoryAreForcedToTheDisk() throws IOException {
    Path forces = room.resolve("forces.jfr");
    try (Recording recording = new Recording()) {
      recording.enable("jdk.FileForce").withoutThreshold();
      recording.start();
      store().put(file("abc"), JobJson.parse("{}"));
      recording.stop();
      recording.dump(forces);
    }

    List<String> forced = new ArrayList<>();
    for (RecordedEvent each : RecordingFile.readAllEvents(forces)) {
      String path = each.getString("path");
      if (path != null && path.startsWith(directory().toString())) {
        forced.add(directory().relativize(Path.of(path)).toString());
      }
    }
    assertThat(forced).hasSize(3).startsWith(ABC + ".json").endsWith("");
    assertThat(forced.get(1)).startsWith("draft-");
  }

  private Path directory() {
    return room.resolve("store");
  }
}
