package dev.trm.jobs.store;

import dev.trm.jobs.JobId;
import java.util.Optional;
import javax.sql.DataSource;

/** The vote tables of jobs that answered an unseen task. */
public final class VoteTables {
  private final Database database;

  public VoteTables(DataSource source) {
    this.database = new Database(source);
  }

  /**
   * Keeps a job's table in place of an earlier try's.
   *
   * @param body as it is to be given back
   * @return false, and nothing written, if the job is no longer the worker's
   */
  public boolean keep(Claim claim, String body) {
    return database.inTransaction(
        connection ->
            Fence.holds(connection, claim)
                && Database.update(
                        connection,
                        """
                        INSERT INTO vote_table (job_id, body) VALUES (?, ?)
                        ON CONFLICT (job_id) DO UPDATE SET body = EXCLUDED.body""",
                        claim.id().value(),
                        body)
                    == 1);
  }

  /** A job's table as it was kept; empty if it has none yet. */
  public Optional<String> find(JobId job) {
    return database
        .query(
            "SELECT body FROM vote_table WHERE job_id = ?",
            row -> row.getString("body"),
            job.value())
        .stream()
        .findFirst();
  }
}
