package dev.trm.gateway.hooks;

import dev.trm.gateway.GatewayConfig;
import dev.trm.gateway.access.Patience;
import dev.trm.gateway.request.Ids;
import dev.trm.gateway.secrets.SealedSecrets;
import dev.trm.gateway.secrets.SecretOwner;
import dev.trm.gateway.secrets.SecretSeal;
import dev.trm.gateway.secrets.SigningSecret;
import dev.trm.jobs.store.Recipe;
import dev.trm.jobs.store.Recipes;
import dev.trm.jobs.store.SealedSecret;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Finds the recipe that a call is for, if the call proves that it may know. */
@Singleton
class AuthenticHooks {
  private static final Logger LOG = Logger.getLogger(AuthenticHooks.class);
  private static final UUID NOBODY = new UUID(0, 0);
  private static final String NO_NAME = "-";

  private final Recipes recipes;
  private final SealedSecrets secrets;
  private final Patience patience;

  @Inject
  AuthenticHooks(Recipes recipes, SealedSecrets secrets, GatewayConfig config) {
    this.recipes = recipes;
    this.secrets = secrets;
    this.patience = new Patience(config.hooks().failuresPerMinute());
  }

  /** How many calls that prove nothing each address may still make. */
  Patience patience() {
    return patience;
  }

  /**
   * The recipe. That there is none is found out the same way as that a proof does not hold: with a
   * secret that nobody knows.
   *
   * @param content what the proof must be of
   */
  Optional<Recipe> find(String name, Optional<HookProof> proof, byte[] content, Instant now) {
    Optional<Recipe> recipe = recipes.find(Ids.NAME.matcher(name).matches() ? name : NO_NAME);
    SecretOwner owner = SecretOwner.recipe(recipe.map(Recipe::id).orElse(NOBODY));
    boolean holds = false;
    for (byte[] secret : opened(owner, recipes.goodSecrets(owner.id()))) {
      holds |= proof.isPresent() && proof.get().holds(secret, content, now);
    }
    return holds ? recipe : Optional.empty();
  }

  private List<byte[]> opened(SecretOwner owner, List<SealedSecret> sealed) {
    SecretSeal seal = secrets.needed();
    List<byte[]> opened = new ArrayList<>();
    for (SealedSecret each :
        sealed.isEmpty() ? List.of(seal.seal(owner, SigningSecret.random())) : sealed) {
      try {
        seal.open(owner, each)
            .ifPresentOrElse(
                opened::add,
                () ->
                    LOG.warnf(
                        "the secret of %s is sealed with a key that this gateway has not"
                            + " (trm.gateway.webhooks.key-file); its events are refused here",
                        owner));
      } catch (SecretSeal.DamagedException e) {
        LOG.errorf("%s; its events are refused", e.getMessage());
      }
    }
    return opened;
  }
}
