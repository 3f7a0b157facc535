package dev.trm.jobs.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointSweepTest {
  private static final JsonNode NOTHING = JobJson.parse("{}");
  private static final Duration AGE = Duration.ofHours(1);
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final Instant LONG_AGO = NOW.minus(AGE).minusSeconds(1);
  private static final Instant JUST_NOW = NOW.minus(AGE).plusSeconds(1);

  @TempDir Path room;
  private Path directory;
  private CheckpointStore store;
  private RunStore runs;
  private CheckpointSweep sweep;

  @BeforeEach
  void open() throws Exception {
    DataSource source = TestDatabase.empty();
    directory = room.resolve("store");
    store = new DirectoryCheckpointStore(directory);
    runs =
        new PostgresRunStore(
            source,
            new PostgresJobStore(source, new RetryPolicy(3, 3, Duration.ofSeconds(1)), List.of()));
    sweep = new CheckpointSweep(store, runs, AGE, Clock.fixed(NOW, ZoneOffset.UTC));
  }

  @Test
  void anOldFileWithoutARowIsRemovedWithItsManifest() throws IOException {
    put("orphan", LONG_AGO);

    sweep.sweep();

    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void aFileWithARowIsKept() throws IOException {
    String id = put("known", LONG_AGO);
    runs.checkpoint(new CheckpointRow(id, null, 1, true, 5, NOTHING, NOW));

    sweep.sweep();

    assertThat(store.get(id)).hasContent("known");
  }

  @Test
  void aYoungFileIsKeptForItsRowMayBeOnItsWay() throws IOException {
    String id = put("young", JUST_NOW);

    sweep.sweep();

    assertThat(store.get(id)).hasContent("young");
  }

  @Test
  void anOldFilePutAgainIsYoung() throws IOException {
    put("again", LONG_AGO);
    String id = store.put(Files.writeString(room.resolve("file"), "again"), NOTHING);

    sweep.sweep();

    assertThat(store.get(id)).hasContent("again");
  }

  @Test
  void whatAnUnfinishedPutLeftIsRemovedOnceItIsOld() throws IOException {
    Files.createDirectories(directory);
    age(Files.createTempFile(directory, "old", ".part"), LONG_AGO);
    Path young = Files.createTempFile(directory, "young", ".part");
    age(young, JUST_NOW);
    age(Files.writeString(directory.resolve("0".repeat(64) + ".json"), "{}"), LONG_AGO);

    sweep.sweep();

    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left).containsExactly(young);
    }
  }

  @Test
  void aStoreThatWasNeverUsedIsNothingToSweep() throws IOException {
    sweep.sweep();

    assertThat(directory).doesNotExist();
  }

  private String put(String content, Instant when) throws IOException {
    String id = store.put(Files.writeString(room.resolve("file"), content), NOTHING);
    age(directory.resolve(id + ".safetensors"), when);
    age(directory.resolve(id + ".json"), when);
    return id;
  }

  private static void age(Path file, Instant when) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(when));
  }
}
