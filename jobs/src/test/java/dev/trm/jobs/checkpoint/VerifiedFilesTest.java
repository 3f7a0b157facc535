package dev.trm.jobs.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifiedFilesTest {
  @TempDir Path room;

  private final AtomicInteger hashed = new AtomicInteger();

  @Test
  void fileIsHashedOnceUntilItChanges() throws IOException {
    VerifiedFiles files = files(Duration.ofSeconds(-1));
    Path file = Files.writeString(room.resolve("file"), "abc");
    for (int i = 0; i < 40; i++) {
      assertThat(files.id(file)).isEqualTo("abc");
    }
    assertThat(hashed).hasValue(1);

    Files.writeString(file, "abcd");
    assertThat(files.id(file)).isEqualTo("abcd");
    assertThat(hashed).hasValue(2);

    files.touch(file);
    assertThat(files.id(file)).isEqualTo("abcd");
    assertThat(hashed).as("using is no change").hasValue(2);
  }

  @Test
  void otherContentOfTheSameLengthAndTimeIsFound() throws IOException {
    VerifiedFiles files = files(Duration.ofSeconds(-1));
    Path file = Files.writeString(room.resolve("file"), "abc");
    FileTime time = FileTime.fromMillis(1_700_000_000_000L);
    Files.setLastModifiedTime(file, time);
    assertThat(files.id(file)).isEqualTo("abc");

    Path other = Files.writeString(room.resolve("other"), "xyz");
    Files.setLastModifiedTime(other, time);
    Files.move(other, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);

    assertThat(files.id(file)).isEqualTo("xyz");
  }

  @Test
  void fileThatHasJustChangedIsHashedAgain() throws IOException {
    VerifiedFiles files = files(Duration.ofHours(1));
    Path file = Files.writeString(room.resolve("file"), "abc");

    files.id(file);
    files.id(file);

    assertThat(hashed).hasValue(2);
  }

  private VerifiedFiles files(Duration settled) {
    return new VerifiedFiles(
        file -> {
          hashed.incrementAndGet();
          return Files.readString(file);
        },
        settled);
  }
}
