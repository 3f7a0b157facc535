package dev.trm.jobs.store;

import java.util.Map;
import javax.sql.DataSource;

/** Orders to workers to take nothing new; they learn them by their next heartbeat. */
public final class WorkerDrains {
  private final Database database;

  public WorkerDrains(DataSource source) {
    this.database = new Database(source);
  }

  /** Has a worker end what it holds and take nothing new; false if there is no such worker. */
  public boolean drain(String worker, String actor) {
    return order(
        "UPDATE worker SET drained_by = coalesce(drained_by, ?) WHERE id = ?",
        worker,
        actor,
        "worker.drain",
        actor,
        worker);
  }

  /** Has a worker take jobs again; false if there is no such worker. */
  public boolean undrain(String worker, String actor) {
    return order(
        "UPDATE worker SET drained_by = NULL WHERE id = ?",
        worker,
        actor,
        "worker.undrain",
        worker);
  }

  /** Forgets workers not heard of for a day. */
  public void forgetGone() {
    database.update("DELETE FROM worker WHERE heard_at < now() - interval '1 day'");
  }

  private boolean order(
      String sql, String worker, String actor, String action, Object... parameters) {
    return database.inTransaction(
        connection -> {
          boolean known = Database.update(connection, sql, parameters) == 1;
          if (known) {
            OperatorActions.record(connection, actor, action, worker, Map.of());
          }
          return known;
        });
  }
}
