package dev.trm.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.net.HostAndPort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SameOriginTest {
  @ParameterizedTest
  @CsvSource({
    "http://localhost:8080, localhost, 8080, true",
    "http://LOCALHOST:8080, localhost, 8080, true",
    "https://trm.example, trm.example, -1, true",
    "https://trm.example:443, trm.example, -1, true",
    "http://trm.example, trm.example, 80, true",
    "http://[::1]:8080, [::1], 8080, true",
    "http://localhost:8081, localhost, 8080, false",
    "http://127.0.0.1:8080, localhost, 8080, false",
    "https://trm.example, trm.example, 8443, false",
    "https://trm.example.evil.example, trm.example, -1, false",
    "null, localhost, 8080, false",
    "http://, localhost, 8080, false",
    "'a b', localhost, 8080, false"
  })
  void originIsOursByHostAndPort(String origin, String host, int port, boolean ours) {
    assertThat(SameOrigin.same(origin, HostAndPort.create(host, port))).isEqualTo(ours);
  }

  @Test
  void requestWithoutAnAddressIsNobodysOrigin() {
    assertThat(SameOrigin.same("http://localhost", null)).isFalse();
  }
}
