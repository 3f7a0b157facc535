package dev.trm.jobs.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class QueuePaceTest {

  /** Or else all jobs that there ever were would be looked at when few have started lately. */
  @Test
  void anIndexLeadsToThoseOfTheLastMinute() throws Exception {
    assertThat(plan(TestDatabase.empty()))
        .filteredOn(line -> line.contains("Index Cond"))
        .singleElement()
        .asString()
        .contains("kind = ", "started_at > ");
  }

  private static List<String> plan(DataSource source) throws SQLException {
    List<String> lines = new ArrayList<>();
    try (Connection connection = source.getConnection();
        Statement settings = connection.createStatement()) {
      // An empty table would be read as it is.
      settings.execute("SET enable_seqscan = off");
      settings.execute("SET enable_bitmapscan = off");
      try (PreparedStatement explain = connection.prepareStatement("EXPLAIN " + QueuePace.STARTS)) {
        explain.setString(1, "SOLVE");
        explain.setInt(2, 10);
        try (ResultSet row = explain.executeQuery()) {
          while (row.next()) {
            lines.add(row.getString(1));
          }
        }
      }
    }
    return lines;
  }
}
