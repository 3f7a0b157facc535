package dev.trm.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFileTest {
  @TempDir Path directory;

  @Test
  void fileIsMadeOnceForItsOwnerOnlyAndNothingIsLeftBeside() throws IOException {
    Path file = directory.resolve("deep/secret");

    assertThat(KeyFile.makeIfMissing(file, () -> "first")).isTrue();
    assertThat(KeyFile.makeIfMissing(file, () -> "second")).isFalse();

    assertThat(file).hasContent("first");
    assertThat(KeyFile.ownerOnly(file)).isTrue();
    try (Stream<Path> files = Files.list(file.getParent())) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void ofManyThatMakeItAtOnceOneDoes() throws Exception {
    Path file = directory.resolve("secret");
    int makers = 8;
    CountDownLatch together = new CountDownLatch(makers);
    ExecutorService threads = Executors.newFixedThreadPool(makers);
    List<Future<Boolean>> made = new ArrayList<>();
    for (int i = 0; i < makers; i++) {
      String text = "text of " + i;
      made.add(
          threads.submit(
              () -> {
                together.countDown();
                together.await();
                return KeyFile.makeIfMissing(file, () -> text);
              }));
    }

    List<String> winners = new ArrayList<>();
    for (int i = 0; i < makers; i++) {
      if (made.get(i).get()) {
        winners.add("text of " + i);
      }
    }
    threads.shutdown();

    assertThat(winners).containsExactly(Files.readString(file));
  }

  @Test
  void fileThatOthersMayReadIsRefusedByName() throws IOException {
    Path file = directory.resolve("secret");
    KeyFile.makeIfMissing(file, () -> "text");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

    assertThat(KeyFile.ownerOnly(file)).isFalse();
    assertThatThrownBy(() -> KeyFile.requireOwnerOnly(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("600");
  }
}
