package dev.trm.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstanceTest {
  @TempDir Path directory;

  @Test
  void secondInstanceIsRefusedAndToldWhoHasTheDirectory() throws Exception {
    StandaloneSettings settings = new StandaloneSettings(directory.resolve("home"), 8123);

    try (Instance first = Instance.claim(settings)) {
      assertThat(first).isNotNull();
      assertThatThrownBy(() -> Instance.claim(settings))
          .isInstanceOf(StartException.class)
          .hasMessageContaining(settings.home().toString())
          .hasMessageContaining("pid=" + ProcessHandle.current().pid())
          .hasMessageContaining("port=8123");
    }
  }

  @Test
  void directoryIsFreeAgainAfterwards() throws Exception {
    StandaloneSettings settings = new StandaloneSettings(directory, 8123);
    Instance.claim(settings).close();

    assertThat(Files.readString(directory.resolve("instance"))).isEmpty();
    Instance.claim(settings).close();
  }

  @Test
  void whatADeadInstanceWroteDoesNotHold() throws Exception {
    Files.writeString(directory.resolve("instance"), "pid=1\nstarted=1\nport=8080\nand more\n");

    try (Instance claimed = Instance.claim(new StandaloneSettings(directory, 8123))) {
      assertThat(claimed).isNotNull();
      assertThat(Files.readAllLines(directory.resolve("instance")))
          .hasSize(3)
          .contains("pid=" + ProcessHandle.current().pid(), "port=8123");
    }
  }

  @Test
  void newDirectoryIsItsOwnersOnly() throws Exception {
    Path home = directory.resolve("deep").resolve("home");
    Instance.claim(new StandaloneSettings(home, 8123)).close();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home)))
        .isEqualTo("rwx------");
  }
}
