package dev.trm.jobs.store;

import dev.trm.jobs.JobKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a webhook is to hear of, and where.
 *
 * @param kind of jobs; null for all
 */
public record WebhookWish(
    String url, List<String> events, @Nullable JobKind kind, boolean enabled) {
  public WebhookWish {
    if (events.isEmpty()) {
      throw new IllegalArgumentException("events is empty; it must name one event or more");
    }
    events = List.copyOf(events);
  }
}
