package dev.trm.gateway.webhooks;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.trm.gateway.secrets.SigningSecret;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.store.Webhook;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A webhook as its owner and operators see it.
 *
 * @param secret what its messages are signed with; only in the answer that made or replaced it
 * @param kind of jobs; absent: all
 * @param oldSecretUntil until then its messages are signed with the secret before, too
 * @param failingSince nothing has been delivered since, though it was tried
 * @param disabledReason why nothing is sent any more
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record WebhookView(
    String id,
    @Nullable String secret,
    String owner,
    String url,
    List<String> events,
    @Nullable JobKind kind,
    boolean enabled,
    Instant createdAt,
    @Nullable Instant oldSecretUntil,
    @Nullable Instant failingSince,
    @Nullable Instant disabledAt,
    @Nullable String disabledReason,
    Map<String, String> links) {

  static WebhookView of(Webhook webhook, byte @Nullable [] secret) {
    String self = path(webhook);
    return new WebhookView(
        webhook.id().toString(),
        secret == null ? null : SigningSecret.shown(secret),
        webhook.owner(),
        webhook.url(),
        webhook.events(),
        webhook.kind(),
        webhook.disabledAt() == null,
        webhook.createdAt(),
        webhook.oldSecretUntil(),
        webhook.failingSince(),
        webhook.disabledAt(),
        webhook.disabledReason(),
        Map.of(
            "self", self,
            "deliveries", self + "/deliveries",
            "secret", self + "/secret",
            "test", self + "/test"));
  }

  static String path(Webhook webhook) {
    return "/v1/webhooks/" + webhook.id();
  }
}
