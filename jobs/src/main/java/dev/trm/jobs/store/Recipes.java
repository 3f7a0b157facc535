package dev.trm.jobs.store;

import dev.trm.jobs.Job;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.NewJob;
import dev.trm.jobs.Priority;
import dev.trm.jobs.TrainSpec;
import dev.trm.jobs.recipe.CiEvent;
import dev.trm.jobs.recipe.Decision;
import dev.trm.jobs.recipe.RecipeForm;
import dev.trm.jobs.recipe.RecipePlan;
import dev.trm.jobs.recipe.RunOrigin;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The recipes, their secrets, and the events that start runs. An event and its run are committed
 * together, and a recipe's events one after the other: so an event that comes twice, at once or
 * after a crash, starts one run.
 */
public final class Recipes {
  private static final Logger LOG = Logger.getLogger(Recipes.class);
  private static final SecretColumns SECRETS = new SecretColumns("recipe");

  /** Who knows when a run ends; the next look is cheap. */
  private static final Duration AFTER_A_RUN = Duration.ofMinutes(1);

  private static final String IGNORED_KEPT = "30 days";

  private static final String ADD_EVENT =
      """
      INSERT INTO recipe_event (recipe, key, origin, run, ignored)
      VALUES (?, ?, ?::jsonb, ?, ?)""";

  private static final String OPEN =
      """
      SELECT count(*) AS n FROM recipe_event e JOIN job j ON j.id = e.run
      WHERE e.recipe = ? AND e.run IS NOT NULL AND j.state IN ('QUEUED', 'RUNNING')""";

  /** The seconds until the oldest of the newest so many starts is an hour ago. */
  private static final String FULL_FOR =
      """
      SELECT extract(epoch FROM at + interval '1 hour' - clock_timestamp()) AS seconds
      FROM recipe_event WHERE recipe = ? AND run IS NOT NULL
        AND at > clock_timestamp() - interval '1 hour'
      ORDER BY at DESC OFFSET ? LIMIT 1""";

  private final Database database;
  private final Iterable<? extends JobListener> listeners;

  /**
   * @param listeners told of the jobs that events start, after the commit
   */
  public Recipes(DataSource source, Iterable<? extends JobListener> listeners) {
    this.database = new Database(source);
    this.listeners = listeners;
  }

  /** All, by name. */
  public List<Recipe> all() {
    return database.query("SELECT * FROM recipe ORDER BY name", Recipes::read);
  }

  public Optional<Recipe> find(String name) {
    return database.inTransaction(connection -> find(connection, name));
  }

  /** Makes a recipe; false if there is one of that name. */
  public boolean create(UUID id, String name, RecipePlan plan, SealedSecret secret, String actor) {
    return database.inTransaction(
        connection -> {
          boolean made =
              Database.update(
                      connection,
                      """
                      INSERT INTO recipe (id, name, plan, actor, secret, secret_key)
                      VALUES (?, ?, ?::jsonb, ?, ?, ?) ON CONFLICT (name) DO NOTHING""",
                      id,
                      name,
                      JobJson.write(plan.tree()),
                      actor,
                      secret.bytes(),
                      secret.key())
                  == 1;
          if (made) {
            record(connection, actor, "recipe.create", name, plan);
          }
          return made;
        });
  }

  /** Gives a recipe another plan; its secret stays. False if there is none of that name. */
  public boolean replace(String name, RecipePlan plan, String actor) {
    return database.inTransaction(
        connection -> {
          boolean replaced =
              Database.update(
                      connection,
                      """
                      UPDATE recipe SET plan = ?::jsonb, actor = ?, changed_at = clock_timestamp()
                      WHERE name = ?""",
                      JobJson.write(plan.tree()),
                      actor,
                      name)
                  == 1;
          if (replaced) {
            record(connection, actor, "recipe.replace", name, plan);
          }
          return replaced;
        });
  }

