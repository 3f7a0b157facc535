package dev.trm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KeysCommandTest {
  private CannedGateway gateway;

  @BeforeEach
  void start() throws IOException {
    gateway = new CannedGateway();
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void keysAreListedWithTheirStates() {
    gateway.on(
        "GET /v1/keys",
        200,
        "{'keys': [{'name': 'ci', 'role': 'submitter', 'prefix': 'trm_abc123', 'createdAt':"
            + " 'then', 'lastUsedAt': 'now'}, {'name': 'old', 'role': 'reader', 'prefix':"
            + " 'trm_xyz789', 'createdAt': 'then', 'revokedAt': 'later'}, {'name': 'operator',"
            + " 'role': 'operator', 'createdAt': 'then', 'expiresAt': 'soon'}]}");

    assertThat(gateway.run("keys", "list")).isEqualTo(0);
    assertThat(gateway.out().lines())
        .containsExactly(
            "NAME      ROLE       KEY          MADE  LAST USED  STATE",
            "ci        submitter  trm_abc123…  then  now",
            "old       reader     trm_xyz789…  then  never      revoked later",
            "operator  operator                then  never      until soon");
  }

  @Test
  void addedKeyIsAllThatIsPrintedAndTheWishIsSent() throws IOException {
    gateway.on("POST /v1/keys", 201, "{'name': 'ci', 'key': 'trm_secret'}");

    assertThat(
            gateway.run(
                "keys",
                "add",
                "ci",
                "--role",
                "reader",
                "--rate",
                "600",
                "--quota",
                "queuedJobs=5000",
                "--quota",
                "webhooks=0"))
        .isEqualTo(0);

    assertThat(gateway.out()).isEqualTo("trm_secret" + System.lineSeparator());
    assertThat(gateway.err()).contains("the only time");
    assertThat(gateway.seen("POST /v1/keys").get(0).json().toString())
        .isEqualTo(
            "{\"name\":\"ci\",\"role\":\"reader\",\"ratePerMinute\":600,"
                + "\"quotas\":{\"queuedJobs\":5000,\"webhooks\":0}}");
  }

  @Test
  void keyWhoseTextWasLostOnTheWayGetsAnother() {
    gateway
        .on("POST /v1/keys", 201, "{'name': 'ci'}")
        .on("POST /v1/keys/ci/rotate", 200, "{'name': 'ci', 'key': 'trm_second'}");

    assertThat(gateway.run("keys", "add", "ci")).isEqualTo(0);

    assertThat(gateway.out()).isEqualTo("trm_second" + System.lineSeparator());
  }

  @Test
  void keyIsRevoked() {
    gateway.on("DELETE /v1/keys/ci", 200, "{'name': 'ci', 'revokedAt': 'now'}");

    assertThat(gateway.run("keys", "revoke", "ci")).isEqualTo(0);
    assertThat(gateway.out()).contains("revoked ci");
    assertThat(gateway.seen("DELETE /v1/keys/ci")).hasSize(1);
  }

  @Test
  void refusalOfTheGatewayIsAFailureThatSaysWhy() {
    gateway.on("DELETE /v1/keys/operator", 409, "{'detail': 'the last operator'}");

    assertThat(gateway.run("keys", "revoke", "operator")).isEqualTo(1);
    assertThat(gateway.err()).contains("the last operator");
  }
}
