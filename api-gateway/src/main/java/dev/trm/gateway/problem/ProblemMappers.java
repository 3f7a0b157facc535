package dev.trm.gateway.problem;

import dev.trm.jobs.InvalidFieldException;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.store.StoreException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Makes every exception of a resource a problem. */
class ProblemMappers {
  private static final Logger LOG = Logger.getLogger(ProblemMappers.class);

  @ServerExceptionMapper
  public Response problem(ProblemException e) {
    return response(e.problem(), e.headers());
  }

  @ServerExceptionMapper
  public Response invalidField(InvalidFieldException e) {
    return response(Problem.field(e.pointer(), String.valueOf(e.getMessage())), Map.of());
  }

  @ServerExceptionMapper
  public Response store(StoreException e) {
    if (e.refusesContent()) {
      LOG.errorf(e, "request ends with 422, the database refuses a value");
      return response(
          Problem.of(
              422,
              "The database refuses a value of this request, and would again. Its log says which:"
                  + " SQLSTATE "
                  + e.sqlState()
                  + "."),
          Map.of());
    }
    LOG.warnf("request ends with 503: %s", e.getMessage());
    return response(
        Problem.of(503, "The database is out of reach; try again."), Map.of("Retry-After", "1"));
  }

  @ServerExceptionMapper
  public Response notFound(NotFoundException e, UriInfo uri) {
    return response(Problem.of(404, "There is nothing at " + uri.getPath() + "."), Map.of());
  }

  /** What JAX-RS itself refuses: method, media type, an unreadable request. */
  @ServerExceptionMapper
  public Response refused(WebApplicationException e, ContainerRequestContext request) {
    int status = e.getResponse().getStatus();
    String path = request.getUriInfo().getPath();
    String detail =
        switch (status) {
          case 405 -> request.getMethod() + " is not allowed on " + path + ".";
          case 406 ->
              "Accept is '"
                  + request.getHeaderString(HttpHeaders.ACCEPT)
                  + "'; "
                  + path
                  + " has no such form.";
          case 415 ->
              "Content-Type is '"
                  + request.getHeaderString(HttpHeaders.CONTENT_TYPE)
                  + "'; "
                  + path
                  + " does not take it.";
          default -> String.valueOf(e.getMessage());
        };
    String allow = e.getResponse().getHeaderString(HttpHeaders.ALLOW);
    return response(
        Problem.of(status, detail), allow == null ? Map.of() : Map.of(HttpHeaders.ALLOW, allow));
  }

  /** Bodies are here before a resource is called, so this is about files of ours. */
  @ServerExceptionMapper
  public Response files(IOException e, ContainerRequestContext request) {
    String words = String.valueOf(e.getMessage());
    if (words.contains("No space left") || words.contains("quota exceeded")) {
      LOG.errorf(e, "%s ends with 507", request.getUriInfo().getPath());
      return response(
          Problem.of(507, "The gateway's disk is full; nothing was taken. Try later."),
          Map.of("Retry-After", "60"));
    }
    return unforeseen(e, request);
  }

  @ServerExceptionMapper
  public Response unforeseen(Exception e, ContainerRequestContext request) {
    UUID incident = UUID.randomUUID();
    LOG.errorf(
        e,
        "%s %s ends with 500, incident %s",
        request.getMethod(),
        request.getUriInfo().getPath(),
        incident);
    return response(
        Problem.of(
            500, "A fault of this program; its log tells more at incident " + incident + "."),
        Map.of());
  }

  private static Response response(Problem problem, Map<String, String> headers) {
    Response.ResponseBuilder response =
        Response.status(problem.status()).type(Problem.MEDIA_TYPE).entity(JobJson.write(problem));
    headers.forEach(response::header);
    return response.build();
  }
}
