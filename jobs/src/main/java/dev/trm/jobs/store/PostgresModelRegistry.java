package dev.trm.jobs.store;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.TrainSpec;
import dev.trm.jobs.gate.ModelGate;
import dev.trm.jobs.gate.ModelPolicy;
import dev.trm.jobs.gate.PromotionRight;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The registry in PostgreSQL. */
public final class PostgresModelRegistry implements ModelRegistry {
  private static final String SELECT =
      """
      SELECT v.*, coalesce((
          SELECT string_agg(a.alias, ',' ORDER BY a.alias) FROM model_alias a
          WHERE a.model = v.model AND a.version = v.version), '') AS aliases
      FROM model_version v""";

  private static final String REGISTER =
      """
      INSERT INTO model_version (model, version, checkpoint_id, metrics, run_id)
      SELECT ?, coalesce(max(version), 0) + 1, ?, ?::jsonb, ? FROM model_version WHERE model = ?
      ON CONFLICT (model, checkpoint_id) DO NOTHING""";

  private static final String MOVE =
      """
      WITH target AS (SELECT model, version FROM model_version WHERE model = ? AND version = ?),
      noted AS (
        INSERT INTO alias_move (model, alias, from_version, to_version, actor, reason)
        SELECT t.model, ?, (
          SELECT a.version FROM model_alias a WHERE a.model = t.model AND a.alias = ?),
          t.version, ?, ?
        FROM target t
        WHERE NOT EXISTS (
          SELECT FROM model_alias a
          WHERE a.model = t.model AND a.alias = ? AND a.version = t.version))
      INSERT INTO model_alias (model, alias, version) SELECT model, ?, version FROM target
      ON CONFLICT (model, alias)
      DO UPDATE SET version = excluded.version, updated_at = clock_timestamp()""";

  private final Database database;

  public PostgresModelRegistry(DataSource source) {
    this.database = new Database(source);
  }

  @Override
  public ModelVersion register(
      String model, String checkpointId, JsonNode metrics, @Nullable String owner) {
    return database.inTransaction(
        connection -> register(connection, model, checkpointId, metrics, null, owner));
  }

  @Override
  public Optional<ModelVersion> register(
      Claim claim, String model, String checkpointId, JsonNode metrics) {
    String owner = submitter(claim).key();
    return database.inTransaction(
        connection ->
            Fence.holds(connection, claim)
                ? Optional.of(register(connection, model, checkpointId, metrics, claim.id(), owner))
                : Optional.empty());
  }

  @Override
  public boolean moveAlias(
      String model, String alias, int version, String actor, @Nullable String reason) {
    return database.inTransaction(
        connection -> move(connection, model, alias, version, actor, reason));
  }

  @Override
  public boolean moveAliasOnce(
      UUID deed, String model, String alias, int version, String actor, @Nullable String reason) {
    return database.inTransaction(
        connection ->
            !Deeds.first(connection, deed)
                || move(connection, model, alias, version, actor, reason));
  }

  private static ModelVersion register(
      Connection connection,
      String model,
      String checkpointId,
      JsonNode metrics,
      @Nullable JobId run,
      @Nullable String owner)
      throws SQLException {
    Database.update(
        connection,
        "INSERT INTO model (name, owner) VALUES (?, ?) ON CONFLICT DO NOTHING",
        model,
        owner);
    // One registration at a time per model, so that versions have no gaps or doubles.
    lock(connection, model);
    boolean added =
        Database.update(
                connection,
                REGISTER,
                model,
                checkpointId,
                JobJson.write(metrics),
                run == null ? null : run.value(),
                model)
            == 1;
    ModelVersion registered =
        Database.query(
                connection,
                SELECT + " WHERE v.model = ? AND v.checkpoint_id = ?",
                PostgresModelRegistry::version,
                model,
                checkpointId)
            .get(0);
    if (added) {
      OperatorActions.record(
          connection,
          run != null ? "run " + run : owner == null ? "shipped" : owner,
          "model.register",
          registered.reference(),
          Map.of("checkpoint", checkpointId),
          RegistryRow.model(model),
          RegistryRow.version(model, registered.version()));
    }
    return registered;
  }

  private static boolean move(
      Connection connection,
      String model,
      String alias,
      int version,
      String actor,
      @Nullable String reason)
      throws SQLException {
    lock(connection, model);
    boolean moved =
        Database.update(connection, MOVE, model, version, alias, alias, actor, reason, alias, alias)
            == 1;
    if (moved) {
      OperatorActions.record(
          connection,
          actor,
          "alias.move",
          model + "@" + alias,
          Map.of("version", version, "reason", reason == null ? "" : reason),
          RegistryRow.alias(model, alias),
          newestMove(connection, model, alias));
    }
    return moved;
  }

  private static RegistryRow newestMove(Connection connection, String model, String alias)
      throws SQLException {
    return Database.query(
            connection,
            "SELECT max(id)::text AS id FROM alias_move WHERE model = ? AND alias = ?",
            row -> new RegistryRow("move", row.getString("id")),
            model,
            alias)
        .get(0);
  }

  @Override
  public Optional<PromotionDecision> decision(UUID subject) {
    return database.inTransaction(connection -> PromotionDecisions.find(connection, subject));
  }

  private static TrainSpec.Submitter submitter(Claim claim) {
    return claim.job().trainSpec().promotedBy(claim.job().submittedBy());
  }

  @Override
  public Optional<ModelPolicy> policy(String model) {
    return database.inTransaction(connection -> policy(connection, model));
  }

