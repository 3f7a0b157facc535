package dev.trm.gateway.access;

import dev.trm.gateway.problem.Problem;
import dev.trm.gateway.problem.ProblemException;
import dev.trm.jobs.store.ApiKey.Role;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;
import java.util.Locale;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Lets a call through only with the role it needs, and tells the resource who calls. */
class RoleFilter {
  @ServerRequestFilter(nonBlocking = true, priority = Priorities.AUTHORIZATION)
  public void check(ContainerRequestContext request, ResourceInfo resource, RoutingContext route) {
    Caller caller = KeyGate.caller(route);
    if (caller == null && resource.getResourceMethod().isAnnotationPresent(Signed.class)) {
      return;
    }
    if (caller == null) {
      throw new ProblemException(Problem.of(401, "The request came without a key."));
    }
    Role needed = needed(request.getMethod(), resource);
    if (!caller.key().role().includes(needed)) {
      throw new ProblemException(
          Problem.of(
              403,
              "Key '"
                  + caller.name()
                  + "' has the role "
                  + name(caller.key().role())
                  + "; this needs "
                  + name(needed)
                  + "."));
    }
    request.setSecurityContext(new Identified(caller, request.getSecurityContext()));
  }

  private static Role needed(String method, ResourceInfo resource) {
    Needs needs = resource.getResourceMethod().getAnnotation(Needs.class);
    if (needs != null) {
      return needs.value();
    }
    boolean looks = method.equals("GET") || method.equals("HEAD") || method.equals("OPTIONS");
    return looks ? Role.READER : Role.OPERATOR;
  }

  private static String name(Role role) {
    return role.name().toLowerCase(Locale.ROOT);
  }

  private record Identified(Caller caller, SecurityContext before) implements SecurityContext {
    @Override
    public Principal getUserPrincipal() {
      return caller;
    }

    @Override
    public boolean isUserInRole(String role) {
      for (Role each : Role.values()) {
        if (name(each).equals(role)) {
          return caller.key().role().includes(each);
        }
      }
      return false;
    }

    @Override
    public boolean isSecure() {
      return before.isSecure();
    }

    @Override
    public String getAuthenticationScheme() {
      return "Bearer";
    }
  }
}
