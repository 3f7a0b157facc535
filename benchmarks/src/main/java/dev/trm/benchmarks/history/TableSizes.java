package dev.trm.benchmarks.history;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;

/**
 * The disk usage of tables; partitions count for their table.
 *
 * @param bytes by table
 */
record TableSizes(Map<String, Size> bytes) {
  private static final String READ =
      """
      SELECT coalesce(p.relname, t.relname) AS name,
        sum(pg_table_size(t.oid))::bigint AS rows, sum(pg_indexes_size(t.oid))::bigint AS indexes
      FROM pg_class t LEFT JOIN pg_inherits i ON i.inhrelid = t.oid
      LEFT JOIN pg_class p ON p.oid = i.inhparent
      WHERE t.relnamespace = 'public'::regnamespace AND t.relkind = 'r' GROUP BY 1""";

  /**
   * The bytes of a table.
   *
   * @param rows including out-of-line values and free-space maps
   */
  record Size(long rows, long indexes) {
    long all() {
      return rows + indexes;
    }
  }

  TableSizes {
    bytes = Collections.unmodifiableMap(new TreeMap<>(bytes));
  }

  static TableSizes read(DataSource server) throws SQLException {
    Map<String, Size> sizes = new TreeMap<>();
    try (Connection connection = server.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(READ)) {
      while (row.next()) {
        sizes.put(row.getString("name"), new Size(row.getLong("rows"), row.getLong("indexes")));
      }
    }
    return new TableSizes(sizes);
  }

  /** The growth of each table. */
  TableSizes since(TableSizes before) {
    Map<String, Size> grown = new TreeMap<>();
    bytes.forEach(
        (name, size) -> {
          Size was = before.bytes.getOrDefault(name, new Size(0, 0));
          grown.put(name, new Size(size.rows - was.rows, size.indexes - was.indexes));
        });
    return new TableSizes(grown);
  }

  long all() {
    return bytes.values().stream().mapToLong(Size::all).sum();
  }
}
