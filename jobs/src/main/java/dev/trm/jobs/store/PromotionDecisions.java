package dev.trm.jobs.store;

import dev.trm.jobs.JobJson;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The rows of {@code promotion}, and their entries in the operators' chain. */
final class PromotionDecisions {
  private PromotionDecisions() {}

  static Optional<PromotionDecision> find(Connection connection, UUID subject) throws SQLException {
    return Optional.ofNullable(find(connection, List.of(subject)).get(subject));
  }

  /** By subject; nothing is there of those that nothing was decided about. */
  static Map<UUID, PromotionDecision> find(Connection connection, Collection<UUID> subjects)
      throws SQLException {
    return Database.query(
            connection,
            "SELECT * FROM promotion WHERE subject = ANY(?)",
            PromotionDecisions::read,
            new Database.SqlArray("uuid", List.copyOf(subjects)))
        .stream()
        .collect(Collectors.toMap(PromotionDecision::subject, Function.identity()));
  }

  private static PromotionDecision read(ResultSet row) throws SQLException {
    return new PromotionDecision(
        row.getObject("subject", UUID.class),
        row.getString("model"),
        row.getObject("version", Integer.class),
        row.getObject("champion", Integer.class),
        row.getBoolean("promoted"),
        row.getString("reason"),
        JobJson.parse(row.getString("gate")));
  }

  static void add(Connection connection, PromotionDecision decision, String actor)
      throws SQLException {
    Database.update(
        connection,
        """
        INSERT INTO promotion (subject, model, version, champion, promoted, reason, gate, actor)
        VALUES (?, ?, ?, ?, ?, ?, ?::jsonb, ?)""",
        decision.subject(),
        decision.model(),
        decision.version(),
        decision.champion(),
        decision.promoted(),
        decision.reason(),
        JobJson.write(decision.gate()),
        actor);
    Map<String, Object> detail = new LinkedHashMap<>();
    put(detail, "version", decision.version());
    put(detail, "champion", decision.champion());
    detail.put("reason", decision.reason());
    detail.put("gate", decision.gate());
    OperatorActions.record(
        connection,
        actor,
        decision.promoted() ? "promotion.passed" : "promotion.refused",
        decision.model(),
        detail,
        new RegistryRow("decision", decision.subject().toString()));
  }

  private static void put(Map<String, Object> detail, String name, @Nullable Object value) {
    if (value != null) {
      detail.put(name, value);
    }
  }
}
