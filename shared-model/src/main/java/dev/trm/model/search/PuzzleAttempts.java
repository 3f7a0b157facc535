package dev.trm.model.search;

import dev.trm.model.CellGroups;
import dev.trm.model.Mixer;
import dev.trm.model.SearchPolicy;
import dev.trm.model.Start;
import dev.trm.model.checkpoint.TrmWeights;
import dev.trm.puzzles.Variation;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The forms of one puzzle's attempts. An attempt's form is determined by puzzle, policy, seed and
 * number, whatever else runs.
 */
public final class PuzzleAttempts {
  private final SearchedPuzzle puzzle;
  private final Mixer mixer;
  private final SearchPolicy policy;
  private final long seed;
  private final @Nullable CellGroups groups;

  /** As the model's policy says; see {@link SearchPolicy#usual} for a model that names none. */
  public PuzzleAttempts(SearchedPuzzle puzzle, TrmWeights model, long seed) {
    this(
        puzzle,
        model.config().mixer(),
        Objects.requireNonNullElseGet(
            model.search(),
            () ->
                SearchPolicy.usual(model.config().mixer(), puzzle.variation(seed, 1).isPresent())),
        seed);
  }

  /**
   * By a given policy.
   *
   * @param seed of the request
   * @throws IllegalArgumentException if the network needs relations and the puzzle has none
   */
  public PuzzleAttempts(SearchedPuzzle puzzle, Mixer mixer, SearchPolicy policy, long seed) {
    this.puzzle = puzzle;
    this.mixer = mixer;
    this.policy = policy;
    this.seed = seed;
    this.groups = groups(puzzle, mixer);
  }

  private static @Nullable CellGroups groups(SearchedPuzzle puzzle, Mixer mixer) {
    if (mixer != Mixer.RELATIONS) {
      return null;
    }
    return puzzle
        .relations()
        .map(PuzzleGroups::of)
        .orElseThrow(
            () ->
                new IllegalArgumentException("the puzzle has no relations, which the model needs"));
  }

  public SearchedPuzzle puzzle() {
    return puzzle;
  }

  /** The shape that puzzles of one batch share; null where the network takes no relations. */
  public CellGroups.@Nullable Shape shape() {
    return groups == null ? null : groups.shape();
  }

  /** Of the further attempts. */
  public long seed() {
    return seed;
  }

  /**
   * The form of an attempt. Where the puzzle has no more symmetries, it differs by its start.
   *
   * @param attempt from 0, which is the plain one
   */
  public AttemptForm form(int attempt) {
    if (attempt == 0) {
      return form(puzzle.tokens(), Start.FIXED, null);
    }
    if (policy.variation() == SearchPolicy.Variation.SYMMETRY) {
      Optional<Variation> symmetry = puzzle.variation(seed, attempt);
      if (symmetry.isPresent()) {
        return form(symmetry.get().apply(puzzle.tokens()), Start.FIXED, symmetry.get());
      }
      return form(puzzle.tokens(), start(SearchPolicy.usual(mixer, false), attempt), null);
    }
    return form(puzzle.tokens(), start(policy, attempt), null);
  }

  private Start start(SearchPolicy by, int attempt) {
    return by.start(attempt, SearchPolicy.seed(seed, attempt));
  }

  private AttemptForm form(int[] question, Start start, @Nullable Variation symmetry) {
    return new AttemptForm(question, puzzle.puzzleId(), groups, start, symmetry);
  }
}