  /** Forgets a recipe and its events; its runs stay. False if there is none of that name. */
  public boolean delete(String name, String actor) {
    return database.inTransaction(
        connection -> {
          boolean deleted =
              Database.update(connection, "DELETE FROM recipe WHERE name = ?", name) == 1;
          if (deleted) {
            OperatorActions.record(
                connection, actor, "recipe.delete", name, Map.of(), RegistryRow.recipe(name));
          }
          return deleted;
        });
  }

  /**
   * Gives a recipe another secret, once.
   *
   * @param deed id that the same request has each time it comes
   * @param overlap how long the secret it had is accepted, too
   * @return false if there is no such recipe
   */
  public boolean replaceSecret(
      UUID deed, Recipe recipe, SealedSecret secret, Duration overlap, String actor) {
    return database.inTransaction(
        connection -> {
          if (!Deeds.first(connection, deed)) {
            return find(connection, recipe.name()).isPresent();
          }
          boolean replaced = SECRETS.replace(connection, recipe.id(), secret, overlap);
          if (replaced) {
            OperatorActions.record(
                connection,
                actor,
                "recipe.secret",
                recipe.name(),
                Map.of("overlap", overlap.toString()));
          }
          return replaced;
        });
  }

  /** A recipe's secret; empty if there is no such recipe. */
  public Optional<SealedSecret> secret(UUID id) {
    return database.inTransaction(connection -> SECRETS.current(connection, id));
  }

  /** By what its events may be signed: its secret, and the one before while that is good. */
  public List<SealedSecret> goodSecrets(UUID id) {
    return database.inTransaction(connection -> SECRETS.good(connection, id));
  }

  /**
   * Has all secrets sealed anew that are not sealed with a key, all of them or none.
   *
   * @return how many were left as they are
   */
  public int seal(String key, Sealing sealing) {
    return database.inTransaction(connection -> SECRETS.seal(connection, key, sealing));
  }

  /** What came of an event that was here before. */
  public Optional<RecipeEvent> event(String recipe, String key) {
    return database.inTransaction(connection -> event(connection, recipe, key));
  }

  /**
   * A recipe's events, newest first.
   *
   * @param before only those with a smaller number
   */
  public List<RecipeEvent> events(String recipe, long before, int limit) {
    return database.query(
        "SELECT * FROM recipe_event WHERE recipe = ? AND n < ? ORDER BY n DESC LIMIT ?",
        Recipes::readEvent,
        recipe,
        before,
        limit);
  }

  /**
   * Starts the run that a recipe has for an event, unless the event was here before.
   *
   * @param submitter whose run it is; null for the recipe's own actor
   * @param decide what to do about the event, by the plan as it is now; what it throws goes through
   *     and leaves nothing behind
   */
  public RecipeStart start(
      String recipe,
      CiEvent event,
      @Nullable String submitter,
      Function<RecipePlan, Decision> decide) {
    RecipeStart start =
        database.inTransaction(connection -> start(connection, recipe, event, submitter, decide));
    if (start instanceof RecipeStart.Started started) {
      listeners.forEach(listener -> listener.changed(List.of(started.job())));
    }
    return start;
  }

  private static RecipeStart start(
      Connection connection,
      String name,
      CiEvent event,
      @Nullable String submitter,
      Function<RecipePlan, Decision> decide)
      throws SQLException {
    Optional<Recipe> locked =
        Database.query(
                connection, "SELECT * FROM recipe WHERE name = ? FOR UPDATE", Recipes::read, name)
            .stream()
            .findFirst();
    if (locked.isEmpty()) {
      return new RecipeStart.Unknown();
    }
    Optional<RecipeEvent> before = event(connection, name, event.key());
    if (before.isPresent()) {
      return new RecipeStart.Seen(before.get());
    }
    Recipe recipe = locked.get();
    Decision decision = decide.apply(recipe.plan());
    if (decision instanceof Decision.Ignore ignore) {
      return ignored(connection, name, event, ignore.why());
    }
    Optional<RecipeStart> tooMany = tooMany(connection, recipe);
    if (tooMany.isPresent()) {
      return tooMany.get();
    }
    Decision.Train train = (Decision.Train) decision;
    JobId id = JobId.next();
    TrainSpec.Submitter keeper = new TrainSpec.Submitter(recipe.actor(), true);
    NewJob job =
        new NewJob(
            JobKind.TRAIN,
            event.origin().in(train.spec().promotedBy(keeper)),
            Priority.NORMAL,
            submitter == null ? recipe.actor() : submitter,
            null,
            null);
    Job submitted =
        PostgresJobStore.insert(connection, new TreeMap<>(Map.of(id, job)), null).get(0);
    note(connection, name, event, id, null);
    LOG.infof("recipe %s starts run %s for %s", name, id, event.key());
    return new RecipeStart.Started(submitted);
  }

