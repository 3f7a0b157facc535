package dev.trm.jobs.store;

import dev.trm.audit.CanonicalArray;
import dev.trm.audit.ChainLink;
import dev.trm.audit.Sha256;
import dev.trm.jobs.JobId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * All that the audit of one job is verified by, as the tables have it at one moment.
 *
 * @param events as the job's row counts them
 * @param hash as the job's row has it, hex
 * @param spec JSON as PostgreSQL writes it
 * @param result JSON as PostgreSQL writes it
 * @param trace sha256 (hex) of the cycles that are there now; null without any
 * @param waiting whether it waits for its anchor
 * @param links its events in the order of their numbers
 */
public record JobChain(
    JobId id,
    String state,
    int events,
    String hash,
    String kind,
    String model,
    String submittedBy,
    @Nullable UUID batch,
    @Nullable UUID retryOf,
    String spec,
    @Nullable String result,
    @Nullable String failureCode,
    @Nullable String failure,
    Instant queuedAt,
    @Nullable String trace,
    boolean waiting,
    List<ChainLink> links) {

  public JobChain {
    links = List.copyOf(links);
  }

  /** The earliest time at which the anchor of the job can have been made. */
  public Instant anchoredSince() {
    return links.isEmpty()
        ? queuedAt
        : AuditLog.anchoredSince(queuedAt, links.get(links.size() - 1).at());
  }

  /** What the first event's content has to be. */
  public String submission() {
    return Sha256.hex(
        new CanonicalArray()
            .add(kind)
            .add(model)
            .add(submittedBy)
            .add(batch)
            .add(retryOf)
            .addJson(spec)
            .toString());
  }

  /** What the last event's content has to be, if it is not the first; null without an outcome. */
  public @Nullable String outcome() {
    return result == null && failureCode == null
        ? null
        : Sha256.hex(new CanonicalArray().addJson(result).add(failureCode).add(failure).toString());
  }

  JobChain with(List<ChainLink> found) {
    return new JobChain(
        id,
        state,
        events,
        hash,
        kind,
        model,
        submittedBy,
        batch,
        retryOf,
        spec,
        result,
        failureCode,
        failure,
        queuedAt,
        trace,
        waiting,
        found);
  }
}
