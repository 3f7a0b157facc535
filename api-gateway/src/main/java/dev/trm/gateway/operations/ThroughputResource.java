package dev.trm.gateway.operations;

import dev.trm.gateway.request.QueryFields;
import dev.trm.jobs.store.JobMinute;
import dev.trm.jobs.store.QueueStates;
import io.smallrye.common.annotation.Blocking;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What went through the queues lately. Counted anew only now and then, however many look. */
@Path("/v1/throughput")
@Tag(name = "Operations")
@Produces(MediaType.APPLICATION_JSON)
@Singleton
@Blocking
class ThroughputResource {
  private static final int MINUTES = 15;
  private static final Duration COUNTED_EVERY = Duration.ofSeconds(3);

  private final QueueStates states;
  private final Clock clock;
  private @Nullable Throughput counted;

  @Inject
  ThroughputResource(QueueStates states, Clock clock) {
    this.clock = clock;
    this.states = states;
  }

  /**
   * The last quarter of an hour.
   *
   * @param at when it was counted
   * @param minutes oldest first; those in which no job of a kind began are left out
   */
  record Throughput(Instant at, List<JobMinute> minutes) {}

  @GET
  @Operation(
      operationId = "getThroughput",
      summary = "Jobs begun in each of the last 15 minutes, by kind, and how they stand",
      description =
          "failed counts those in quarantine, too. Who began in none of these minutes, or never"
              + " began, is not in it. Counted anew every 3 s at most.")
  public synchronized Throughput get(@Context UriInfo uri) {
    new QueryFields(uri).end();
    Instant now = clock.instant();
    if (counted == null || !now.isBefore(counted.at().plus(COUNTED_EVERY))) {
      counted = new Throughput(now, states.lastMinutes(MINUTES - 1));
    }
    return counted;
  }
}
