package dev.trm.jobs.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.store.CheckpointRow;
import dev.trm.jobs.store.PostgresJobStore;
import dev.trm.jobs.store.PostgresRunStore;
import dev.trm.jobs.store.RetryPolicy;
import dev.trm.jobs.store.RunStore;
import dev.trm.jobs.store.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a sweep does in every store. Stores go by their own clock, so the sweep's is moved. */
abstract class CheckpointSweepContract {
  static final JsonNode NOTHING = JobJson.parse("{}");
  static final Duration AGE = Duration.ofHours(1);
  static final Duration GRACE = Duration.ofDays(1);

  @TempDir Path room;
  RunStore runs;

  /** An empty store; the same one when asked again in a test. */
  abstract CheckpointStore store() throws IOException;

  @BeforeEach
  void emptyDatabase() throws Exception {
    DataSource source = TestDatabase.empty();
    runs =
        new PostgresRunStore(
            source,
            new PostgresJobStore(source, new RetryPolicy(3, 3, Duration.ofSeconds(1)), List.of()));
  }

  @Test
  void anOldFileWithoutARowIsMarkedAndRemovedAfterTheGrace() throws IOException {
    String id = put("orphan");

    sweep(AGE.plusMinutes(1));
    assertThat(store().marked()).containsOnlyKeys(id);
    sweep(GRACE.minusMinutes(1));
    assertThat(store().get(id)).hasContent("orphan");

    sweep(GRACE.plusMinutes(1));
    assertThat(store().putBefore(Instant.MAX)).isEmpty();
    assertThat(store().marked()).isEmpty();
  }

  @Test
  void aFileWithARowIsKept() throws IOException {
    String id = put("known");
    known(id);

    sweep(AGE.plusMinutes(1));
    sweep(GRACE.plusMinutes(1));

    assertThat(store().get(id)).hasContent("known");
    assertThat(store().marked()).isEmpty();
  }

  @Test
  void aYoungFileIsKeptForItsRowMayBeOnItsWay() throws IOException {
    put("young");

    sweep(AGE.minusMinutes(1));

    assertThat(store().marked()).isEmpty();
  }

  @Test
  void aMarkedFileThatGetsARowIsKept() throws IOException {
    String id = put("late");
    sweep(AGE.plusMinutes(1));
    known(id);

    sweep(GRACE.plusMinutes(1));

    assertThat(store().get(id)).hasContent("late");
    assertThat(store().marked()).isEmpty();
  }

  @Test
  void aMarkedFileThatIsPutAgainIsKept() throws IOException {
    String id = put("again");
    sweep(AGE.plusMinutes(1));
    put("again");

    sweep(AGE.minusMinutes(1));

    assertThat(store().get(id)).hasContent("again");
  }

  /** The fault: a second instance on the same store took all files of the first for remnants. */
  @Test
  void anothersStoreIsLeftAlone() throws IOException {
    store().own("another database");
    String id = store().put(file("another's"), NOTHING);

    assertThatThrownBy(() -> sweep(AGE.plusMinutes(1)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("belongs to the database another database")
        .hasMessageContaining(runs.installation())
        .hasMessageContaining("directory, or bucket and prefix, of its own");

    assertThat(store().marked()).isEmpty();
    assertThat(store().get(id)).hasContent("another's");
    assertThatThrownBy(() -> owned().put(file("mine"), NOTHING))
        .hasMessageContaining("belongs to the database another database");
    assertThatThrownBy(() -> owned().remove(id)).isInstanceOf(IOException.class);
  }

  @Test
  void aStoreWithoutAnOwnerWhoseFilesAreUnknownIsNotTaken() throws IOException {
    store().put(file("whose?"), NOTHING);

    assertThatThrownBy(() -> sweep(AGE.plusMinutes(1)))
        .hasMessageContaining("has no owner, and 1 of its 1 checkpoints are not of this database");

    assertThat(store().owner()).isEmpty();
    assertThat(store().marked()).isEmpty();
  }

  @Test
  void nothingIsRemovedWhileMuchIsUnknown() throws IOException {
    List<String> unknown = new ArrayList<>();
    for (int i = 0; i < 11; i++) {
      unknown.add(put("lost row " + i));
    }
    sweep(AGE.plusMinutes(1));
    assertThat(store().marked()).isEmpty();

    known(unknown.get(0));
    sweep(AGE.plusMinutes(1));
    assertThat(store().marked()).hasSize(10).doesNotContainKey(unknown.get(0));
    put("one more");
    sweep(GRACE.plusHours(2));

    assertThat(store().putBefore(Instant.MAX)).hasSize(12);
  }

  @Test
  void anUnusedStoreBelongsToTheFirstThatSweepsIt() throws IOException {
    sweep(Duration.ZERO);

    assertThat(store().owner()).contains(runs.installation());
    assertThat(store().putBefore(Instant.MAX)).isEmpty();
  }

  /** Puts a file into a store that belongs to this database. */
  final String put(String content) throws IOException {
    return owned().put(file(content), NOTHING);
  }

  private CheckpointStore owned() throws IOException {
    return new OwnedCheckpointStore(store(), new StoreOwnership(store(), runs, 0.1));
  }

  private void known(String id) {
    runs.checkpoint(new CheckpointRow(id, null, 1, true, 5, NOTHING, Instant.now()));
  }

  private Path file(String content) throws IOException {
    return Files.writeString(room.resolve("file"), content);
  }

  /** Sweeps when so much time has passed. */
  final void sweep(Duration passed) throws IOException {
    new CheckpointSweep(store(), runs, new CheckpointSweep.Settings(AGE, GRACE, 0.1))
        .sweep(store().now().plus(passed));
  }
}
