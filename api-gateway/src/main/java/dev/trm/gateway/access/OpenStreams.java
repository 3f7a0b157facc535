package dev.trm.gateway.access;

import dev.trm.gateway.GatewayConfig;
import dev.trm.gateway.problem.Problem;
import dev.trm.gateway.problem.ProblemException;
import dev.trm.jobs.store.ApiKey;
import dev.trm.jobs.store.ApiKeys;
import dev.trm.jobs.store.StoreException;
import dev.trm.jobs.store.WebSessions;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * The event streams that callers hold open. A key may have so many, and each goes on only as long
 * as its caller would still be let in to it: all are looked at again when keys change here, and at
 * the interval for which keys are trusted, since they may change elsewhere.
 */
@ApplicationScoped
public class OpenStreams {
  private static final Logger LOG = Logger.getLogger(OpenStreams.class);
  private static final long SHORTEST_INTERVAL_MILLIS = 100;

  private final ApiKeys keys;
  private final WebSessions sessions;
  private final int most;
  private final Clock clock;
  private final Map<String, Set<Open>> open = new HashMap<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread named = new Thread(work, "trm-open-streams");
            named.setDaemon(true);
            return named;
          });

  @Inject
  OpenStreams(ApiKeys keys, WebSessions sessions, GatewayConfig config, Clock clock) {
    this.clock = clock;
    this.keys = keys;
    this.sessions = sessions;
    this.most = config.maxStreams();
    long interval = Math.max(SHORTEST_INTERVAL_MILLIS, config.keyCache().toMillis());
    thread.scheduleWithFixedDelay(this::review, interval, interval, TimeUnit.MILLISECONDS);
  }

  /** A stream that counts as its key's until it is closed. */
  public final class Open implements AutoCloseable {
    private final Caller caller;
    private final String submitter;
    private final CompletableFuture<String> refusal = new CompletableFuture<>();

    private Open(Caller caller, String submitter) {
      this.caller = caller;
      this.submitter = submitter;
    }

    /** Completes with words for the caller once it hears no more. */
    public CompletableFuture<String> refusal() {
      return refusal;
    }

    @Override
    public void close() {
      forget(this);
    }

    private boolean mayGoOn(Map<String, ApiKey> working) {
      if (caller.credential() instanceof Credential.Token token) {
        return clock.instant().isBefore(token.until());
      }
      ApiKey now = hash(caller).map(working::get).orElse(null);
      return now != null && new Caller(now, caller.credential()).sees(submitter);
    }
  }

  /**
   * Counts a stream in.
   *
   * @param submitter whose things it tells of
   * @throws ProblemException 429 if the caller's key has as many as it may
   */
  public synchronized Open open(Caller caller, String submitter) {
    Set<Open> those = open.computeIfAbsent(caller.name(), name -> new HashSet<>());
    if (those.size() >= most) {
      throw new ProblemException(
          Problem.of(
              429,
              "Key '"
                  + caller.name()
                  + "' has "
                  + those.size()
                  + " event streams open, and "
                  + most
                  + " is the most it may have (trm.gateway.max-streams); close one first."));
    }
    Open opened = new Open(caller, submitter);
    those.add(opened);
    return opened;
  }

  /** Keys have changed in this process: looks at all streams again, soon. */
  void lookAgain() {
    try {
      thread.execute(this::review);
    } catch (RejectedExecutionException e) {
      LOG.debug("streams are not looked at again, the application stops");
    }
  }

  /** Ends all streams, which would hold up the stop; who listens connects again, elsewhere. */
  void end(@Observes ShutdownDelayInitiatedEvent event) {
    all().forEach(each -> each.refusal.complete("the gateway stops; connect again"));
  }

  void stop(@Observes ShutdownEvent event) {
    thread.shutdownNow();
  }

  private void review() {
    List<Open> all = all();
    if (all.isEmpty()) {
      return;
    }
    try {
      Map<String, ApiKey> working = working(all);
      for (Open each : all) {
        if (!each.mayGoOn(working)
            && each.refusal.complete("this key may hear no more of this job")) {
          LOG.infof(
              "an event stream of key %s ends, the key is not good for it", each.caller.name());
        }
      }
    } catch (StoreException e) {
      LOG.warnf("keys of event streams cannot be looked up, tried again: %s", e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("looking at the keys of event streams failed, tried again", e);
    }
  }

  /** The keys and sessions of streams that still let in, by the hash of their text. */
  private Map<String, ApiKey> working(List<Open> all) {
    Set<String> texts = new HashSet<>();
    Set<String> cookies = new HashSet<>();
    for (Open each : all) {
      Set<String> kind = each.caller.credential() instanceof Credential.Session ? cookies : texts;
      hash(each.caller).ifPresent(kind::add);
    }
    Map<String, ApiKey> working = new HashMap<>();
    if (!texts.isEmpty()) {
      working.putAll(keys.working(texts));
    }
    if (!cookies.isEmpty()) {
      sessions.standing(cookies).forEach((hash, session) -> working.put(hash, session.key()));
    }
    return working;
  }

  /** Of what the caller showed; a token has none, its time says all. */
  private static Optional<String> hash(Caller caller) {
    if (caller.credential() instanceof Credential.Key key) {
      return Optional.of(key.hash());
    }
    return caller.credential() instanceof Credential.Session session
        ? Optional.of(session.hash())
        : Optional.empty();
  }

  private synchronized List<Open> all() {
    return open.values().stream().flatMap(Set::stream).toList();
  }

  private synchronized void forget(Open closed) {
    open.computeIfPresent(
        closed.caller.name(),
        (name, those) -> {
          those.remove(closed);
          return those.isEmpty() ? null : those;
        });
  }
}
