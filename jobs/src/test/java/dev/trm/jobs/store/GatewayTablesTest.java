package dev.trm.jobs.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trm.jobs.JobJson;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the gateway keeps beside jobs: keys, remembered requests, batches. */
class GatewayTablesTest {
  private static final byte[] HASH = {1};

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

    assertThat(keys.revoke("ada")).isTrue();
    assertThat(keys.find("second")).isEmpty();
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
  void batchTellsItsCountsOnceItIsComplete() {
    Batches batches = new Batches(source);
    UUID id = UUID.randomUUID();
    batches.begin(id, "ada");
    batches.begin(id, "bob");
    assertThat(batches.find(id).orElseThrow().complete()).isFalse();

    batches.complete(id, 7, 2, JobJson.parse("[]"));

    Batch batch = batches.find(id).orElseThrow();
    assertThat(batch.submittedBy()).isEqualTo("ada");
    assertThat(batch.accepted()).isEqualTo(7);
    assertThat(batch.refused()).isEqualTo(2);
    assertThat(batch.complete()).isTrue();
    assertThat(batches.find(UUID.randomUUID())).isEmpty();
  }
}
