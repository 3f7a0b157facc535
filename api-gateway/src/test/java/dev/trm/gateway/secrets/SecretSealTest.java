package dev.trm.gateway.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trm.jobs.store.SealedSecret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretSealTest {
  private static final SecretOwner WEBHOOK = SecretOwner.webhook(new UUID(7, 8));
  private static final byte[] SECRET = "a secret of some length".getBytes(StandardCharsets.UTF_8);

  @TempDir Path directory;

  @Test
  void missingFileIsMadeForItsOwnerOnlyAndTheNextProcessOpensWhatThisOneSealed() throws Exception {
    Path file = directory.resolve("home/webhook-key");
    SecretSeal seal = SecretSeal.readOrMake(file);

    SealedSecret sealed = seal.seal(WEBHOOK, SECRET);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(SecretSeal.readOrMake(file).open(WEBHOOK, sealed)).contains(SECRET);
    assertThat(new String(sealed.bytes(), StandardCharsets.ISO_8859_1))
        .doesNotContain("secret")
        .isNotEqualTo(new String(seal.seal(WEBHOOK, SECRET).bytes(), StandardCharsets.ISO_8859_1));
  }

  @Test
  void secretOfAnotherWebhookAndOneThatWasChangedAreDamaged() throws Exception {
    SecretSeal seal = SecretSeal.readOrMake(directory.resolve("key"));
    SealedSecret sealed = seal.seal(WEBHOOK, SECRET);

    assertDamaged(seal, SecretOwner.webhook(new UUID(7, 9)), sealed);
    assertDamaged(seal, SecretOwner.recipe(new UUID(7, 8)), sealed);
    for (int i = 0; i < sealed.bytes().length; i++) {
      byte[] changed = sealed.bytes().clone();
      changed[i] ^= 1;
      assertDamaged(seal, WEBHOOK, new SealedSecret(sealed.key(), changed));
    }
    assertDamaged(seal, WEBHOOK, new SealedSecret(sealed.key(), new byte[3]));
  }

  @Test
  void keyOnTopSealsAndTheOnesBelowStillOpen() throws Exception {
    Path first = directory.resolve("first");
    SecretSeal old = SecretSeal.readOrMake(first);
    SealedSecret sealed = old.seal(WEBHOOK, SECRET);
    Path second = directory.resolve("second");
    SecretSeal fresh = SecretSeal.readOrMake(second);
    assertThat(fresh.open(WEBHOOK, sealed)).as("another key").isEmpty();
    Files.writeString(second, Files.readString(second) + Files.readString(first));

    SecretSeal both = SecretSeal.readOrMake(second);

    assertThat(both.open(WEBHOOK, sealed)).contains(SECRET);
    assertThat(both.seals()).isEqualTo(fresh.seals()).isNotEqualTo(old.seals());
    assertThat(both.seal(WEBHOOK, SECRET).key()).isEqualTo(fresh.seals());
    assertThat(both.opens()).containsExactlyInAnyOrder(fresh.seals(), old.seals());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no base64!", "c2hvcnQ="})
  void fileWithoutAKeyIsRefusedByName(String text) throws IOException {
    Path file = directory.resolve("key");
    SecretSeal.readOrMake(file);
    Files.writeString(file, text);

    assertThatThrownBy(() -> SecretSeal.readOrMake(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void fileThatOthersMayReadIsRefused() throws IOException {
    Path file = directory.resolve("key");
    SecretSeal.readOrMake(file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    assertThatThrownBy(() -> SecretSeal.readOrMake(file)).hasMessageContaining("600");
  }

  private static void assertDamaged(SecretSeal seal, SecretOwner webhook, SealedSecret sealed) {
    assertThatThrownBy(() -> seal.open(webhook, sealed))
        .isInstanceOf(SecretSeal.DamagedException.class)
        .hasMessageContaining(webhook.toString());
  }
}
