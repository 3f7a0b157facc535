package dev.trm.gateway.secrets;

import dev.trm.gateway.GatewayConfig;
import dev.trm.gateway.problem.Problem;
import dev.trm.gateway.problem.ProblemException;
import dev.trm.jobs.store.SealedSecret;
import dev.trm.jobs.store.Sealing;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** This process' seal of secrets, if it was given one. */
@Singleton
public final class SealedSecrets {
  private static final Logger LOG = Logger.getLogger(SealedSecrets.class);

  private final Optional<SecretSeal> seal;

  /**
   * Reads or makes the keys.
   *
   * @throws UncheckedIOException if the file is none that can be used, naming it
   */
  @Inject
  SealedSecrets(GatewayConfig config) {
    try {
      seal =
          config.webhooks().keyFile().isPresent()
              ? Optional.of(SecretSeal.readOrMake(config.webhooks().keyFile().get()))
              : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("trm.gateway.webhooks.key-file: " + e.getMessage(), e);
    }
  }

  /** The seal, if there is one. */
  public Optional<SecretSeal> seal() {
    return seal;
  }

  /** The seal; 503 for a request that needs it where there is none. */
  public SecretSeal needed() {
    return seal.orElseThrow(
        () ->
            new ProblemException(
                Problem.of(
                    503,
                    "This gateway has no key for secrets; its operator has to set"
                        + " trm.gateway.webhooks.key-file.")));
  }

  /**
   * The secret; a problem that says what to do where it cannot be opened here.
   *
   * @param sealed as it is stored for this owner
   */
  public static byte[] opened(SecretSeal seal, SecretOwner owner, SealedSecret sealed) {
    try {
      return seal.open(owner, sealed)
          .orElseThrow(
              () ->
                  ProblemException.conflict(
                      "The secret of "
                          + owner
                          + " is sealed with a key that this gateway has not"
                          + " (trm.gateway.webhooks.key-file); replace it."));
    } catch (SecretSeal.DamagedException e) {
      throw ProblemException.conflict(e.getMessage() + ".");
    }
  }

  /** A store of secrets. */
  public interface Stored {
    /**
     * Has all secrets sealed anew that are not sealed with a key.
     *
     * @return how many were left as they are
     */
    int seal(String key, Sealing sealing);
  }

  /** Seals with the first key what is not: secrets of before, and those under older keys. */
  public static void sealStored(SecretSeal seal, SecretOwner.Kind kind, Stored stored) {
    int left =
        stored.seal(
            seal.seals(),
            (id, key, secret) -> sealed(seal, new SecretOwner(kind, id), key, secret));
    if (left > 0) {
      LOG.errorf(
          "%d secrets of %ss are damaged or sealed with keys that"
              + " trm.gateway.webhooks.key-file does not hold; they are of no use here, until the"
              + " file does or they are replaced",
          left, kind.word());
    }
  }

  private static Optional<SealedSecret> sealed(
      SecretSeal seal, SecretOwner owner, @Nullable String key, byte[] stored) {
    if (key == null) {
      return Optional.of(seal.seal(owner, stored));
    }
    try {
      return seal.open(owner, new SealedSecret(key, stored))
          .map(secret -> seal.seal(owner, secret));
    } catch (SecretSeal.DamagedException e) {
      LOG.errorf("%s", e.getMessage());
      return Optional.empty();
    }
  }
}
