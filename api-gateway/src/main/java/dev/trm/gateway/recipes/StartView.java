package dev.trm.gateway.recipes;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.trm.gateway.training.RunView;
import jakarta.ws.rs.core.HttpHeaders;
import java.net.URI;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/**
 * What came of an event.
 *
 * @param status {@code started}, {@code seen} (it was here before; what follows is of then), {@code
 *     ignored} or {@code pong}
 * @param reason why nothing was started
 * @param run what was started, as it is now
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StartView(String status, @Nullable String reason, @Nullable RunView run) {
  /** The answer to a host that asks whether somebody is here. */
  public static StartView pong() {
    return new StartView("pong", null, null);
  }

  /** 202 where something was started, else 200; either says where the run is. */
  public RestResponse<StartView> response() {
    RestResponse.ResponseBuilder<StartView> response =
        RestResponse.ResponseBuilder.create(
            status.equals("started") ? RestResponse.Status.ACCEPTED : RestResponse.Status.OK, this);
    return run == null
        ? response.build()
        : response.header(HttpHeaders.LOCATION, URI.create("/v1/runs/" + run.id())).build();
  }
}
