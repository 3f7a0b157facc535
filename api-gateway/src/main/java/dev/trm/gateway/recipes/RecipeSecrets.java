package dev.trm.gateway.recipes;

import dev.trm.gateway.secrets.SealedSecrets;
import dev.trm.gateway.secrets.SecretOwner;
import dev.trm.jobs.store.Recipes;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Seals recipes' secrets anew at the start that are sealed with an older key. */
@ApplicationScoped
class RecipeSecrets {
  void start(@Observes StartupEvent event, SealedSecrets secrets, Recipes recipes) {
    secrets
        .seal()
        .ifPresent(seal -> SealedSecrets.sealStored(seal, SecretOwner.Kind.RECIPE, recipes::seal));
  }
}
