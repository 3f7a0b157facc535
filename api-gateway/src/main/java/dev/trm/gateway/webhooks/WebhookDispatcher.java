package dev.trm.gateway.webhooks;

import dev.trm.gateway.secrets.SecretOwner;
import dev.trm.gateway.secrets.SecretSeal;
import dev.trm.jobs.store.SealedSecret;
import dev.trm.jobs.store.StoreException;
import dev.trm.jobs.store.WebhookDeliveries;
import dev.trm.jobs.store.WebhookDeliveries.Claimed;
import dev.trm.jobs.store.WebhookDelivery.Attempt;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Delivers messages that are due, at least once: one thread claims them for a time, others send
 * them, wait, and note what came of it. What a dispatcher that vanished had claimed is due again
 * when its claim lapses. Keys take turns, and so do the webhooks of a key; of one webhook, and of
 * one key, only so many are sent at a time, so that slow receivers keep no other key waiting.
 */
final class WebhookDispatcher implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(WebhookDispatcher.class);
  private static final int PER_WEBHOOK = 4;
  private static final int MOST_REMEMBERED = 10_000;
  private static final Duration CLEANED_EVERY = Duration.ofHours(1);
  private static final Duration BATCHES_TOLD_EVERY = Duration.ofSeconds(2);

  /** Jobs may end by the thousand a second; so often it looks at most. */
  private static final long LEAST_PAUSE_MILLIS = 10;

  private final WebhookDeliveries deliveries;
  private final SecretSeal seal;
  private final WebhookSender sender;
  private final RetrySchedule schedule;
  private final Settings settings;
  private final Clock clock;
  private final Semaphore wakes = new Semaphore(0);
  private final AtomicInteger underWay = new AtomicInteger();
  private final Map<UUID, Integer> busy = new ConcurrentHashMap<>();
  private final Map<String, Integer> sends = new ConcurrentHashMap<>();

  /** Of the thread that claims. */
  private final Map<String, Long> servedKeys = new HashMap<>();

  private final Map<UUID, Long> servedWebhooks = new HashMap<>();
  private long turn;
  private final ExecutorService senders =
      Executors.newCachedThreadPool(work -> daemon(work, "trm-webhook-sender"));
  private final Thread thread = daemon(this::run, "trm-webhooks");
  private Instant cleaned = Instant.EPOCH;
  private Instant batchesTold = Instant.EPOCH;
  private Instant asked = Instant.EPOCH;
  private boolean wanted;
  private volatile boolean closed;

  /**
   * How it works.
   *
   * @param interval between two looks when nothing wakes it
   * @param lease of a claim; longer than a send can take
   * @param parallel sends at a time
   * @param longestRetryAfter the longest pause that a receiver may ask for
   * @param disableAfter failing for so long, a webhook is disabled
   * @param kept messages older than that are forgotten
   */
  record Settings(
      Duration interval,
      Duration lease,
      int parallel,
      Duration longestRetryAfter,
      Duration disableAfter,
      Duration kept) {}

  /** Does nothing before {@link #start()}; the sender stays the caller's. */
  WebhookDispatcher(
      WebhookDeliveries deliveries,
      SecretSeal seal,
      WebhookSender sender,
      RetrySchedule schedule,
      Settings settings,
      Clock clock) {
    this.deliveries = deliveries;
    this.seal = seal;
    this.sender = sender;
    this.schedule = schedule;
    this.settings = settings;
    this.clock = clock;
  }

  void start() {
    thread.start();
  }

  /** Says that there may be something to deliver. */
  void wake() {
    if (wakes.availablePermits() == 0) {
      wakes.release();
    }
  }

  /** Claims nothing more and lets what is under way come to its end. */
  @Override
  public void close() throws InterruptedException {
    closed = true;
    wake();
    thread.join();
    senders.shutdown();
    if (!senders.awaitTermination(settings.lease().toMillis(), TimeUnit.MILLISECONDS)) {
      senders.shutdownNow();
    }
  }

  private void run() {
    try {
      while (!closed) {
        round();
        TimeUnit.MILLISECONDS.sleep(LEAST_PAUSE_MILLIS);
        if (wakes.tryAcquire(settings.interval().toMillis(), TimeUnit.MILLISECONDS)) {
          wakes.drainPermits();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void round() {
    try {
      Instant now = clock.instant();
      if (cleaned.plus(CLEANED_EVERY).isBefore(now)) {
        deliveries.purge(settings.kept());
        cleaned = now;
      }
      if (!asked.plus(settings.interval()).isAfter(now)) {
        wanted = deliveries.wanted();
        asked = now;
      }
      if (!wanted) {
        return;
      }
      if (batchesTold.plus(BATCHES_TOLD_EVERY).isBefore(now)) {
        deliveries.tellEndedBatches();
        batchesTold = now;
      }
      int room = settings.parallel() - underWay.get();
      if (room > 0) {
        begin(deliveries.claim(turns(), seal.opens(), PER_WEBHOOK, room, settings.lease()));
      }
    } catch (StoreException e) {
      LOG.warnf("webhooks cannot be looked up, tried again: %s", e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("dispatching webhooks failed, tried again", e);
    }
  }

  private WebhookDeliveries.Turns turns() {
    return new WebhookDeliveries.Turns(
        Set.copyOf(busy.keySet()),
        Map.copyOf(sends),
        servedKeys,
        servedWebhooks,
        Math.max(1, settings.parallel() * 3 / 4));
  }

  private void begin(List<Claimed> claimed) {
    if (servedWebhooks.size() > MOST_REMEMBERED) {
      servedKeys.clear();
      servedWebhooks.clear();
    }
    for (Claimed each : claimed) {
      turn++;
      servedKeys.put(each.owner(), turn);
      servedWebhooks.put(each.webhook(), turn);
      sends.merge(each.owner(), 1, Integer::sum);
      underWay.incrementAndGet();
      busy.merge(each.webhook(), 1, Integer::sum);
      senders.execute(() -> deliver(each));
    }
  }

  private void deliver(Claimed claimed) {
    try {
      note(claimed, send(claimed));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (StoreException e) {
      LOG.warnf(
          "message %s was sent but not noted, it goes out again: %s",
          claimed.message(), e.getMessage());
    } catch (RuntimeException e) {
      LOG.errorf(e, "delivering message %s failed, tried again", claimed.message());
    } finally {
      underWay.decrementAndGet();
      sends.computeIfPresent(claimed.owner(), (key, n) -> n == 1 ? null : n - 1);
      busy.computeIfPresent(claimed.webhook(), (id, sends) -> sends == 1 ? null : sends - 1);
      wake();
    }
  }

  /**
   * What came of a send.
   *
   * @param answer null if there was none
   */
  private record Sent(Attempt attempt, WebhookSender.@Nullable Answer answer) {}

  private Sent send(Claimed claimed) throws InterruptedException {
    Instant at = clock.instant();
    long began = System.nanoTime();
    try {
      WebhookSender.Answer answer =
          sender.send(claimed.url(), headers(claimed, at.getEpochSecond()), claimed.body());
      return new Sent(
          new Attempt(
              claimed.attempt(), at, millisSince(began), answer.status(), answer.text(), null),
          answer);
    } catch (IOException | SecretSeal.DamagedException e) {
      return new Sent(
          new Attempt(
              claimed.attempt(),
              at,
              millisSince(began),
              null,
              null,
              String.valueOf(e.getMessage())),
          null);
    }
  }

  /** Signed with every secret that is good and that can be opened here. */
  private Map<String, String> headers(Claimed claimed, long timestamp)
      throws SecretSeal.DamagedException {
    List<byte[]> secrets = new ArrayList<>();
    for (SealedSecret sealed : claimed.secrets()) {
      seal.open(SecretOwner.webhook(claimed.webhook()), sealed).ifPresent(secrets::add);
    }
    return Map.of(
        "content-type", "application/json",
        "user-agent", "trm-webhooks",
        "webhook-id", claimed.message(),
        "webhook-timestamp", Long.toString(timestamp),
        "webhook-signature", Signature.of(secrets, claimed.message(), timestamp, claimed.body()));
  }

  private void note(Claimed claimed, Sent sent) {
    WebhookSender.Answer answer = sent.answer();
    boolean noted =
        answer != null && answer.success()
            ? deliveries.delivered(claimed, sent.attempt())
            : deliveries.failed(
                claimed,
                sent.attempt(),
                schedule.after(claimed.tries(), retryAfter(answer)),
                retryAfter(answer),
                answer != null && answer.gone(),
                settings.disableAfter());
    if (!noted) {
      LOG.infof("message %s was claimed by another meanwhile", claimed.message());
    }
  }

  private Duration retryAfter(WebhookSender.@Nullable Answer answer) {
    Duration asked = answer == null ? Duration.ZERO : answer.retryAfter();
    return asked.compareTo(settings.longestRetryAfter()) > 0 ? settings.longestRetryAfter() : asked;
  }

  private static int millisSince(long began) {
    return (int) TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
  }

  private static Thread daemon(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }
}
