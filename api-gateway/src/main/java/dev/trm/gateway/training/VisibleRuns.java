package dev.trm.gateway.training;

import dev.trm.gateway.access.Caller;
import dev.trm.gateway.problem.ProblemException;
import dev.trm.gateway.request.Ids;
import dev.trm.jobs.store.Run;
import dev.trm.jobs.store.RunStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.SecurityContext;

/** Runs as far as the caller may know of them. */
@Singleton
final class VisibleRuns {
  private final RunStore runs;

  @Inject
  VisibleRuns(RunStore runs) {
    this.runs = runs;
  }

  /** The run; 404 if there is none or it is another's, 400 if the id is none. */
  Run find(String id, SecurityContext caller) {
    return runs.run(Ids.job(id))
        .filter(run -> Caller.of(caller).sees(run.job().submittedBy()))
        .orElseThrow(() -> ProblemException.notFound("There is no run " + id + "."));
  }
}
