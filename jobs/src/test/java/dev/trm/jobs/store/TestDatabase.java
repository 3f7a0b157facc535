package dev.trm.jobs.store;

import dev.trm.embedded.testing.TestParts;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;

/** The tests' database, migrated. */
public final class TestDatabase {
  private static final DataSource SOURCE = migrated();

  private TestDatabase() {}

  /** The database, emptied. */
  public static DataSource empty() throws SQLException {
    execute(
        """
        SET session_replication_role = replica; -- the audit's triggers refuse to forget
        DO $$ BEGIN
          EXECUTE (SELECT 'TRUNCATE ' || string_agg(quote_ident(relname), ', ')
            FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition
              AND relnamespace = 'public'::regnamespace AND relname NOT IN ('flyway_schema_history', 'installation'));
        END $$""");
    return SOURCE;
  }

  /** Any SQL, as somebody with all rights would. */
  public static void execute(String sql) throws SQLException {
    try (Connection connection = SOURCE.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static DataSource migrated() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(TestParts.jdbcUrl());
    Flyway.configure().dataSource(source).load().migrate();
    return source;
  }
}
