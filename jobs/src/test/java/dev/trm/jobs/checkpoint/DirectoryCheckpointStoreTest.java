package dev.trm.jobs.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trm.jobs.JobJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryCheckpointStoreTest {
  @TempDir Path room;

  @Test
  void aFileIsFoundByTheHashOfItsContent() throws IOException {
    DirectoryCheckpointStore store = new DirectoryCheckpointStore(room.resolve("store"));

    String id = store.put(file("abc"), JobJson.parse("{\"step\": 3}"));

    // SHA-256 of "abc" as FIPS 180-2 gives it.
    assertThat(id).isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assertThat(store.get(id)).hasContent("abc");
    assertThat(room.resolve("store").resolve(id + ".json")).hasContent("{\"step\":3}");
    assertThat(store.put(file("abc"), JobJson.parse("{}"))).isEqualTo(id);
  }

  @Test
  void aDamagedFileIsRefused() throws IOException {
    DirectoryCheckpointStore store = new DirectoryCheckpointStore(room.resolve("store"));
    String id = store.put(file("abc"), JobJson.parse("{}"));
    Files.writeString(store.get(id), "abd");

    assertThatThrownBy(() -> store.get(id))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(id)
        .hasMessageContaining("damaged");
  }

  @Test
  void anUnknownIdAndAPathAreRefused() {
    DirectoryCheckpointStore store = new DirectoryCheckpointStore(room);

    assertThatThrownBy(() -> store.get("0".repeat(64))).hasMessageContaining("not in the store");
    assertThatThrownBy(() -> store.get("../secret")).hasMessageContaining("'../secret'");
  }

  private Path file(String content) throws IOException {
    return Files.writeString(room.resolve("file"), content);
  }
}
