package dev.trm.jobs.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trm.jobs.JobJson;
import dev.trm.jobs.JobKind;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the gateway keeps beside jobs: keys, remembered requests, batches. */
class GatewayTablesTest {
  private static final byte[] HASH = {1};
  private static final ApiKeyLimits SUBMITTER =
      new ApiKeyLimits(ApiKey.Role.SUBMITTER, null, null, null);

  private DataSource source;

  @BeforeEach
  void open() throws SQLException {
    source = TestDatabase.empty();
  }

  @Test
  void keyIsFoundByItsTextUntilItIsReplacedOrRevoked() {
    ApiKeys keys = new ApiKeys(source);
    keys.ensure("ada", ApiKey.Role.READER, "first");
    assertThat(keys.find("first")).contains(new ApiKey("ada", ApiKey.Role.READER));

    keys.ensure("ada", ApiKey.Role.OPERATOR, "second");
    assertThat(keys.find("first")).isEmpty();
    assertThat(keys.find("second")).contains(new ApiKey("ada", ApiKey.Role.OPERATOR));

    keys.ensure("bob", ApiKey.Role.OPERATOR, "third");
    assertThat(keys.revoke("ada", "bob")).isInstanceOf(ApiKeyChange.Changed.class);
    assertThat(keys.find("second")).isEmpty();
    assertThat(keys.revoke("ada", "bob")).isInstanceOf(ApiKeyChange.Unknown.class);
  }

  @Test
  void nameOfAKeyIsNeverUsedAgain() {
    ApiKeys keys = new ApiKeys(source);
    assertThat(keys.make(UUID.randomUUID(), "ci", SUBMITTER, "text of ci", "text", "ada"))
        .isInstanceOf(ApiKeyMaking.Made.class);
    keys.revoke("ci", "ada");

    assertThat(keys.make(UUID.randomUUID(), "ci", SUBMITTER, "another", "anot", "ada"))
        .isInstanceOf(ApiKeyMaking.NameTaken.class);
    assertThat(keys.find("another")).isEmpty();
  }

  @Test
  void requestThatComesAgainMakesAndRotatesNothingMore() {
    ApiKeys keys = new ApiKeys(source);
    UUID making = UUID.randomUUID();
    keys.make(making, "ci", SUBMITTER, "first", "f", "ada");

    assertThat(keys.make(making, "ci", SUBMITTER, "another", "a", "ada"))
        .isEqualTo(new ApiKeyMaking.Repeated(keys.get("ci").orElseThrow()));
    assertThat(keys.find("another")).isEmpty();
    assertThat(keys.find("first")).isPresent();

    UUID rotation = UUID.randomUUID();
    keys.rotate(rotation, "ci", "second", "s", Duration.ZERO, "ada");
    assertThat(keys.rotate(rotation, "ci", "third", "t", Duration.ZERO, "ada"))
        .isInstanceOf(ApiKeyChange.Repeated.class);

    assertThat(keys.find("third")).isEmpty();
    assertThat(keys.find("second")).isPresent();
    assertThat(new OperatorActions(source).page(Long.MAX_VALUE, 10))
        .extracting(OperatorAction::action)
        .containsExactly("key.rotate", "key.make");
  }

  @Test
  void rotatedKeyWorksByBothTextsUntilTheOverlapEnds() throws SQLException {
    ApiKeys keys = new ApiKeys(source);
    keys.make(UUID.randomUUID(), "ci", SUBMITTER, "first", "f", "ada");

    keys.rotate(UUID.randomUUID(), "ci", "second", "s", Duration.ofHours(1), "ada");
    assertThat(keys.find("first")).isPresent();
    assertThat(keys.find("second")).isPresent();
    TestDatabase.execute("UPDATE api_key SET old_until = now() - interval '1 second'");
    assertThat(keys.find("first")).isEmpty();

    keys.rotate(UUID.randomUUID(), "ci", "third", "t", Duration.ZERO, "ada");
    assertThat(keys.find("second")).isEmpty();
    assertThat(keys.find("third")).isPresent();
  }