  private static Optional<ModelPolicy> policy(Connection connection, String model)
      throws SQLException {
    return Database.query(
            connection,
            "SELECT owner, gate FROM model WHERE name = ?",
            row -> {
              JsonNode gate = JobRows.tree(row, "gate");
              return new ModelPolicy(
                  row.getString("owner"),
                  gate == null ? null : JobJson.read(gate, ModelGate.class));
            },
            model)
        .stream()
        .findFirst();
  }

  @Override
  public boolean setPolicy(String model, ModelPolicy policy, String actor) {
    ModelGate gate = policy.gate();
    return database.inTransaction(
        connection -> {
          boolean changed =
              Database.update(
                      connection,
                      "UPDATE model SET owner = ?, gate = ?::jsonb WHERE name = ?",
                      policy.owner(),
                      gate == null ? null : JobJson.write(gate),
                      model)
                  == 1;
          if (changed) {
            Map<String, Object> detail = new LinkedHashMap<>();
            detail.put("owner", policy.owner() == null ? "" : policy.owner());
            if (gate != null) {
              detail.put("gate", gate);
            }
            OperatorActions.record(
                connection, actor, "model.policy", model, detail, RegistryRow.model(model));
          }
          return changed;
        });
  }

  @Override
  public Decided decide(Claim claim, PromotionDecision decision, PromotionRight judgedBy) {
    TrainSpec.Submitter submitter = submitter(claim);
    return database.inTransaction(
        connection ->
            Fence.holds(connection, claim)
                ? decide(
                    connection,
                    decision,
                    judgedBy,
                    right(connection, decision.model(), submitter),
                    "run " + claim.id())
                : Decided.NOT_OURS);
  }

  /**
   * How a training may become the model's champion, until the transaction ends.
   *
   * @param submitter who answers for the training
   */
  static PromotionRight right(Connection connection, String model, TrainSpec.Submitter submitter)
      throws SQLException {
    lock(connection, model);
    return policy(connection, model)
        .map(policy -> policy.rightOf(model, submitter))
        .orElseGet(PromotionRight.OwnRules::new);
  }

  /**
   * Within the transaction that proved the actor's right to decide.
   *
   * @param judgedBy the right by which it was judged
   * @param right that there is now, {@link #right held} until the transaction ends
   * @param actor as the audit names it
   */
  static Decided decide(
      Connection connection,
      PromotionDecision decision,
      PromotionRight judgedBy,
      PromotionRight right,
      String actor)
      throws SQLException {
    Integer champion = holdChampion(connection, decision.model());
    if (PromotionDecisions.find(connection, decision.subject()).isPresent()) {
      return Decided.NOTED;
    }
    if (!Objects.equals(champion, decision.champion()) || !right.equals(judgedBy)) {
      return Decided.OUTDATED;
    }
    if (decision.promoted() && right instanceof PromotionRight.None none) {
      throw new IllegalArgumentException("promoted is true, but " + none.why());
    }
    PromotionDecisions.add(connection, decision, actor);
    Integer version = decision.version();
    if (decision.promoted() && version != null && !version.equals(decision.champion())) {
      move(connection, decision.model(), CHAMPION, version, actor, decision.reason());
    }
    return Decided.NOTED;
  }

  /**
   * The champion's version; null if there is none. Where there is the model, no alias of it moves
   * until the transaction ends.
   */
  static @Nullable Integer holdChampion(Connection connection, String model) throws SQLException {
    lock(connection, model);
    List<Integer> found =
        Database.query(
            connection,
            "SELECT version FROM model_alias WHERE model = ? AND alias = ?",
            row -> row.getInt("version"),
            model,
            CHAMPION);
    return found.isEmpty() ? null : found.get(0);
  }

  private static void lock(Connection connection, String model) throws SQLException {
    Database.query(
        connection,
        "SELECT name FROM model WHERE name = ? FOR UPDATE",
        row -> row.getString("name"),
        model);
  }

  @Override
  public Optional<ModelVersion> resolve(String reference) {
    int at = reference.indexOf('@');
    String model = at < 0 ? reference : reference.substring(0, at);
    String which = at < 0 ? CHAMPION : reference.substring(at + 1);
    List<ModelVersion> found =
        which.matches("[0-9]{1,9}")
            ? database.query(
                SELECT + " WHERE v.model = ? AND v.version = ?",
                PostgresModelRegistry::version,
                model,
                Integer.valueOf(which))
            : database.query(
                SELECT
                    + " JOIN model_alias w ON w.model = v.model AND w.version = v.version"
                    + " WHERE v.model = ? AND w.alias = ?",
                PostgresModelRegistry::version,
                model,
                which);
    return found.stream().findFirst();
  }

  @Override
  public List<Champion> champions(String kind) {
    return database.query(
        """
        SELECT v.model, c.manifest FROM model_alias a
        JOIN model_version v ON v.model = a.model AND v.version = a.version
        JOIN checkpoint c ON c.id = v.checkpoint_id
        WHERE a.alias = ? AND c.manifest #>> '{puzzle,kind}' = ? ORDER BY v.model""",
        row -> new Champion(row.getString("model"), JobJson.parse(row.getString("manifest"))),
        CHAMPION,
        kind);
  }

  private static ModelVersion version(ResultSet row) throws SQLException {
    String aliases = row.getString("aliases");
    return new ModelVersion(
        row.getString("model"),
        row.getInt("version"),
        row.getString("checkpoint_id"),
        JobJson.parse(row.getString("metrics")),
        JobRows.idOrNull(row, "run_id"),
        JobRows.time(row, "created_at"),
        aliases.isEmpty() ? List.of() : List.of(aliases.split(",", -1)));
  }
}
