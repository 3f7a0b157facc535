package dev.trm.gateway.datasets;

import dev.trm.gateway.request.QueryFields;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Refuses a data set with wrong parameters before its records are received. */
class DatasetGate {
  @ServerRequestFilter(nonBlocking = true, priority = Priorities.USER - 1)
  public void check(ContainerRequestContext request, ResourceInfo resource) {
    if (resource.getResourceClass().equals(DatasetsResource.class)
        && resource.getResourceMethod().isAnnotationPresent(POST.class)) {
      DatasetRequest.parse(
          new QueryFields(request.getUriInfo()), DatasetsResource.form(request.getMediaType()));
    }
  }
}
