package dev.trm.gateway.webhooks;

import dev.trm.gateway.GatewayConfig;
import dev.trm.gateway.problem.Problem;
import dev.trm.gateway.problem.ProblemException;
import dev.trm.jobs.store.SealedSecret;
import dev.trm.jobs.store.Webhooks;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** This process' seal of webhooks' secrets, if it was given one. */
@Singleton
class WebhookSecrets {
  private static final Logger LOG = Logger.getLogger(WebhookSecrets.class);

  private final Optional<SecretSeal> seal;

  /**
   * Reads or makes the keys.
   *
   * @throws UncheckedIOException if the file is none that can be used, naming it
   */
  @Inject
  WebhookSecrets(GatewayConfig config) {
    try {
      seal =
          config.webhooks().keyFile().isPresent()
              ? Optional.of(SecretSeal.readOrMake(config.webhooks().keyFile().get()))
              : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("trm.gateway.webhooks.key-file: " + e.getMessage(), e);
    }
  }

  Optional<SecretSeal> seal() {
    return seal;
  }

  /** The seal; 503 for a request that needs it where there is none. */
  SecretSeal needed() {
    return seal.orElseThrow(
        () ->
            new ProblemException(
                Problem.of(
                    503,
                    "This gateway has no key for webhooks' secrets; its operator has to set"
                        + " trm.gateway.webhooks.key-file.")));
  }

  /** Seals with the first key what is not: secrets of before, and those under older keys. */
  static void sealStored(Webhooks webhooks, SecretSeal seal) {
    int left = webhooks.seal(seal.seals(), (id, key, stored) -> sealed(seal, id, key, stored));
    if (left > 0) {
      LOG.errorf(
          "%d secrets of webhooks are damaged or sealed with keys that"
              + " trm.gateway.webhooks.key-file does not hold; nothing is sent with them here,"
              + " until the file does or they are replaced",
          left);
    }
  }

  private static Optional<SealedSecret> sealed(
      SecretSeal seal, UUID id, @Nullable String key, byte[] stored) {
    if (key == null) {
      return Optional.of(seal.seal(id, stored));
    }
    try {
      return seal.open(id, new SealedSecret(key, stored)).map(secret -> seal.seal(id, secret));
    } catch (SecretSeal.DamagedException e) {
      LOG.errorf("%s", e.getMessage());
      return Optional.empty();
    }
  }
}
