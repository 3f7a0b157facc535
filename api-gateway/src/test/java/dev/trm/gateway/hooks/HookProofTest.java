package dev.trm.gateway.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trm.gateway.secrets.SigningSecret;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HookProofTest {
  private static final byte[] SECRET =
      Base64.getDecoder().decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
  private static final Instant SENT = Instant.ofEpochSecond(1_614_265_330);
  private static final byte[] BODY = bytes("{\"test\": 2432232314}");
  private static final Map<String, String> STANDARD =
      Map.of(
          "webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek",
          "webhook-timestamp", "1614265330",
          "webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");

  /** The example of GitHub's own documentation. */
  @Test
  void authenticationCodeIsThatOfGitHubsExample() {
    assertThat(
            HexFormat.of()
                .formatHex(
                    SigningSecret.hmac(
                        bytes("It's a Secret to Everybody"), bytes("Hello, World!"))))
        .isEqualTo("757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17");
  }

  /** The example that the convention's libraries are tested with. */
  @ParameterizedTest
  @CsvSource({"0, true", "300, true", "-300, true", "301, false", "-301, false"})
  void standardProofHoldsForFiveMinutesEitherWay(long seconds, boolean holds) {
    HookProof proof = HookProof.read(STANDARD::get).orElseThrow();

    assertThat(proof.holds(SECRET, BODY, SENT.plus(Duration.ofSeconds(seconds)))).isEqualTo(holds);
  }

  @Test
  void oneWrongByteOfSecretOrBodyAndNothingHolds() {
    byte[] otherSecret = SECRET.clone();
    otherSecret[0] ^= 1;
    byte[] otherBody = BODY.clone();
    otherBody[3] ^= 1;
    String text = SigningSecret.shown(SECRET);
    HookProof gitHub =
        HookProof.read(
                Map.of(
                        "X-Hub-Signature-256",
                        "sha256=" + HexFormat.of().formatHex(SigningSecret.hmac(bytes(text), BODY)))
                    ::get)
            .orElseThrow();
    HookProof gitLab = HookProof.read(Map.of("X-Gitlab-Token", text)::get).orElseThrow();
    HookProof standard = HookProof.read(STANDARD::get).orElseThrow();

    for (HookProof proof : new HookProof[] {gitHub, gitLab, standard}) {
      assertThat(proof.holds(SECRET, BODY, SENT)).as("%s", proof).isTrue();
      assertThat(proof.holds(otherSecret, BODY, SENT)).as("%s", proof).isFalse();
    }
    assertThat(gitHub.holds(SECRET, otherBody, SENT)).isFalse();
    assertThat(standard.holds(SECRET, otherBody, SENT)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Hub-Signature-256=sha256=abc",
        "X-Hub-Signature-256=sha1=757107ea0eb2509fc211221cce984b8a37570b6d",
        "X-Hub-Signature=sha1=757107ea0eb2509fc211221cce984b8a37570b6d",
        "webhook-signature=v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        "Authorization=Bearer x"
      })
  void whatIsNoProofIsNone(String header) {
    String[] parts = header.split("=", 2);

    Optional<HookProof> proof = HookProof.read(Map.of(parts[0], parts[1])::get);

    assertThat(proof).isEmpty();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
