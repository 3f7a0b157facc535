package dev.trm.gateway.models;

import dev.trm.gateway.request.QueryFields;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Refuses an import with wrong parameters before its file is received. */
class ImportGate {
  @ServerRequestFilter(nonBlocking = true, priority = Priorities.USER - 1)
  public void check(ContainerRequestContext request, ResourceInfo resource) {
    if (resource.getResourceClass().equals(CheckpointsResource.class)
        && resource.getResourceMethod().isAnnotationPresent(POST.class)) {
      ImportRequest.parse(new QueryFields(request.getUriInfo()));
    }
  }
}
