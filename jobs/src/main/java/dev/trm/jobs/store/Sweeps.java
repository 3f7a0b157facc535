package dev.trm.jobs.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.trm.jobs.Job;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.JobState;
import dev.trm.jobs.NewJob;
import dev.trm.jobs.TrainSpec;
import dev.trm.jobs.gate.PromotionRight;
import dev.trm.jobs.sweep.CombinationVerdict;
import dev.trm.jobs.sweep.EndedRun;
import dev.trm.jobs.sweep.SweepGate;
import dev.trm.jobs.sweep.SweepPlan;
import dev.trm.jobs.sweep.SweepVerdict;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The sweeps; a sweep is committed with all of its jobs or not at all. One with a gate is decided
 * about once all of its runs have ended, however they did: nobody's last run knows that it is the
 * last, so sweeps are looked at now and then, by anybody. Decision, alias and audit are one
 * transaction that holds the sweep's row.
 */
public final class Sweeps {
  private static final Logger LOG = Logger.getLogger(Sweeps.class);

  private static final String ENDED =
      """
      SELECT s.id FROM sweep s
      WHERE s.promotion IS NOT NULL AND s.decided_at IS NULL AND NOT EXISTS (
        SELECT FROM sweep_run r JOIN job j ON j.id = r.run
        WHERE r.sweep = s.id AND j.state IN ('QUEUED', 'RUNNING', 'QUARANTINED'))
      ORDER BY s.id LIMIT 100""";

  private final Database database;
  private final Iterable<? extends JobListener> listeners;

  /**
   * @param listeners told of the jobs, after their commit
   */
  public Sweeps(DataSource source, Iterable<? extends JobListener> listeners) {
    this.database = new Database(source);
    this.listeners = listeners;
  }

  /**
   * Submits a sweep that is not there yet: called again with its id, it makes nothing twice.
   *
   * @param job the job of one of its trainings
   */
  public Sweep submitOnce(
      UUID id, SweepPlan plan, String submittedBy, Function<SweepPlan.Training, NewJob> job) {
    List<Job> submitted = new ArrayList<>();
    Sweep sweep =
        database.inTransaction(
            connection -> {
              int made =
                  Database.update(
                      connection,
                      """
                      INSERT INTO sweep (id, model, submitted_by, by_operator, promotion)
                      VALUES (?, ?, ?, ?, ?::jsonb) ON CONFLICT DO NOTHING""",
                      id,
                      plan.model(),
                      submittedBy,
                      plan.trainings().get(0).spec().promotedBy(submittedBy).operator(),
                      plan.promotion().promotesNothing() ? null : JobJson.write(plan.promotion()));
              if (made == 1) {
                List<JobId> ids =
                    Stream.generate(JobId::next).limit(plan.trainings().size()).sorted().toList();
                SortedMap<JobId, NewJob> jobs = new TreeMap<>();
                for (int n = 0; n < ids.size(); n++) {
                  SweepPlan.Training training = plan.trainings().get(n);
                  jobs.put(ids.get(n), job.apply(training));
                  Database.update(
                      connection,
                      "INSERT INTO sweep_run (sweep, n, run, fields) VALUES (?, ?, ?, ?::json)",
                      id,
                      n,
                      ids.get(n).value(),
                      JobJson.write(training.values()));
                }
                submitted.addAll(PostgresJobStore.insert(connection, jobs, null));
                if (!plan.promotion().promotesNothing()) {
                  OperatorActions.record(
                      connection,
                      submittedBy,
                      "sweep.submit",
                      id.toString(),
                      Map.of("model", plan.model(), "promotion", plan.promotion()),
                      new RegistryRow("sweep", id.toString()));
                }
              }
              return Database.query(
                      connection, "SELECT * FROM sweep WHERE id = ?", Sweeps::read, id)
                  .get(0);
            });
    if (!submitted.isEmpty()) {
      listeners.forEach(listener -> listener.changed(submitted));
    }
    return sweep;
  }

  public Optional<Sweep> find(UUID id) {
    return database.query("SELECT * FROM sweep WHERE id = ?", Sweeps::read, id).stream()
        .findFirst();
  }

  /**
   * Sweeps, newest first.
   *
   * @param submittedBy the submitter; null for all
   * @param before only older ones; null for the newest
   */
  public List<Sweep> page(@Nullable String submittedBy, @Nullable UUID before, int limit) {
    return database.query(
        """
        SELECT * FROM sweep
        WHERE submitted_by = coalesce(?, submitted_by) AND (?::uuid IS NULL OR id < ?)
        ORDER BY id DESC LIMIT ?""",
        Sweeps::read,
        submittedBy,
        before,
        before,
        limit);
  }

  /** A sweep's runs in the order of its request. */
  public List<SweepRun> runs(UUID id) {
    return database.query(
        """
        SELECT r.run, r.fields, j.state, j.result #>> '{evaluation,accuracy}' AS accuracy,
          j.result ->> 'model' AS version
        FROM sweep_run r LEFT JOIN job j ON j.id = r.run WHERE r.sweep = ? ORDER BY r.n""",
        Sweeps::readRun,
        id);
  }

  /** The sweep that a run is of, if it has a gate; empty for any other run. */
  public Optional<Sweep> gated(JobId run) {
    return database
        .query(
            """
            SELECT s.* FROM sweep_run r JOIN sweep s ON s.id = r.sweep
            WHERE r.run = ? AND s.promotion IS NOT NULL""",
            Sweeps::read,
            run.value())
        .stream()
        .findFirst();
  }

