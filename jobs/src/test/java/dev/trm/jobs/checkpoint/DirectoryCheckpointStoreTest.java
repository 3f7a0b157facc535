package dev.trm.jobs.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

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

  private Path directory() {
    return room.resolve("store");
  }
}
