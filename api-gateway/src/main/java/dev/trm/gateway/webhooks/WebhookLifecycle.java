package dev.trm.gateway.webhooks;

import dev.trm.gateway.GatewayConfig;
import dev.trm.gateway.secrets.SealedSecrets;
import dev.trm.gateway.secrets.SecretOwner;
import dev.trm.gateway.secrets.SecretSeal;
import dev.trm.jobs.Job;
import dev.trm.jobs.store.JobListener;
import dev.trm.jobs.store.WebhookDeliveries;
import dev.trm.jobs.store.Webhooks;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Starts and stops the dispatcher with the application and wakes it when jobs end here. */
@ApplicationScoped
class WebhookLifecycle implements JobListener {
  private static final Logger LOG = Logger.getLogger(WebhookLifecycle.class);
  private static final Duration BEYOND_THE_TIMEOUT = Duration.ofSeconds(20);

  private final GatewayConfig.Webhooks config;
  private final Webhooks webhooks;
  private final WebhookDeliveries deliveries;
  private final SealedSecrets secrets;
  private final Vertx vertx;
  private volatile @Nullable WebhookDispatcher dispatcher;
  private @Nullable WebhookSender sender;

  @Inject
  WebhookLifecycle(
      GatewayConfig config,
      Webhooks webhooks,
      WebhookDeliveries deliveries,
      SealedSecrets secrets,
      Vertx vertx) {
    this.config = config.webhooks();
    this.webhooks = webhooks;
    this.secrets = secrets;
    this.deliveries = deliveries;
    this.vertx = vertx;
  }

  void start(@Observes StartupEvent event, Clock clock) {
    if (secrets.seal().isEmpty()) {
      LOG.warn("trm.gateway.webhooks.key-file is not set; no webhooks are made or called here");
      return;
    }
    SecretSeal seal = secrets.seal().get();
    SealedSecrets.sealStored(seal, SecretOwner.Kind.WEBHOOK, webhooks::seal);
    if (!config.deliver()) {
      return;
    }
    sender =
        new WebhookSender(
            vertx,
            new HttpClientOptions(),
            InetAddress::getAllByName,
            TargetRules.of(config),
            config.timeout(),
            clock);
    WebhookDispatcher started =
        new WebhookDispatcher(
            deliveries,
            seal,
            sender,
            new RetrySchedule(config.pauses(), new SecureRandom()),
            new WebhookDispatcher.Settings(
                config.interval(),
                config.timeout().plus(BEYOND_THE_TIMEOUT),
                config.parallel(),
                config.longestRetryAfter(),
                config.disableAfter(),
                config.kept()),
            clock);
    started.start();
    dispatcher = started;
  }

  @Override
  public void changed(List<Job> jobs) {
    if (jobs.stream().anyMatch(job -> job.state().isFinal())) {
      wake();
    }
  }

  /** Says that there may be something to deliver. */
  void wake() {
    WebhookDispatcher running = dispatcher;
    if (running != null) {
      running.wake();
    }
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    WebhookDispatcher running = dispatcher;
    if (running != null) {
      running.close();
    }
    if (sender != null) {
      sender.close();
    }
  }
}
