package dev.trm.benchmarks.measure;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * A PostgreSQL server's effective settings in a session.
 *
 * @param values by name
 */
public record ServerSettings(Map<String, String> values) {
  private static final List<String> NAMES =
      List.of(
          "server_version",
          "fsync",
          "synchronous_commit",
          "full_page_writes",
          "wal_sync_method",
          "wal_level",
          "commit_delay",
          "shared_buffers",
          "max_wal_size");

  private static final List<String> DURABLE =
      List.of("fsync", "synchronous_commit", "full_page_writes");

  public ServerSettings {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  public static ServerSettings read(DataSource server) throws SQLException {
    Map<String, String> values = new LinkedHashMap<>();
    try (Connection connection = server.getConnection();
        PreparedStatement statement =
            connection.prepareStatement("SELECT current_setting(?) AS setting")) {
      for (String name : NAMES) {
        statement.setString(1, name);
        try (ResultSet row = statement.executeQuery()) {
          row.next();
          values.put(name, row.getString("setting"));
        }
      }
    }
    return new ServerSettings(values);
  }

  /**
   * Requires settings under which a commit is on disk when it returns.
   *
   * @throws IllegalStateException naming the setting that is not on
   */
  public ServerSettings durable() {
    for (String name : DURABLE) {
      if (!"on".equals(values.get(name))) {
        throw new IllegalStateException(name + " is " + values.get(name) + "; it must be on");
      }
    }
    return this;
  }

  /** A description in one line. */
  public String text() {
    return values.entrySet().stream()
        .map(each -> each.getKey() + " " + each.getValue())
        .collect(Collectors.joining(", "));
  }
}