  @Test
  void expiredKeyIsNotFound() throws SQLException {
    ApiKeys keys = new ApiKeys(source);
    keys.make(
        UUID.randomUUID(),
        "guest",
        new ApiKeyLimits(ApiKey.Role.READER, Instant.parse("2999-01-01T00:00:00Z"), 3, 60),
        "text",
        "te",
        "ada");
    assertThat(keys.find("text")).contains(new ApiKey("guest", ApiKey.Role.READER, 60));

    TestDatabase.execute("UPDATE api_key SET expires_at = now() - interval '1 second'");

    assertThat(keys.find("text")).isEmpty();
  }

  @Test
  void useOfAKeyIsNotedOnceAMinute() throws SQLException {
    ApiKeys keys = new ApiKeys(source);
    keys.make(UUID.randomUUID(), "ci", SUBMITTER, "text", "te", "ada");
    assertThat(keys.get("ci").orElseThrow().lastUsedAt()).isNull();

    keys.find("text");
    Instant first = keys.get("ci").orElseThrow().lastUsedAt();
    keys.find("text");
    assertThat(keys.get("ci").orElseThrow().lastUsedAt()).isEqualTo(first).isNotNull();
    TestDatabase.execute("UPDATE api_key SET last_used_at = now() - interval '61 seconds'");
    keys.find("text");

    assertThat(keys.get("ci").orElseThrow().lastUsedAt()).isAfterOrEqualTo(first);
  }

  @Test
  void lastOperatorsKeyIsNeitherRevokedNorWeakened() {
    ApiKeys keys = new ApiKeys(source);
    keys.ensure("root", ApiKey.Role.OPERATOR, "text of root");
    Instant later = Instant.parse("2999-01-01T00:00:00Z");
    ApiKeyLimits expiring = new ApiKeyLimits(ApiKey.Role.OPERATOR, later, null, null);
    keys.make(UUID.randomUUID(), "deputy", expiring, "text of deputy", "te", "root");

    assertThat(keys.revoke("root", "deputy")).isInstanceOf(ApiKeyChange.LastOperator.class);
    assertThat(keys.limit("root", SUBMITTER, "deputy"))
        .isInstanceOf(ApiKeyChange.LastOperator.class);
    assertThat(keys.limit("root", expiring, "deputy"))
        .isInstanceOf(ApiKeyChange.LastOperator.class);
    assertThat(keys.find("text of root")).isPresent();
    assertThat(keys.revoke("deputy", "root")).isInstanceOf(ApiKeyChange.Changed.class);
  }

  @Test
  void changesOfKeysAreRecordedAsOperatorsActionsWithoutTheirText() {
    ApiKeys keys = new ApiKeys(source);
    keys.make(UUID.randomUUID(), "ci", SUBMITTER, "secret-text", "secr", "ada");
    keys.rotate(UUID.randomUUID(), "ci", "secret-text-2", "secr", Duration.ZERO, "ada");
    keys.limit("ci", SUBMITTER, "ada");
    keys.revoke("ci", "ada");
    keys.revoke("nobody", "ada");

    List<OperatorAction> actions = new OperatorActions(source).page(Long.MAX_VALUE, 10);

    assertThat(actions)
        .extracting(OperatorAction::action)
        .containsExactly("key.revoke", "key.limit", "key.rotate", "key.make");
    assertThat(actions).allSatisfy(each -> assertThat(each.toString()).doesNotContain("secret"));
  }

  @Test
  void paceOfAQueueIsWhatBeganInTheLastMinute() throws SQLException {
    QueuePace pace = new QueuePace(source);
    assertThat(pace.startsPerSecond(JobKind.TRAIN)).isZero();
    insertStarted(30, "10 seconds");
    insertStarted(30, "2 minutes");
    assertThat(pace.startsPerSecond(JobKind.TRAIN)).isEqualTo(0.5);

    insertStarted(2000, "4 seconds");

    assertThat(pace.startsPerSecond(JobKind.TRAIN)).isBetween(20.0, 250.0);
  }

