package dev.trm.jobs.store;

import dev.trm.jobs.JobJson;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/** What operators did beside changes of jobs: appended in the transaction of the deed itself. */
public final class OperatorActions {
  private final Database database;

  public OperatorActions(DataSource source) {
    this.database = new Database(source);
  }

  /**
   * Appends an action to the chain; the chain is locked until the transaction ends.
   *
   * @param action as in "queue.pause"
   * @param subject what it was done to
   * @param detail what else there is to know; no secrets
   */
  static void record(
      Connection connection, String actor, String action, String subject, Map<String, ?> detail)
      throws SQLException {
    Database.update(
        connection,
        "INSERT INTO operator_action (actor, action, subject, detail) VALUES (?, ?, ?, ?::jsonb)",
        actor,
        action,
        subject,
        JobJson.write(detail));
  }

  /**
   * As above, with the content of the rows that it changed: called once they are changed.
   *
   * @param rows as they are now, or are no longer
   */
  static void record(
      Connection connection,
      String actor,
      String action,
      String subject,
      Map<String, ?> detail,
      RegistryRow... rows)
      throws SQLException {
    List<Map<String, Object>> contents = new ArrayList<>();
    for (RegistryRow row : rows) {
      Map<String, Object> content = new LinkedHashMap<>();
      content.put("kind", row.kind());
      content.put("key", row.key());
      sha256(connection, row).ifPresent(sha256 -> content.put("sha256", sha256));
      contents.add(content);
    }
    Map<String, Object> all = new LinkedHashMap<>(detail);
    all.put("rows", contents);
    record(connection, actor, action, subject, all);
  }

  /** Of a row's content; empty if there is no such row. */
  static Optional<String> sha256(Connection connection, RegistryRow row) throws SQLException {
    return Database.query(
            connection,
            "SELECT sha256 FROM registry_row WHERE kind = ? AND key = ?",
            found -> found.getString("sha256"),
            row.kind(),
            row.key())
        .stream()
        .findFirst();
  }

  /**
   * Actions, newest first.
   *
   * @param before only those with a smaller number
   */
  public List<OperatorAction> page(long before, int limit) {
    return page(ActionFilter.ALL, before, limit);
  }

  /**
   * Actions that fit a filter, newest first.
   *
   * @param before only those with a smaller number
   */
  public List<OperatorAction> page(ActionFilter filter, long before, int limit) {
    StringBuilder sql = new StringBuilder("SELECT * FROM operator_action WHERE seq < ?");
    List<Object> values = new ArrayList<>();
    values.add(before);
    if (filter.actor() != null) {
      sql.append(" AND actor = ?");
      values.add(filter.actor());
    }
    if (filter.action() != null) {
      sql.append(" AND (action = ? OR starts_with(action, ? || '.'))");
      values.add(filter.action());
      values.add(filter.action());
    }
    if (filter.subject() != null) {
      sql.append(" AND subject = ?");
      values.add(filter.subject());
    }
    sql.append(" ORDER BY seq DESC LIMIT ?");
    values.add(limit);
    return database.query(sql.toString(), OperatorActions::read, values.toArray());
  }

  private static OperatorAction read(ResultSet row) throws SQLException {
    return new OperatorAction(
        row.getLong("seq"),
        JobRows.time(row, "at"),
        row.getString("actor"),
        row.getString("action"),
        row.getString("subject"),
        JobJson.parse(row.getString("detail")));
  }
}
