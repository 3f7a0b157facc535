package dev.trm.gateway.problem;

import dev.trm.jobs.JobJson;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Answers what no route takes, and writes problems where no resource is involved. */
@ApplicationScoped
public class UnknownRoutes {
  void last(@Observes Router router) {
    router
        .route()
        .order(Integer.MAX_VALUE)
        .handler(
            request ->
                write(
                    request,
                    Problem.of(404, "There is nothing at " + request.normalizedPath() + ".")));
  }

  /** Ends the request with a problem. */
  public static void write(RoutingContext request, Problem problem) {
    request
        .response()
        .setStatusCode(problem.status())
        .putHeader("Content-Type", Problem.MEDIA_TYPE)
        .end(JobJson.write(problem));
  }
}
