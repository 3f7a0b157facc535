package dev.trm.cli.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;

/** Waits for jobs. */
public final class JobWatch {
  private static final Set<String> FINAL = Set.of("SUCCEEDED", "FAILED", "CANCELLED");

  /** A job here waits for an operator: nobody at a terminal should wait with it. */
  private static final String QUARANTINED = "QUARANTINED";

  private final Duration pause;
  private final Look look;

  /** A way to look at a job. */
  public interface Look {
    JsonNode at(String id) throws GatewayException, InterruptedException;
  }

  public JobWatch(Gateway gateway) {
    this(gateway.pause(), id -> gateway.get("/v1/jobs/" + id));
  }

  /**
   * @param pause between two looks, at most; the first comes without one
   */
  public JobWatch(Duration pause, Look look) {
    this.pause = pause;
    this.look = look;
  }

  /**
   * Returns the job once it has ended.
   *
   * @param job as it was last seen
   * @param seen told how the job is, now and after every look
   */
  public JsonNode untilEnded(JsonNode job, Consumer<JsonNode> seen)
      throws GatewayException, InterruptedException {
    JsonNode present = job;
    seen.accept(present);
    GrowingPause wait = new GrowingPause(pause);
    while (!ended(present)) {
      wait.before();
      present = look.at(present.path("id").asText());
      seen.accept(present);
    }
    return present;
  }

  /** Whether nothing more will happen to a job by itself. */
  public static boolean ended(JsonNode job) {
    String state = job.path("state").asText();
    return FINAL.contains(state) || state.equals(QUARANTINED);
  }

  public static boolean succeeded(JsonNode job) {
    return job.path("state").asText().equals("SUCCEEDED");
  }

  /** Whether it has ended without a result and without waiting for anybody. */
  public static boolean canBeResumed(JsonNode job) {
    return FINAL.contains(job.path("state").asText()) && !succeeded(job);
  }

  /** In one line why a job that has ended has no result. */
  public static String reason(JsonNode job) {
    String id = "job " + job.path("id").asText();
    JsonNode failure = job.path("failure");
    switch (job.path("state").asText()) {
      case "FAILED":
        return id
            + " failed: "
            + failure.path("message").asText()
            + " ("
            + failure.path("code").asText()
            + (failure.path("retryable").asBoolean() ? "; trying again may help)" : ")");
      case QUARANTINED:
        return id + " is in quarantine: it ended its worker too often; an operator can release it";
      default:
        return job.has("reason")
            ? id + " is CANCELLED: " + job.path("reason").asText()
            : id + " was cancelled";
    }
  }
}
