package dev.trm.jobs.store;

import dev.trm.jobs.JobJson;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The rows of {@code promotion}, and their entries in the operators' chain. */
final class PromotionDecisions {
  private PromotionDecisions() {}

  static Optional<PromotionDecision> find(Connection connection, UUID subject) throws SQLException {
    return Database.query(
            connection,
            "SELECT * FROM promotion WHERE subject = ?",
            row ->
                new PromotionDecision(
                    row.getObject("subject", UUID.class),
                    row.getString("model"),
                    row.getObject("version", Integer.class),
                    row.getObject("champion", Integer.class),
                    row.getBoolean("promoted"),
                    row.getString("reason"),
                    JobJson.parse(row.getString("gate"))),
            subject)
        .stream()
        .findFirst();
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
        detail);
  }

  private static void put(Map<String, Object> detail, String name, @Nullable Object value) {
    if (value != null) {
      detail.put(name, value);
    }
  }
}
