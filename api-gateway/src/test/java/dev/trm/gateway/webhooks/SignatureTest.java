package dev.trm.gateway.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trm.gateway.secrets.SigningSecret;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class SignatureTest {
  /** The example that the convention's libraries are tested with. */
  @Test
  void signatureIsThatOfTheConventionsExample() {
    byte[] secret = Base64.getDecoder().decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

    assertThat(
            Signature.of(
                List.of(secret),
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                1614265330,
                "{\"test\": 2432232314}"))
        .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  }

  @Test
  void eachOfSeveralSecretsSigns() {
    byte[] one = SigningSecret.random();
    byte[] other = SigningSecret.random();

    assertThat(Signature.of(List.of(one, other), "msg_1", 7, "{}"))
        .isEqualTo(
            Signature.of(List.of(one), "msg_1", 7, "{}")
                + " "
                + Signature.of(List.of(other), "msg_1", 7, "{}"));
  }

  @Test
  void secretsAreLongAndNoTwoEqual() {
    byte[] secret = SigningSecret.random();

    assertThat(secret).hasSizeBetween(24, 64).isNotEqualTo(SigningSecret.random());
    assertThat(SigningSecret.shown(secret)).matches("whsec_[A-Za-z0-9+/]+=*");
  }
}
