package dev.trm.jobs.audit;

import dev.trm.audit.SigningKey;
import dev.trm.audit.VerifyKey;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The key of this process, if it has one, and those it trusts. */
@ApplicationScoped
public class AuditKeys {
  private final Optional<SigningKey> own;
  private final List<VerifyKey> trusted = new ArrayList<>();

  /**
   * Reads or makes the key.
   *
   * @throws UncheckedIOException if the file is none that can be used, naming it
   * @throws IllegalArgumentException naming a trusted key that is none
   */
  @Inject
  public AuditKeys(AuditConfig config) {
    try {
      own =
          config.keyFile().isPresent()
              ? Optional.of(SigningKey.readOrMake(config.keyFile().get()))
              : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("trm.audit.key-file: " + e.getMessage(), e);
    }
    own.ifPresent(key -> trusted.add(key.publicKey()));
    config.trustedKeys().orElse(List.of()).forEach(key -> trusted.add(new VerifyKey(key)));
  }

  /** The key that this process signs with; empty if it makes no anchors. */
  public Optional<SigningKey> own() {
    return own;
  }

  /** Keys whose anchors are believed. */
  public List<VerifyKey> trusted() {
    return List.copyOf(trusted);
  }
}
