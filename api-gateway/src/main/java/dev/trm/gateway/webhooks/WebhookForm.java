package dev.trm.gateway.webhooks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.JsonFields;
import dev.trm.jobs.Shown;
import dev.trm.jobs.store.Webhook;
import dev.trm.jobs.store.WebhookWish;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is wished of a webhook, read from a request. */
final class WebhookForm {
  /** The events there are to hear of. */
  static final List<String> EVENTS =
      List.of("job.succeeded", "job.failed", "job.cancelled", "job.quarantined", "batch.completed");

  private WebhookForm() {}

  /** A new webhook's; it must say where and of what. */
  static WebhookWish parse(JsonNode body, TargetRules rules) {
    JsonFields fields = new JsonFields(body, "");
    for (String needed : List.of("url", "events")) {
      if (!fields.has(needed)) {
        throw fields.wrong(needed, needed + " is missing");
      }
    }
    return read(fields, body, new WebhookWish("", EVENTS, null, true), rules);
  }

  /** A webhook's after a change; what is left out stays, a kind of null is all kinds. */
  static WebhookWish change(JsonNode body, Webhook before, TargetRules rules) {
    return read(
        new JsonFields(body, ""),
        body,
        new WebhookWish(before.url(), before.events(), before.kind(), before.disabledAt() == null),
        rules);
  }

  private static WebhookWish read(
      JsonFields fields, JsonNode body, WebhookWish before, TargetRules rules) {
    String url =
        fields.parsed(
            "url",
            before.url(),
            text -> {
              TargetUrl.parse(text, rules);
              return text;
            });
    List<String> events = fields.has("events") ? events(fields) : before.events();
    JobKind kind = kind(fields, body, before.kind());
    boolean enabled = fields.bool("enabled", before.enabled());
    fields.end();
    return new WebhookWish(url, events, kind, enabled);
  }

  private static @Nullable JobKind kind(
      JsonFields fields, JsonNode body, @Nullable JobKind before) {
    if (fields.textOrNull("kind") == null) {
      return body.has("kind") ? null : before;
    }
    return fields.parsed("kind", JobKind.SOLVE, JobKind::of);
  }

  private static List<String> events(JsonFields fields) {
    JsonNode value = fields.value("events");
    List<String> events = new ArrayList<>();
    if (value != null && value.isArray() && value.size() <= EVENTS.size()) {
      value.forEach(each -> events.add(each.isTextual() ? each.textValue() : ""));
    }
    if (events.isEmpty()
        || !EVENTS.containsAll(events)
        || events.stream().distinct().count() < events.size()) {
      throw fields.wrong(
          "events",
          "events is "
              + (value == null ? "null" : Shown.of(value.toString()))
              + "; it must be one or more of "
              + String.join(", ", EVENTS)
              + ", each once");
    }
    return events;
  }
}
