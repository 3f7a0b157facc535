package dev.trm.jobs.store;

import dev.trm.jobs.JobKind;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An address that is told of jobs' ends.
 *
 * @param owner the API key's name; an operator's hears of all jobs, another's of its own
 * @param kind of jobs; null for all
 * @param failingSince nothing has been delivered since, though it was tried; null while it works
 * @param oldSecretUntil until then messages are signed with the secret before, too; null if there
 *     was none or it was not to be used on
 * @param disabledAt nothing is sent since; null while it is enabled
 */
public record Webhook(
    UUID id,
    String owner,
    String url,
    List<String> events,
    @Nullable JobKind kind,
    Instant createdAt,
    @Nullable Instant oldSecretUntil,
    @Nullable Instant failingSince,
    @Nullable Instant disabledAt,
    @Nullable String disabledReason) {
  public Webhook {
    events = List.copyOf(events);
  }
}