  private static void insertStarted(int jobs, String ago) throws SQLException {
    TestDatabase.execute(
        "INSERT INTO job (id, kind, state, spec, model, priority, submitted_by, actor, started_at)"
            + " SELECT gen_random_uuid(), 'TRAIN', 'FAILED', '{}', 'm', 'LOW', 'ada', 'ada',"
            + " clock_timestamp() - interval '"
            + ago
            + "' FROM generate_series(1, "
            + jobs
            + ")");
  }

  @Test
  void operatorMayDoWhatASubmitterMayAndAReaderMayNot() {
    assertThat(ApiKey.Role.OPERATOR.includes(ApiKey.Role.SUBMITTER)).isTrue();
    assertThat(ApiKey.Role.SUBMITTER.includes(ApiKey.Role.SUBMITTER)).isTrue();
    assertThat(ApiKey.Role.READER.includes(ApiKey.Role.SUBMITTER)).isFalse();
  }

  @Test
  void sameRequestGetsTheIdReservedFirstAndAnotherNone() {
    IdempotencyKeys keys = new IdempotencyKeys(source);
    UUID first = UUID.randomUUID();

    assertThat(keys.reserve("ada", "k", HASH, first)).contains(first);
    assertThat(keys.reserve("ada", "k", HASH, UUID.randomUUID())).contains(first);
    assertThat(keys.reserve("ada", "k", new byte[] {2}, UUID.randomUUID())).isEmpty();
    UUID other = UUID.randomUUID();
    assertThat(keys.reserve("bob", "k", HASH, other)).contains(other);
  }

  @Test
  void keysAreForgottenAfterADay() throws SQLException {
    IdempotencyKeys keys = new IdempotencyKeys(source);
    keys.reserve("ada", "old", HASH, UUID.randomUUID());
    TestDatabase.execute("UPDATE idempotency_key SET created_at = now() - interval '25 hours'");
    UUID young = UUID.randomUUID();
    keys.reserve("ada", "young", HASH, young);

    keys.purge();

    assertThat(keys.reserve("ada", "young", HASH, UUID.randomUUID())).contains(young);
    UUID again = UUID.randomUUID();
    assertThat(keys.reserve("ada", "old", new byte[] {2}, again)).contains(again);
  }

  @Test
  void deedIsForgottenNoEarlierThanItsKey() throws SQLException {
    Deeds deeds = new Deeds(source);
    UUID old = UUID.randomUUID();
    UUID young = UUID.randomUUID();
    TestDatabase.execute(
        "INSERT INTO deed (id, at) VALUES ('%s', now() - interval '25 hours'), ('%s', now())"
            .formatted(old, young));

    new IdempotencyKeys(source).purge();

    assertThat(deeds.done(old)).isFalse();
    assertThat(deeds.done(young)).isTrue();
  }

  @Test
  void batchTellsItsCountsOnceItIsComplete() {
    Batches batches = new Batches(source);
    UUID id = UUID.randomUUID();
    batches.begin(id, "ada");
    batches.begin(id, "bob");
    assertThat(batches.find(id).orElseThrow().complete()).isFalse();

    batches.complete(id, 7, 2, JobJson.parse("[]"), 9);

    Batch batch = batches.find(id).orElseThrow();
    assertThat(batch.submittedBy()).isEqualTo("ada");
    assertThat(batch.accepted()).isEqualTo(7);
    assertThat(batch.refused()).isEqualTo(2);
    assertThat(batch.notTakenFrom()).isEqualTo(9);
    assertThat(batch.complete()).isTrue();
    assertThat(batches.find(UUID.randomUUID())).isEmpty();
  }
}