  private static RecipeStart ignored(
      Connection connection, String recipe, CiEvent event, String why) throws SQLException {
    Database.update(
        connection,
        "DELETE FROM recipe_event WHERE run IS NULL AND at < now() - interval '"
            + IGNORED_KEPT
            + "'");
    note(connection, recipe, event, null, why);
    return new RecipeStart.Ignored(why);
  }

  private static void note(
      Connection connection,
      String recipe,
      CiEvent event,
      @Nullable JobId run,
      @Nullable String ignored)
      throws SQLException {
    Database.update(
        connection,
        ADD_EVENT,
        recipe,
        event.key(),
        JobJson.write(event.origin()),
        run == null ? null : run.value(),
        ignored);
  }

  private static Optional<RecipeStart> tooMany(Connection connection, Recipe recipe)
      throws SQLException {
    long open = Database.query(connection, OPEN, row -> row.getLong("n"), recipe.name()).get(0);
    if (open >= recipe.plan().atOnce()) {
      return Optional.of(
          new RecipeStart.TooMany(
              open
                  + " runs of recipe '"
                  + recipe.name()
                  + "' wait or run, and "
                  + recipe.plan().atOnce()
                  + " may at a time",
              AFTER_A_RUN));
    }
    return Database.query(
            connection,
            FULL_FOR,
            row -> Math.max(1, (long) Math.ceil(row.getDouble("seconds"))),
            recipe.name(),
            recipe.plan().perHour() - 1)
        .stream()
        .findFirst()
        .<RecipeStart>map(
            seconds ->
                new RecipeStart.TooMany(
                    "recipe '"
                        + recipe.name()
                        + "' starts "
                        + recipe.plan().perHour()
                        + " runs an hour at most",
                    Duration.ofSeconds(seconds)));
  }

  private static void record(
      Connection connection, String actor, String action, String name, RecipePlan plan)
      throws SQLException {
    OperatorActions.record(
        connection, actor, action, name, Map.of("plan", plan.tree()), RegistryRow.recipe(name));
  }

  private static Optional<Recipe> find(Connection connection, String name) throws SQLException {
    return Database.query(connection, "SELECT * FROM recipe WHERE name = ?", Recipes::read, name)
        .stream()
        .findFirst();
  }

  private static Optional<RecipeEvent> event(Connection connection, String recipe, String key)
      throws SQLException {
    return Database.query(
            connection,
            "SELECT * FROM recipe_event WHERE recipe = ? AND key = ?",
            Recipes::readEvent,
            recipe,
            key)
        .stream()
        .findFirst();
  }

  private static Recipe read(ResultSet row) throws SQLException {
    return new Recipe(
        row.getObject("id", UUID.class),
        row.getString("name"),
        RecipeForm.stored(JobJson.parse(row.getString("plan"))),
        row.getString("actor"),
        JobRows.time(row, "created_at"),
        JobRows.time(row, "changed_at"),
        JobRows.timeOrNull(row, "old_secret_until"));
  }

  private static RecipeEvent readEvent(ResultSet row) throws SQLException {
    return new RecipeEvent(
        row.getLong("n"),
        JobRows.time(row, "at"),
        JobJson.read(JobJson.parse(row.getString("origin")), RunOrigin.class),
        JobRows.idOrNull(row, "run"),
        row.getString("ignored"));
  }
}
