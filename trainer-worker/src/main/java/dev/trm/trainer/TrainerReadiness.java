package dev.trm.trainer;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready while the trainer takes jobs, or if it is disabled in this process. */
@Readiness
@ApplicationScoped
class TrainerReadiness implements HealthCheck {
  private final TrainerService service;
  private final TrainerConfig config;

  @Inject
  TrainerReadiness(TrainerService service, TrainerConfig config) {
    this.service = service;
    this.config = config;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("trainer")
        .status(!config.enabled() || service.running())
        .build();
  }
}
