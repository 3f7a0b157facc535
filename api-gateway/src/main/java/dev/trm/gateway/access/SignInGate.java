package dev.trm.gateway.access;

import dev.trm.gateway.problem.Problem;
import dev.trm.gateway.problem.ProblemException;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ResourceInfo;
import java.util.Map;
import java.util.Optional;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Refuses sign-ins of other sites, and of addresses that tried wrong keys too often, unread. */
@Singleton
class SignInGate {
  private final KeyGate gate;

  @Inject
  SignInGate(KeyGate gate) {
    this.gate = gate;
  }

  @ServerRequestFilter(nonBlocking = true, priority = Priorities.AUTHENTICATION)
  public void check(ResourceInfo resource, RoutingContext request) {
    if (resource.getResourceClass().equals(SessionResource.class)
        && resource.getResourceMethod().isAnnotationPresent(Signed.class)) {
      foreign(request);
      patient(request);
    }
  }

  /** A page of another site must not sign people in as somebody else. */
  private static void foreign(RoutingContext request) {
    if (request.request().getHeader("Origin") != null) {
      Optional<String> fault = SameOrigin.fault(request.request());
      if (fault.isPresent()) {
        throw new ProblemException(Problem.of(403, fault.get()));
      }
    }
  }

  private void patient(RoutingContext request) {
    TokenBucket.Standing standing = gate.patience().look(request);
    if (!standing.passed()) {
      throw new ProblemException(
          Problem.of(429, "Too many wrong keys came from this address; try later."),
          Map.of("Retry-After", Long.toString(standing.retryAfterSeconds())));
    }
  }
}
