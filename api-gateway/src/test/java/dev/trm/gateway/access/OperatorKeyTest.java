package dev.trm.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OperatorKeyTest {
  @TempDir Path directory;

  @Test
  void missingFileIsMadeForItsOwnerOnlyAndReadAgain() throws IOException {
    Path file = directory.resolve("home").resolve("key");

    String made = OperatorKey.readOrMake(file);

    assertThat(made).matches("[A-Za-z0-9_-]{43}");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(OperatorKey.readOrMake(file)).isEqualTo(made);
    try (var files = Files.list(file.getParent())) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void startsAtTheSameTimeAgreeOnOneKey() {
    Path file = directory.resolve("key");
    Set<String> keys = ConcurrentHashMap.newKeySet();

    IntStream.range(0, 16)
        .parallel()
        .forEach(
            start -> {
              try {
                keys.add(OperatorKey.readOrMake(file));
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });

    assertThat(keys).hasSize(1);
  }
}
