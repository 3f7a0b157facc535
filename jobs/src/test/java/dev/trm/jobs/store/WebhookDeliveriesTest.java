package dev.trm.jobs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.jobs.Job;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.NewJob;
import dev.trm.jobs.Priority;
import dev.trm.jobs.store.WebhookDeliveries.Claimed;
import dev.trm.jobs.store.WebhookDeliveries.Next;
import dev.trm.jobs.store.WebhookDeliveries.Turns;
import dev.trm.jobs.store.WebhookDelivery.Attempt;
import dev.trm.jobs.store.WebhookDelivery.State;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebhookDeliveriesTest {
  private static final List<String> ENDS =
      List.of("job.succeeded", "job.failed", "job.cancelled", "job.quarantined", "batch.completed");
  private static final List<String> KEYS = List.of("key 1");
  private static final Duration LEASE = Duration.ofMinutes(1);
  private static final Duration DISABLE_AFTER = Duration.ofDays(5);
  private static final Attempt SUCCESS = new Attempt(1, Instant.EPOCH, 5, 204, "", null);
  private static final Attempt FAILURE = new Attempt(1, Instant.EPOCH, 5, 500, "oh", null);
  private static final Next AGAIN = new Next.Again(Duration.ZERO);

  private DataSource source;
  private JobStore jobs;
  private Webhooks webhooks;
  private WebhookDeliveries deliveries;

  @BeforeEach
  void open() throws SQLException {
    source = TestDatabase.empty();
    jobs = new PostgresJobStore(source, new RetryPolicy(3, 5, Duration.ofSeconds(1)), List.of());
    webhooks = new Webhooks(source);
    deliveries = new WebhookDeliveries(source);
    ApiKeys keys = new ApiKeys(source);
    keys.ensure("root", ApiKey.Role.OPERATOR, "key of root");
    keys.ensure("ada", ApiKey.Role.SUBMITTER, "key of ada");
    keys.ensure("bob", ApiKey.Role.SUBMITTER, "key of bob");
  }

  @Test
  void endOfAJobIsToldToItsSubmitterAndToOperatorsOnly() {
    Webhook adas = webhook("ada", ENDS, null);
    Webhook bobs = webhook("bob", ENDS, null);
    Webhook roots = webhook("root", ENDS, null);

    Job job = cancelled("ada");

    assertThat(told(bobs)).isEmpty();
    assertThat(told(adas)).hasSize(1);
    assertThat(told(roots)).hasSize(1);
    Claimed claimed = claim(adas);
    JsonNode body = JobJson.parse(claimed.body());
    assertThat(body.path("type").asText()).isEqualTo("job.cancelled");
    assertThat(Instant.parse(body.path("timestamp").asText())).isAfter(job.queuedAt());
    assertThat(body.path("data").path("id").asText()).isEqualTo(job.id().toString());
    assertThat(body.path("data").path("kind").asText()).isEqualTo("train");
    assertThat(body.path("data").path("submittedBy").asText()).isEqualTo("ada");
    assertThat(body.path("data").has("result")).isFalse();
  }

  @Test
  void onlyTheEventsAndKindsWishedForAreTold() {
    Webhook solves = webhook("ada", ENDS, JobKind.SOLVE);
    Webhook failures = webhook("ada", List.of("job.failed"), null);
    Webhook trainings = webhook("ada", ENDS, JobKind.TRAIN);

    cancelled("ada");

    assertThat(told(solves)).isEmpty();
    assertThat(told(failures)).isEmpty();
    assertThat(told(trainings)).hasSize(1);
  }

  @Test
  void successIsToldWithItsResult() {
    Webhook adas = webhook("ada", ENDS, null);
    Job job = jobs.submit(List.of(training("ada"))).get(0);
    Claim claim = jobs.claim("w", List.of(job.id()), JobKind.TRAIN, LEASE).get(0);

    jobs.finish(
        List.of(new Outcome.Succeeded(claim, JobJson.tree(Map.of("promoted", true)), List.of())));

    JsonNode body = JobJson.parse(claim(adas).body());
    assertThat(body.path("type").asText()).isEqualTo("job.succeeded");
    assertThat(body.path("data").path("result").path("promoted").asBoolean()).isTrue();
  }

  @Test
  void keyThatIsRevokedHearsNoMore() {
    Webhook adas = webhook("ada", ENDS, null);
    cancelled("ada");
    new ApiKeys(source).revoke("ada", "root");
    cancelled("ada");

    assertThat(told(adas)).hasSize(1);
    assertThat(deliveries.claim(Turns.first(100), KEYS, 4, 16, LEASE)).isEmpty();
  }

  @Test
  void messageOfADispatcherThatVanishedIsDueAgainUnderItsIdAndTheOldOneNotesNothing()
      throws SQLException {
    Webhook adas = webhook("ada", ENDS, null);
    cancelled("ada");
    Claimed first = claim(adas);
    assertThat(deliveries.claim(Turns.first(100), KEYS, 4, 16, LEASE)).isEmpty();
    TestDatabase.execute("UPDATE webhook_delivery SET due_at = now() - interval '1 second'");

    Claimed second = claim(adas);

    assertThat(second.message()).isEqualTo(first.message());
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(second.attempt()).isEqualTo(2);
    assertThat(deliveries.delivered(first, SUCCESS)).isFalse();
    assertThat(deliveries.failed(first, FAILURE, AGAIN, Duration.ZERO, true, DISABLE_AFTER))
        .isFalse();
    assertThat(deliveries.delivered(second, SUCCESS)).isTrue();
    assertThat(webhooks.find(adas.id()).orElseThrow().disabledAt()).isNull();
    assertThat(told(adas).get(0).state()).isEqualTo(State.DELIVERED);
  }

  @Test
  void messageThatFailedComesAgainUntilTheScheduleEndsAndThenByReplayOnly() {
    Webhook adas = webhook("ada", ENDS, null);
    cancelled("ada");

    Claimed first = claim(adas);
    assertThat(deliveries.failed(first, FAILURE, AGAIN, Duration.ZERO, false, DISABLE_AFTER))
        .isTrue();
    Claimed second = claim(adas);
    deliveries.failed(
        second,
        new Attempt(2, Instant.EPOCH, 7, null, null, "no answer"),
        new Next.Exhausted(),
        Duration.ZERO,
        false,
        DISABLE_AFTER);
    assertThat(deliveries.claim(Turns.first(100), KEYS, 4, 16, LEASE)).isEmpty();
    WebhookDelivery exhausted = told(adas).get(0);
    assertThat(exhausted.state()).isEqualTo(State.EXHAUSTED);
    assertThat(exhausted.log()).extracting(Attempt::attempt).containsExactly(1, 2);
    assertThat(exhausted.log()).extracting(Attempt::error).containsExactly(null, "no answer");
    assertThat(webhooks.find(adas.id()).orElseThrow().failingSince()).isNotNull();

    assertThat(deliveries.replay(adas.id(), exhausted.n())).isTrue();
    Claimed third = claim(adas);

    assertThat(third.message()).isEqualTo(first.message());
    assertThat(third.tries()).isEqualTo(1);
    assertThat(third.attempt()).isEqualTo(3);
    assertThat(deliveries.delivered(third, new Attempt(3, Instant.EPOCH, 5, 200, "thanks", null)))
        .isTrue();
    assertThat(webhooks.find(adas.id()).orElseThrow().failingSince()).isNull();
  }

  @Test
  void receiverThatIsGoneIsNotCalledUntilItsWebhookIsEnabled() {
    Webhook adas = webhook("ada", ENDS, null);
    cancelled("ada");
    deliveries.failed(claim(adas), FAILURE, AGAIN, Duration.ZERO, true, DISABLE_AFTER);

    Webhook disabled = webhooks.find(adas.id()).orElseThrow();
    assertThat(disabled.disabledAt()).isNotNull();
    assertThat(disabled.disabledReason()).contains("410");
    assertThat(deliveries.claim(Turns.first(100), KEYS, 4, 16, LEASE)).isEmpty();
    cancelled("ada");
    assertThat(told(adas)).hasSize(1);

    webhooks.change(adas.id(), new WebhookWish(adas.url(), ENDS, null, true), "ada");

    assertThat(claim(adas).attempt()).isEqualTo(2);
  }

  @Test
  void webhookThatFailedForTooLongIsDisabled() throws SQLException {
    Webhook adas = webhook("ada", ENDS, null);
    cancelled("ada");
    deliveries.failed(claim(adas), FAILURE, AGAIN, Duration.ZERO, false, DISABLE_AFTER);
    assertThat(webhooks.find(adas.id()).orElseThrow().disabledAt()).isNull();
    TestDatabase.execute("UPDATE webhook SET failing_since = now() - interval '6 days'");

    deliveries.failed(claim(adas), FAILURE, AGAIN, Duration.ZERO, false, DISABLE_AFTER);

    assertThat(webhooks.find(adas.id()).orElseThrow().disabledReason()).contains("too long");
  }

  @Test
  void oneWebhookTakesOnlyItsShareOfAClaim() {
    Webhook adas = webhook("ada", ENDS, null);
    Webhook roots = webhook("root", ENDS, null);
    for (int i = 0; i < 10; i++) {
      cancelled("ada");
    }

    List<Claimed> claimed = deliveries.claim(Turns.first(100), KEYS, 4, 16, LEASE);

    assertThat(claimed).hasSize(8);
    assertThat(claimed.stream().filter(each -> each.webhook().equals(adas.id()))).hasSize(4);
    assertThat(deliveries.claim(busy(adas), KEYS, 4, 16, LEASE))
        .hasSize(4)
        .allSatisfy(each -> assertThat(each.webhook()).isEqualTo(roots.id()));
  }

  /** Twenty webhooks of one key took all sends while another key's were due. */
  @Test
  void keysTakeTurnsHoweverManyWebhooksTheyHave() {
    for (int i = 0; i < 20; i++) {
      webhook("ada", ENDS, null);
    }
    Webhook bobs = webhook("bob", ENDS, null);
    for (int i = 0; i < 3; i++) {
      cancelled("ada");
    }
    cancelled("bob");

    List<Claimed> claimed = deliveries.claim(Turns.first(100), KEYS, 4, 2, LEASE);

    assertThat(claimed).extracting(Claimed::owner).containsExactlyInAnyOrder("ada", "bob");
    assertThat(claimed).filteredOn(each -> each.webhook().equals(bobs.id())).hasSize(1);
  }

  @Test
  void keyWithSendsUnderWayComesAfterOneWithoutAndHasOnlySoMany() {
    webhook("ada", ENDS, null);
    webhook("bob", ENDS, null);
    for (int i = 0; i < 4; i++) {
      cancelled("ada");
      cancelled("bob");
    }
    Turns turns = turns(Map.of("ada", 3), Map.of("ada", 2L, "bob", 1L), Map.of(), 4);

    assertThat(deliveries.claim(turns, KEYS, 4, 3, LEASE))
        .hasSize(3)
        .allSatisfy(each -> assertThat(each.owner()).isEqualTo("bob"));
    assertThat(deliveries.claim(turns, KEYS, 4, 16, LEASE))
        .extracting(Claimed::owner)
        .containsExactlyInAnyOrder("ada", "bob");
  }

  @Test
  void keyAndWebhookServedLongestAgoComeFirst() {
    Webhook first = webhook("ada", ENDS, null);
    Webhook second = webhook("ada", ENDS, null);
    webhook("bob", ENDS, null);
    for (int i = 0; i < 4; i++) {
      cancelled("ada");
      cancelled("bob");
    }

    assertThat(
            deliveries.claim(
                turns(Map.of(), Map.of("ada", 1L, "bob", 2L), Map.of(first.id(), 1L), 9),
                KEYS,
                4,
                1,
                LEASE))
        .extracting(Claimed::webhook)
        .containsExactly(second.id());
    assertThat(
            deliveries.claim(
                turns(Map.of(), Map.of("ada", 3L, "bob", 2L), Map.of(), 9), KEYS, 4, 1, LEASE))
        .extracting(Claimed::owner)
        .containsExactly("bob");
  }

  @Test
  void receiverThatAsksForAPauseGetsNothingMeanwhile() throws SQLException {
    Webhook adas = webhook("ada", ENDS, null);
    cancelled("ada");
    deliveries.failed(claim(adas), FAILURE, AGAIN, Duration.ofMinutes(5), false, DISABLE_AFTER);
    cancelled("ada");

    assertThat(deliveries.claim(Turns.first(100), KEYS, 4, 16, LEASE)).isEmpty();
    TestDatabase.execute("UPDATE webhook SET not_before = now() - interval '1 second'");

    assertThat(deliveries.claim(Turns.first(100), KEYS, 4, 16, LEASE)).hasSize(2);
  }

  @Test
  void endOfABatchIsToldOnceAndOnlyWhenItsLastJobHasEnded() {
    Webhook adas = webhook("ada", List.of("batch.completed"), null);
    Batches batches = new Batches(source);
    UUID batch = UUID.randomUUID();
    batches.begin(batch, "ada");
    List<Job> both = jobs.submit(List.of(training("ada"), training("ada")), batch);
    batches.complete(batch, 2, 1, JobJson.parse("[]"), null);
    jobs.cancel(both.get(0).id(), "ada");
    deliveries.tellEndedBatches();
    assertThat(told(adas)).isEmpty();
    jobs.cancel(both.get(1).id(), "ada");

    deliveries.tellEndedBatches();
    deliveries.tellEndedBatches();

    assertThat(told(adas)).hasSize(1);
    JsonNode data = JobJson.parse(claim(adas).body()).path("data");
    assertThat(data.path("id").asText()).isEqualTo(batch.toString());
    assertThat(data.path("accepted").asInt()).isEqualTo(2);
    assertThat(data.path("states").path("CANCELLED").asInt()).isEqualTo(2);
  }

  @Test
  void webhookMadeAfterABatchEndedIsNotToldOfIt() {
    Batches batches = new Batches(source);
    UUID batch = UUID.randomUUID();
    batches.begin(batch, "ada");
    Job job = jobs.submit(List.of(training("ada")), batch).get(0);
    batches.complete(batch, 1, 0, JobJson.parse("[]"), null);
    jobs.cancel(job.id(), "ada");
    Webhook late = webhook("ada", ENDS, null);

    deliveries.tellEndedBatches();

    assertThat(told(late)).isEmpty();
  }

  @Test
  void deletedWebhookTakesItsMessagesWithItAndPurgeTheOldOnes() throws SQLException {
    Webhook adas = webhook("ada", ENDS, null);
    Webhook roots = webhook("root", ENDS, null);
    cancelled("ada");

    assertThat(webhooks.delete(adas.id(), "ada")).isTrue();
    assertThat(webhooks.delete(adas.id(), "ada")).isFalse();
    assertThat(told(adas)).isEmpty();
    deliveries.purge(Duration.ofDays(1));
    assertThat(told(roots)).hasSize(1);
    TestDatabase.execute("UPDATE webhook_delivery SET created_at = now() - interval '2 days'");
    deliveries.purge(Duration.ofDays(1));

    assertThat(told(roots)).isEmpty();
  }

  @Test
  void sameIdMakesOneWebhookAndAKeyHasNoMoreThanItMay() {
    UUID id = UUID.randomUUID();
    WebhookWish wish = new WebhookWish("https://a.example", ENDS, null, true);
    Webhook made = webhooks.make(id, "ada", wish, sealed(1), 1).orElseThrow();

    assertThat(webhooks.make(id, "ada", wish, sealed(2), 1)).contains(made);
    assertThat(webhooks.secret(id).orElseThrow().bytes()).containsExactly(1);
    assertThat(webhooks.make(UUID.randomUUID(), "ada", wish, sealed(3), 1)).isEmpty();
    assertThat(webhooks.make(UUID.randomUUID(), "bob", wish, sealed(4), 1)).isPresent();
  }

  @Test
  void webhookWhoseSecretCannotBeOpenedIsLeftToWhoCan() {
    Webhook adas = webhook("ada", ENDS, null);
    cancelled("ada");

    assertThat(deliveries.claim(Turns.first(100), List.of("key 2"), 4, 16, LEASE)).isEmpty();
    assertThat(deliveries.claim(Turns.first(100), List.of("key 2", "key 1"), 4, 16, LEASE))
        .extracting(Claimed::webhook)
        .containsExactly(adas.id());
  }

  @Test
  void replacedSecretSignsUntilTheOverlapEndsAndOlderOnesDoNot() throws SQLException {
    Webhook adas = webhook("ada", ENDS, null);
    webhooks.replaceSecret(UUID.randomUUID(), adas.id(), sealed(4), Duration.ofHours(1), "ada");
    UUID deed = UUID.randomUUID();
    Webhook replaced =
        webhooks
            .replaceSecret(deed, adas.id(), sealed(5), Duration.ofHours(1), "ada")
            .orElseThrow();
    assertThat(webhooks.replaceSecret(deed, adas.id(), sealed(6), Duration.ZERO, "ada"))
        .as("the same request again")
        .contains(replaced);
    cancelled("ada");
    cancelled("ada");

    assertThat(replaced.oldSecretUntil()).isAfter(Instant.now());
    assertThat(deliveries.claim(Turns.first(100), KEYS, 1, 16, LEASE).get(0).secrets())
        .extracting(secret -> (int) secret.bytes()[0])
        .containsExactly(5, 4);
    TestDatabase.execute("UPDATE webhook SET old_secret_until = now() - interval '1 second'");
    assertThat(deliveries.claim(Turns.first(100), KEYS, 1, 16, LEASE).get(0).secrets())
        .extracting(secret -> (int) secret.bytes()[0])
        .containsExactly(5);
    assertThat(
            new OperatorActions(source)
                .page(new ActionFilter(null, "webhook", null), Long.MAX_VALUE, 10))
        .extracting(OperatorAction::action)
        .containsExactly("webhook.secret", "webhook.secret", "webhook.make");
    assertThat(webhooks.replaceSecret(UUID.randomUUID(), deed, sealed(7), Duration.ZERO, "ada"))
        .isEmpty();
  }

  @Test
  void storedSecretsAreSealedAnewWithTheCurrentKeyAndWhatCannotBeIsLeftAndCounted()
      throws SQLException {
    Webhook plain = webhook("ada", ENDS, null);
    Webhook older = webhook("bob", ENDS, null);
    Webhook strange = webhook("root", ENDS, null);
    webhooks.replaceSecret(UUID.randomUUID(), older.id(), sealed(4), Duration.ofHours(1), "bob");
    TestDatabase.execute(
        "UPDATE webhook SET secret_key = NULL WHERE id = '%s'".formatted(plain.id()));
    TestDatabase.execute(
        "UPDATE webhook SET secret_key = 'key 9' WHERE id = '%s'".formatted(strange.id()));
    assertThat(webhooks.secret(plain.id())).as("not sealed").isEmpty();

    int left =
        webhooks.seal(
            "key 2",
            (id, key, stored) ->
                key != null && key.equals("key 9")
                    ? Optional.empty()
                    : Optional.of(new SealedSecret("key 2", new byte[] {(byte) (10 + stored[0])})));

    assertThat(left).isEqualTo(1);
    assertThat(webhooks.secret(plain.id()).orElseThrow().bytes()).containsExactly(11);
    assertThat(webhooks.secret(strange.id()).orElseThrow().key()).isEqualTo("key 9");
    cancelled("bob");
    Claimed claimed = deliveries.claim(busy(plain, strange), List.of("key 2"), 4, 16, LEASE).get(0);
    assertThat(claimed.secrets())
        .extracting(SealedSecret::key, secret -> (int) secret.bytes()[0])
        .containsExactly(tuple("key 2", 14), tuple("key 2", 11));
    assertThat(webhooks.seal("key 2", (id, key, stored) -> Optional.empty())).isEqualTo(1);
  }

  private static SealedSecret sealed(int... bytes) {
    byte[] sealed = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      sealed[i] = (byte) bytes[i];
    }
    return new SealedSecret("key 1", sealed);
  }

  private Webhook webhook(String owner, List<String> events, @Nullable JobKind kind) {
    return webhooks
        .make(
            JobId.next().value(),
            owner,
            new WebhookWish("https://" + owner + ".example/", events, kind, true),
            sealed(1, 2, 3),
            100)
        .orElseThrow();
  }

  private Job cancelled(String submitter) {
    Job job =
        jobs.submitOnce(new TreeMap<>(Map.of(JobId.next(), training(submitter))), null).get(0);
    return jobs.cancel(job.id(), submitter).orElseThrow().job();
  }

  private Claimed claim(Webhook webhook) {
    return deliveries.claim(Turns.first(100), KEYS, 4, 16, LEASE).stream()
        .filter(each -> each.webhook().equals(webhook.id()))
        .findFirst()
        .orElseThrow();
  }

  private List<WebhookDelivery> told(Webhook webhook) {
    return deliveries.page(webhook.id(), Long.MAX_VALUE, 100);
  }

  private static NewJob training(String submitter) {
    return new NewJob(
        JobKind.TRAIN, JobJson.tree(Map.of("model", "m")), Priority.LOW, submitter, null, null);
  }

  private static Turns busy(Webhook... webhooks) {
    return new Turns(
        Stream.of(webhooks).map(Webhook::id).toList(), Map.of(), Map.of(), Map.of(), 100);
  }

  private static Turns turns(
      Map<String, Integer> sends,
      Map<String, Long> servedKeys,
      Map<UUID, Long> servedWebhooks,
      int mostOfAKey) {
    return new Turns(List.of(), sends, servedKeys, servedWebhooks, mostOfAKey);
  }
}