  /** What was decided about a sweep; empty while nothing is. */
  public Optional<SweepDecision> decision(UUID id) {
    return database.inTransaction(
        connection -> {
          PromotionDecision made = PromotionDecisions.find(connection, id).orElse(null);
          return made == null
              ? Optional.empty()
              : Database.query(
                      connection,
                      "SELECT verdicts, decided_at FROM sweep WHERE id = ?",
                      row ->
                          new SweepDecision(
                              made,
                              List.of(
                                  JobJson.read(
                                      JobJson.parse(row.getString("verdicts")),
                                      CombinationVerdict[].class)),
                              JobRows.time(row, "decided_at")),
                      id)
                  .stream()
                  .findFirst();
        });
  }

  /** What was decided about sweeps, by their ids; nothing is there of those undecided. */
  public Map<UUID, PromotionDecision> decisions(Collection<UUID> ids) {
    return database.inTransaction(connection -> PromotionDecisions.find(connection, ids));
  }

  /** Decides about each sweep with a gate whose runs have all ended, each once, whoever looks. */
  public void decideEnded() {
    for (UUID id : database.query(ENDED, row -> row.getObject("id", UUID.class))) {
      try {
        database
            .inTransaction(connection -> decide(connection, id))
            .ifPresent(
                made ->
                    LOG.infof(
                        "sweep %s of %s is decided, %s: %s",
                        id,
                        made.model(),
                        made.promoted() ? "promoted " + made.version() : "not promoted",
                        made.reason()));
      } catch (IllegalArgumentException | StoreException e) {
        // One that cannot be read or written must not keep the others.
        LOG.errorf(e, "sweep %s cannot be decided, tried again", id);
      }
    }
  }

  private static Optional<PromotionDecision> decide(Connection connection, UUID id)
      throws SQLException {
    List<Sweep> held =
        Database.query(
            connection,
            "SELECT * FROM sweep WHERE id = ? AND decided_at IS NULL FOR UPDATE SKIP LOCKED",
            Sweeps::read,
            id);
    if (held.isEmpty()) {
      return Optional.empty();
    }
    Sweep sweep = held.get(0);
    List<EndedRun> runs = runs(connection, id);
    if (!runs.stream().allMatch(EndedRun::ended)) {
      // Since it was found, a run has gone on.
      return Optional.empty();
    }
    Integer champion = PostgresModelRegistry.holdChampion(connection, sweep.model());
    PromotionRight right =
        PostgresModelRegistry.right(connection, sweep.model(), sweep.submitter());
    SweepVerdict verdict =
        right instanceof PromotionRight.ModelRules rules
            ? SweepGate.judge(rules.gate(), sweep.model(), champion, runs)
            : SweepGate.judge(sweep.promotion(), sweep.model(), champion, runs);
    boolean may = !(right instanceof PromotionRight.None);
    PromotionDecision decision =
        new PromotionDecision(
            id,
            sweep.model(),
            verdict.version(),
            champion,
            verdict.promoted() && may,
            right instanceof PromotionRight.None none ? none.why() : verdict.reason(),
            JobJson.tree(verdict.gate()));
    if (PostgresModelRegistry.decide(connection, decision, right, right, "sweep " + id)
        != ModelRegistry.Decided.NOTED) {
      // The model was made and has a champion since: the next round judges by that.
      return Optional.empty();
    }
    Database.update(
        connection,
        "UPDATE sweep SET verdicts = ?::json, decided_at = clock_timestamp() WHERE id = ?",
        JobJson.write(verdict.combinations()),
        id);
    return Optional.of(decision);
  }

  private static List<EndedRun> runs(Connection connection, UUID id) throws SQLException {
    return Database.query(
        connection,
        """
        SELECT r.fields, j.state, j.result FROM sweep_run r LEFT JOIN job j ON j.id = r.run
        WHERE r.sweep = ? ORDER BY r.n""",
        row -> {
          JsonNode result = JobRows.tree(row, "result");
          return new EndedRun(
              JobJson.parse(row.getString("fields")),
              state(row),
              result == null ? MissingNode.getInstance() : result);
        },
        id);
  }

  private static @Nullable JobState state(ResultSet row) throws SQLException {
    String state = row.getString("state");
    return state == null ? null : JobState.valueOf(state);
  }

  private static TrainSpec.Promotion readPromotion(ResultSet row) throws SQLException {
    JsonNode rules = JobRows.tree(row, "promotion");
    return rules == null
        ? TrainSpec.Promotion.NEVER
        : JobJson.read(rules, TrainSpec.Promotion.class);
  }

  private static SweepRun readRun(ResultSet row) throws SQLException {
    String accuracy = row.getString("accuracy");
    return new SweepRun(
        JobRows.id(row, "run"),
        JobJson.parse(row.getString("fields")),
        state(row),
        accuracy == null ? null : Double.valueOf(accuracy),
        row.getString("version"));
  }

  private static Sweep read(ResultSet row) throws SQLException {
    return new Sweep(
        row.getObject("id", UUID.class),
        row.getString("model"),
        row.getString("submitted_by"),
        JobRows.time(row, "created_at"),
        readPromotion(row),
        row.getBoolean("by_operator"));
  }
}
