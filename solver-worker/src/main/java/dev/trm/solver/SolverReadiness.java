package dev.trm.solver;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready when the device works and the worker takes jobs. */
@Readiness
@ApplicationScoped
class SolverReadiness implements HealthCheck {
  private final SolverLifecycle solver;

  @Inject
  SolverReadiness(SolverLifecycle solver) {
    this.solver = solver;
  }

  @Override
  public HealthCheckResponse call() {
    SolverWorker.Readiness readiness = solver.readiness();
    return HealthCheckResponse.named("solver")
        .status(readiness.ready())
        .withData("solver", readiness.words())
        .build();
  }
}
