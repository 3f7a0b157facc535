package dev.trm.gateway.datasets;

import dev.trm.gateway.problem.Problem;
import dev.trm.gateway.problem.ProblemException;
import dev.trm.gateway.request.Ids;
import dev.trm.gateway.request.QueryFields;
import dev.trm.jobs.JobId;
import dev.trm.puzzles.arc.ArcUpload;
import dev.trm.puzzles.grid.GridPairUpload;
import dev.trm.puzzles.grid.GroupSplit;
import dev.trm.puzzles.solved.SolvedPuzzleUpload;
import dev.trm.puzzles.upload.UploadFormat;
import org.jspecify.annotations.Nullable;

/**
 * What an upload asks for beside its body.
 *
 * @param form of the body
 * @param split which groups are held out; null for ARC tasks, which say themselves what is
 * @param mostBad share of bad records above which nothing is taken, 0 to 1
 */
record DatasetRequest(String name, Form form, @Nullable GroupSplit split, double mostBad) {
  private static final double USUAL_HELD_OUT = 0.1;
  private static final double USUAL_MOST_BAD = 0.01;

  /** What a body is. */
  enum Form {
    /** Pairs of grids as NDJSON. */
    PAIRS,
    /** ARC tasks as JSON. */
    TASKS,
    /** Puzzles with rules in any form that people write. */
    PUZZLES
  }

  /** Reads query parameters. */
  static DatasetRequest parse(QueryFields query, Form form) {
    boolean tasks = form == Form.TASKS;
    String name = query.text("name");
    if (name == null) {
      throw wrong("name", "name is missing: what trainings call the data set");
    }
    Ids.name("name", name);
    if (isId(name)) {
      throw wrong("name", "name is '" + name + "'; a name must not look like an id");
    }
    Double heldOut = share(query, "heldOut");
    Long seed = query.parsed("seed", DatasetRequest::seed);
    Double mostBad = share(query, "mostBad");
    query.end();
    if (tasks && (heldOut != null || seed != null)) {
      String field = heldOut != null ? "heldOut" : "seed";
      throw wrong(
          field,
          field
              + " is for pairs and puzzles; of ARC tasks the test pairs are held out, and nothing else");
    }
    GroupSplit split =
        new GroupSplit(heldOut == null ? USUAL_HELD_OUT : heldOut, seed == null ? 1 : seed);
    return new DatasetRequest(
        name, form, tasks ? null : split, mostBad == null ? USUAL_MOST_BAD : mostBad);
  }

  UploadFormat format() {
    if (split == null) {
      return new ArcUpload(name);
    }
    return form == Form.PAIRS ? new GridPairUpload(split) : new SolvedPuzzleUpload(split);
  }

  static boolean isId(String text) {
    try {
      JobId.parse(text);
      return true;
    } catch (IllegalArgumentException none) {
      return false;
    }
  }

  private static @Nullable Double share(QueryFields query, String name) {
    return query.parsed(
        name,
        text -> {
          if (!text.matches("0|1|[01]?[.][0-9]{1,9}") || Double.parseDouble(text) > 1) {
            throw new IllegalArgumentException(
                name + " is '" + text + "'; it must be a share, 0 to 1");
          }
          return Double.valueOf(text);
        });
  }

  private static Long seed(String text) {
    if (!text.matches("-?[0-9]{1,18}")) {
      throw new IllegalArgumentException(
          "seed is '" + text + "'; it must be a whole number of up to 18 digits");
    }
    return Long.valueOf(text);
  }

  private static ProblemException wrong(String parameter, String detail) {
    return new ProblemException(Problem.parameter(parameter, detail));
  }
}
