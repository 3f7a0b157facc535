package dev.trm.gateway.jobs;

import dev.trm.gateway.access.Caller;
import dev.trm.gateway.problem.ProblemException;
import dev.trm.gateway.request.Ids;
import dev.trm.jobs.Job;
import dev.trm.jobs.store.JobStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.SecurityContext;

/** Jobs as far as the caller may know of them. */
@Singleton
final class VisibleJobs {
  private final JobStore jobs;

  @Inject
  VisibleJobs(JobStore jobs) {
    this.jobs = jobs;
  }

  /** The job; 404 if there is none or it is another's, 400 if the id is none. */
  Job find(String id, SecurityContext caller) {
    return jobs.find(Ids.job(id))
        .filter(job -> Caller.of(caller).sees(job.submittedBy()))
        .orElseThrow(() -> unknown(id));
  }

  static ProblemException unknown(String id) {
    return ProblemException.notFound("There is no job " + id + ".");
  }
}
