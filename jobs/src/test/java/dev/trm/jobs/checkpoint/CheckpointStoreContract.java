package dev.trm.jobs.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trm.jobs.JobJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every checkpoint store does. */
abstract class CheckpointStoreContract {
  /** SHA-256 of "abc" as FIPS 180-2 gives it. */
  static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @TempDir Path room;

  /** An empty store; the same one when asked again in a test. */
  abstract CheckpointStore store() throws IOException;

  /** Changes the content that is kept under an id. */
  abstract void damage(String id) throws IOException;

  /** The manifest that is kept beside an id's content. */
  abstract String manifest(String id) throws IOException;

  @Test
  void aFileIsFoundByTheHashOfItsContent() throws IOException {
    String id = store().put(file("abc"), JobJson.parse("{\"step\": 3}"));

    assertThat(id).isEqualTo(ABC);
    assertThat(store().get(id)).hasContent("abc");
    assertThat(manifest(id)).isEqualTo("{\"step\":3}");
  }

  @Test
  void theSameContentAgainChangesNothing() throws IOException {
    String id = store().put(file("abc"), JobJson.parse("{\"step\": 3}"));

    assertThat(store().put(file("abc"), JobJson.parse("{}"))).isEqualTo(id);

    assertThat(store().get(id)).hasContent("abc");
    assertThat(manifest(id)).isEqualTo("{\"step\":3}");
  }

  @Test
  void aDamagedFileIsRefused() throws IOException {
    String id = store().put(file("abc"), JobJson.parse("{}"));
    damage(id);

    assertThatThrownBy(() -> store().get(id))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(id)
        .hasMessageContaining("damaged");
  }

  @Test
  void anUnknownIdAndAPathAreRefused() {
    assertThatThrownBy(() -> store().get("0".repeat(64)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("0".repeat(64))
        .hasMessageContaining("not in the store");
    assertThatThrownBy(() -> store().get("../secret"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("'../secret'");
  }

  @Test
  void aDraftIsTakenAndOneThatWasLeftIsSwept() throws IOException {
    CheckpointStore store = store();
    Path draft = store.draft();
    Path left = store.draft();
    Files.writeString(draft, "abc");

    String id = store.adopt(draft, JobJson.parse("{}"));

    assertThat(id).isEqualTo(ABC);
    assertThat(store.get(id)).hasContent("abc");
    assertThat(draft).doesNotExist();
    store.removeUnfinished(Instant.now().plusSeconds(1));
    assertThat(left).doesNotExist();
    assertThat(store.get(id)).hasContent("abc");
  }

  @Test
  void whatIsRemovedIsGoneAndRemovingItAgainChangesNothing() throws IOException {
    String id = store().put(file("abc"), JobJson.parse("{}"));
    store().get(id);

    store().remove(id);
    store().remove(id);

    assertThatThrownBy(() -> store().get(id)).hasMessageContaining("not in the store");
    assertThat(store().putBefore(later())).isEmpty();
  }

  @Test
  void whatWasPutIsListedByItsTime() throws IOException {
    String id = store().put(file("abc"), JobJson.parse("{}"));

    assertThat(store().putBefore(later())).containsExactly(id);
    assertThat(store().putBefore(Instant.EPOCH)).isEmpty();
  }

  @Test
  void anUnusedStoreIsEmpty() throws IOException {
    store().removeUnfinished(later());

    assertThat(store().putBefore(later())).isEmpty();
  }

  @Test
  void manyMayPutAndGetTheSameContentAtOnce() throws Exception {
    Path file = file("abc");
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<Path>> all = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        all.add(threads.submit(() -> store().get(store().put(file, JobJson.parse("{}")))));
      }
      for (Future<Path> each : all) {
        assertThat(each.get()).hasContent("abc");
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(store().putBefore(later())).containsExactly(ABC);
  }

  @Test
  void theFirstOwnerStaysTheOwner() throws IOException {
    assertThat(store().owner()).isEmpty();

    assertThat(store().own("first")).isEqualTo("first");
    assertThat(store().own("second")).isEqualTo("first");

    assertThat(store().owner()).contains("first");
    assertThat(store().putBefore(later())).isEmpty();
    assertThat(store().marked()).isEmpty();
  }

  @Test
  void aMarkStaysUntilItIsTakenAwayOrTheContentIsPutAgain() throws IOException {
    String id = store().put(file("abc"), JobJson.parse("{}"));

    store().mark(id);
    Instant first = store().marked().get(id);
    store().mark(id);
    assertThat(store().marked()).containsExactly(Map.entry(id, first));
    assertThat(store().putBefore(later())).containsExactly(id);
    store().unmark(id);
    store().unmark(id);
    assertThat(store().marked()).isEmpty();

    store().mark(id);
    store().put(file("abc"), JobJson.parse("{}"));
    assertThat(store().marked()).isEmpty();

    store().mark(id);
    store().remove(id);
    assertThat(store().marked()).isEmpty();
  }

  static Instant later() {
    return Instant.now().plus(Duration.ofHours(1));
  }

  final Path file(String content) throws IOException {
    return Files.writeString(room.resolve("file"), content);
  }
}
