package dev.trm.gateway.solving;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.gateway.request.Timing;
import dev.trm.jobs.HaltMode;
import dev.trm.jobs.InvalidFieldException;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.JsonFields;
import dev.trm.jobs.NewJob;
import dev.trm.jobs.Priority;
import dev.trm.jobs.Shown;
import dev.trm.jobs.SolveSearch;
import dev.trm.jobs.SolveSpec;
import dev.trm.jobs.TraceLevel;
import dev.trm.jobs.store.ModelRegistry;
import dev.trm.puzzles.Puzzle;
import dev.trm.puzzles.PuzzleFormatException;
import dev.trm.puzzles.PuzzleKind;
import dev.trm.puzzles.grid.GridLayout;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request to solve a puzzle, checked. */
record SolveForm(SolveSpec spec, Priority priority, Timing timing) {
  private static final int MOST_CYCLES = 64;
  private static final int CYCLES = 16;
  private static final int MOST_SHOWN = 500;

  /**
   * Reads a request strictly and fills its gaps.
   *
   * @throws InvalidFieldException for the first wrong field
   */
  static SolveForm parse(JsonNode request, KnownModels models, Instant now) {
    JsonFields fields = new JsonFields(request, "");
    Puzzle asked = puzzle(fields);
    String model = model(fields, asked, models);
    Puzzle puzzle = fitted(fields, asked, model, models);
    JsonFields options = fields.object("options");
    int maxCycles = options.integer("maxCycles", CYCLES, 1, MOST_CYCLES);
    SolveSpec spec =
        new SolveSpec(
            puzzle.kind().wire(),
            puzzle.grid(),
            model,
            maxCycles,
            options.parsed("trace", TraceLevel.FULL, TraceLevel::of),
            halt(options, puzzle.kind()),
            null,
            puzzle.layout().map(GridLayout::json).orElse(null),
            search(options.object("search"), puzzle.kind(), maxCycles));
    Priority priority = options.parsed("priority", Priority.NORMAL, Priority::of);
    Timing timing = Timing.parse(options, now);
    options.end();
    fields.end();
    return new SolveForm(spec, priority, timing);
  }

  /** The job to submit. */
  NewJob job(String submitter) {
    return new NewJob(
        JobKind.SOLVE, spec, priority, submitter, timing.runAt(), timing.deadline(), null);
  }

  private static Puzzle puzzle(JsonFields fields) {
    if (!fields.has("puzzle")) {
      throw fields.wrong("puzzle", "puzzle is missing");
    }
    JsonFields puzzle = fields.object("puzzle");
    String kind = puzzle.text("kind");
    JsonNode grid = puzzle.value("grid");
    if (grid == null) {
      throw puzzle.wrong("grid", "grid is missing");
    }
    puzzle.end();
    try {
      return Puzzle.parse(kind, grid);
    } catch (PuzzleFormatException e) {
      throw invalid(e);
    }
  }

  private static InvalidFieldException invalid(PuzzleFormatException wrong) {
    return new InvalidFieldException(
        "/puzzle" + wrong.pointer(), String.valueOf(wrong.getMessage()));
  }

  private static HaltMode halt(JsonFields options, PuzzleKind kind) {
    HaltMode halt = options.parsed("halt", HaltMode.usual(kind), HaltMode::of);
    if (halt == HaltMode.CHECKED && !kind.hasRules()) {
      throw options.wrong(
          "halt",
          "halt is 'checked'; a puzzle of kind "
              + kind.wire()
              + " has no rules to check an answer by, so it must be head or fixed");
    }
    return halt;
  }

  /**
   * The attempts; null for one only. The budget is for at least one whole attempt, and no search
   * may be longer than what its trace can hold.
   */
  private static @Nullable SolveSearch search(JsonFields fields, PuzzleKind kind, int maxCycles) {
    int attempts =
        fields.integer("attempts", SolveSearch.usualAttempts(kind), 1, SolveSearch.MOST_ATTEMPTS);
    boolean bounded = fields.has("budget");
    int budget = fields.integer("budget", 0, maxCycles, SolveSearch.MOST_BUDGET);
    boolean seeded = fields.has("seed");
    long seed = fields.whole("seed", 0, 0, SolveSearch.MOST_SEED);
    fields.end();
    if (attempts > 1 && !kind.hasRules()) {
      throw fields.wrong(
          "attempts",
          "attempts is "
              + attempts
              + "; a puzzle of kind "
              + kind.wire()
              + " has no rules to choose an answer by, so it must be 1");
    }
    return attempts == 1
        ? null
        : new SolveSearch(attempts, bounded ? budget : null, seeded ? seed : null);
  }

  /** The model's name with its alias or version. */
  private static String model(JsonFields fields, Puzzle puzzle, KnownModels models) {
    String named = fields.textOrNull("model");
    if (named == null) {
      return champion(unnamed(fields, puzzle, models));
    }
    return named.contains("@") ? named : champion(named);
  }

  /**
   * The model named after such puzzles, or after their kind if it takes them; where there is none,
   * the only one that takes them.
   */
  private static String unnamed(JsonFields fields, Puzzle puzzle, KnownModels models) {
    List<String> names = puzzle.defaultModels();
    String usual = names.get(0);
    for (String name : names) {
      Optional<KnownModels.Shape> shape = models.shape(champion(name));
      if (shape.isPresent() && (name.equals(usual) || shape.get().fits(puzzle))) {
        return name;
      }
    }
    List<String> others = models.thatTake(puzzle);
    if (others.size() > 1) {
      throw fields.wrong(
          "model",
          "model is missing; several take such a puzzle: "
              + Shown.of(String.join(", ", others), MOST_SHOWN));
    }
    return others.isEmpty() ? usual : others.get(0);
  }

  private static String champion(String model) {
    return model + "@" + ModelRegistry.CHAMPION;
  }

  /** The puzzle as the model takes it. */
  private static Puzzle fitted(JsonFields fields, Puzzle asked, String model, KnownModels models) {
    String named = fields.textOrNull("model");
    KnownModels.Shape shape =
        models
            .shape(model)
            .orElseThrow(
                () ->
                    fields.wrong(
                        "model", named == null ? models.noneTakes(asked) : models.unknown(named)));
    Puzzle puzzle;
    try {
      puzzle = shape.fitted(asked);
    } catch (PuzzleFormatException e) {
      throw invalid(e);
    }
    if (!shape.fits(puzzle)) {
      throw fields.wrong(
          "model",
          "model is '"
              + model
              + "', which takes "
              + shape
              + "; the puzzle has "
              + KnownModels.Shape.of(puzzle));
    }
    return puzzle;
  }
}
