package dev.trm.jobs.store;

import dev.trm.jobs.Job;
import dev.trm.jobs.JobId;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Jobs that fit some conditions, newest first, a page at a time; each page costs the same. */
final class JobList {
  private final StringBuilder conditions = new StringBuilder("true");
  private final List<Object> values = new ArrayList<>();

  /** Adds a constant of the statement, by which partial indexes are found; null for any. */
  JobList is(String column, @Nullable Enum<?> constant) {
    if (constant != null) {
      add(column + " = '" + constant.name() + "'");
    }
    return this;
  }

  /**
   * Adds a condition on a value; null for any.
   *
   * @param condition with one place for the value
   */
  JobList where(String condition, @Nullable Object value) {
    if (value != null) {
      add(condition);
      values.add(value);
    }
    return this;
  }

  private void add(String condition) {
    conditions.append(" AND ").append(condition);
  }

  /**
   * @param cursor what the page before gave as next; null for the first
   * @throws IllegalArgumentException naming a cursor that is none
   */
  JobPage page(Database database, @Nullable String cursor, int limit) {
    where("id < ?", cursor == null ? null : id(cursor));
    values.add(limit + 1);
    List<Job> jobs =
        database.query(
            "SELECT * FROM job WHERE " + conditions + " ORDER BY id DESC LIMIT ?",
            JobRows::read,
            values.toArray());
    if (jobs.size() <= limit) {
      return new JobPage(jobs, null);
    }
    List<Job> page = List.copyOf(jobs.subList(0, limit));
    return new JobPage(page, page.get(limit - 1).id().toString());
  }

  private static UUID id(String cursor) {
    try {
      return JobId.parse(cursor).value();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("cursor: '" + cursor + "' is none of ours", e);
    }
  }
}
