package dev.trm.gateway.access;

import dev.trm.audit.KeyFile;
import dev.trm.gateway.GatewayConfig;
import dev.trm.jobs.store.ApiKey;
import dev.trm.jobs.store.ApiKeys;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/** Sees at the start that the configured operator's key, and no earlier one, opens the gate. */
@ApplicationScoped
public class OperatorKey {
  private static final Logger LOG = Logger.getLogger(OperatorKey.class);
  private static final String NAME = "operator";
  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{16,200}");
  private static final int RANDOM_BYTES = 32;

  private final GatewayConfig config;
  private final ApiKeys keys;

  @Inject
  OperatorKey(GatewayConfig config, ApiKeys keys) {
    this.config = config;
    this.keys = keys;
  }

  void start(@Observes StartupEvent event) throws IOException {
    if (config.operatorKey().isPresent()) {
      ensure("trm.gateway.operator-key", config.operatorKey().get());
    } else if (config.keyFile().isPresent()) {
      Path file = config.keyFile().get().toAbsolutePath();
      ensure("the key in " + file, readOrMake(file));
    } else {
      LOG.warn(
          "neither trm.gateway.operator-key nor trm.gateway.key-file is set; keys of"
              + " earlier starts stay valid, no other is made");
    }
  }

  private void ensure(String origin, String key) {
    if (!KEY.matcher(key).matches()) {
      throw new IllegalStateException(
          origin + " has " + key.length() + " characters; it must be 16 to 200 visible ASCII ones");
    }
    keys.ensure(NAME, ApiKey.Role.OPERATOR, key);
  }

  /** The file's key; where there is no file, it is there complete or not at all afterwards. */
  static String readOrMake(Path file) throws IOException {
    if (KeyFile.makeIfMissing(file, OperatorKey::random)) {
      LOG.infof("made an operator's key in %s", file);
    }
    if (!KeyFile.ownerOnly(file)) {
      LOG.warnf("%s can be read or written by others than its owner; its mode should be 600", file);
    }
    return Files.readString(file).strip();
  }

  private static String random() {
    byte[] random = new byte[RANDOM_BYTES];
    new SecureRandom().nextBytes(random);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random) + "\n";
  }
}
