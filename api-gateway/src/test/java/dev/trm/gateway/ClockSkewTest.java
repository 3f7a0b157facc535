package dev.trm.gateway;

import static dev.trm.gateway.Calls.operator;
import static dev.trm.gateway.Calls.puzzle;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trm.embedded.testing.TestPartsResource;
import dev.trm.jobs.store.DatabaseClock;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A gateway whose clock is ten minutes ahead of the database's: sessions get functions of their own
 * for the time, found before PostgreSQL's.
 */
@QuarkusTest
@QuarkusTestResource(TestPartsResource.class)
class ClockSkewTest {
  @Inject AgroalDataSource source;
  @Inject DatabaseClock clock;
  @Inject TestModels models;

  @BeforeEach
  void skew() throws Exception {
    models.usual();
    execute(
        "CREATE SCHEMA IF NOT EXISTS slow",
        """
        CREATE OR REPLACE FUNCTION slow.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE
        AS $$ SELECT pg_catalog.clock_timestamp() - interval '10 minutes' $$""",
        """
        CREATE OR REPLACE FUNCTION slow.now() RETURNS timestamptz LANGUAGE sql STABLE
        AS $$ SELECT pg_catalog.now() - interval '10 minutes' $$""",
        inThisDatabase("SET search_path = slow, pg_catalog, public"));
    newConnections("slow");
  }

  @AfterEach
  void straighten() throws Exception {
    execute(inThisDatabase("RESET search_path"), "RESET search_path", "DROP SCHEMA slow CASCADE");
    newConnections("public");
  }

  @Test
  void deadlineAndDelayAreByTheDatabasesClock() throws Exception {
    String id =
        operator()
            .contentType(ContentType.JSON)
            .body(puzzle(", \"options\": {\"delay\": \"PT1M\", \"deadline\": \"PT2M\"}"))
            .post("/v1/solve-jobs")
            .then()
            .statusCode(202)
            .extract()
            .path("id");

    Instant now = clock.instant();
    assertThat(stored(id, "run_at"))
        .isBetween(now.plus(Duration.ofSeconds(20)), now.plus(Duration.ofMinutes(1)));
    assertThat(stored(id, "deadline"))
        .isBetween(now.plus(Duration.ofSeconds(80)), now.plus(Duration.ofMinutes(2)));
    operator().post("/v1/jobs/" + id + "/cancel").then().statusCode(200);
  }

  private Instant stored(String id, String column) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT " + column + " FROM job WHERE id = '" + UUID.fromString(id) + "'")) {
      row.next();
      return row.getObject(1, OffsetDateTime.class).toInstant();
    }
  }

  private static String inThisDatabase(String setting) {
    return """
    DO $do$ BEGIN
      EXECUTE format('ALTER ROLE CURRENT_USER IN DATABASE %%I %s', current_database());
    END $do$"""
        .formatted(setting);
  }

  private void newConnections(String expected) throws SQLException {
    source.flush(AgroalDataSource.FlushMode.ALL);
    await()
        .ignoreExceptions()
        .until(
            () -> {
              try (Connection connection = source.getConnection();
                  Statement statement = connection.createStatement();
                  ResultSet row = statement.executeQuery("SHOW search_path")) {
                row.next();
                return row.getString(1).contains(expected);
              }
            });
    clock.read();
  }

  private void execute(String... sql) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      for (String each : sql) {
        statement.execute(each);
      }
    }
  }
}
