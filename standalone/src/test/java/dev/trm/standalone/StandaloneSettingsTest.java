package dev.trm.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StandaloneSettingsTest {
  @Test
  void defaultsAreBesideTheUserAndPort8080() throws Exception {
    assertThat(StandaloneSettings.of(Map.of()))
        .isEqualTo(new StandaloneSettings(Path.of(".trm").toAbsolutePath(), 8080));
  }

  @Test
  void bothCanBeChanged() throws Exception {
    assertThat(StandaloneSettings.of(Map.of("TRM_HOME", "/data/my trm", "TRM_PORT", "9000")))
        .isEqualTo(new StandaloneSettings(Path.of("/data/my trm"), 9000));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "65536", "80a", "-1", "123456"})
  void wrongPortIsNamed(String port) {
    assertThatThrownBy(() -> StandaloneSettings.of(Map.of("TRM_PORT", port)))
        .isInstanceOf(StartException.class)
        .hasMessage("TRM_PORT is '" + port + "'; it must be a number from 1 to 65535");
  }

  @Test
  void takenPortIsNamedWithWhatToChange() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      StandaloneSettings settings = new StandaloneSettings(Path.of("/any"), taken.getLocalPort());

      assertThatThrownBy(settings::requireFreePort)
          .isInstanceOf(StartException.class)
          .hasMessageContaining("port " + taken.getLocalPort() + " on 127.0.0.1")
          .hasMessageContaining("TRM_PORT");
    }
  }

  @Test
  void otherPlatformsAreRefusedByName() throws Exception {
    StandaloneSettings.requireKnownPlatform("Linux", "amd64");

    assertThatThrownBy(() -> StandaloneSettings.requireKnownPlatform("Mac OS X", "aarch64"))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("Mac OS X on aarch64");
  }
}
