package dev.trm.jobs.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Sweeps of a directory. */
class CheckpointSweepTest extends CheckpointSweepContract {
  @Override
  CheckpointStore store() {
    return new DirectoryCheckpointStore(directory());
  }

  @Test
  void whatAnUnfinishedPutLeftIsRemovedOnceItIsOld() throws IOException {
    Files.createDirectories(directory());
    sweep(Duration.ZERO);
    Path old = Files.createTempFile(directory(), "old", ".part");
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(AGE).minusSeconds(60)));
    Path young = Files.createTempFile(directory(), "young", ".part");
    Path manifest = Files.writeString(directory().resolve("0".repeat(64) + ".json"), "{}");

    sweep(Duration.ZERO);
    assertThat(old).doesNotExist();
    assertThat(young).exists();
    sweep(AGE.plusMinutes(1));
    sweep(GRACE.plusHours(2));

    assertThat(manifest).doesNotExist();
  }

  private Path directory() {
    return room.resolve("store");
  }
}
