package dev.trm.model.search;

import dev.trm.model.CellGroups;
import dev.trm.model.Mixer;
import dev.trm.model.SearchPolicy;
import dev.trm.model.Start;
import dev.trm.model.checkpoint.TrmWeights;
import dev.trm.puzzles.Variation;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The forms in which a search attempts one puzzle. Puzzle, policy, seed and attempt number
 * determine an attempt's form; other work has no influence.
 */
public final class PuzzleAttempts {
  /** Whether a puzzle has symmetries does not depend on the seed. */
  private static final long ANY_SEED = 0;

  private final SearchedPuzzle puzzle;
  private final Mixer mixer;

  /** Null for the default policy, which is determined only when a further attempt needs it. */
  private final @Nullable SearchPolicy policy;

  private final long seed;
  private final @Nullable CellGroups groups;

  /** Uses the model's search policy, or {@link SearchPolicy#usual} if the model has none. */
  public PuzzleAttempts(SearchedPuzzle puzzle, TrmWeights model, long seed) {
    this(puzzle, model.config().mixer(), model.search(), seed);
  }

  /**
   * Uses the given search policy.
   *
   * @param policy null for the default policy
   * @param seed of the request
   * @throws IllegalArgumentException if the network needs relations and the puzzle has none
   */
  public PuzzleAttempts(
      SearchedPuzzle puzzle, Mixer mixer, @Nullable SearchPolicy policy, long seed) {
    this.puzzle = puzzle;
    this.mixer = mixer;
    this.policy = policy;
    this.seed = seed;
    this.groups = PuzzleGroups.of(mixer, puzzle.relations());
  }

  /** The model's search policy, or the default policy for its kind of network and such puzzles. */
  public static SearchPolicy policy(TrmWeights model, SearchedPuzzle puzzle) {
    SearchPolicy named = model.search();
    return named == null ? usual(model.config().mixer(), puzzle) : named;
  }

  private static SearchPolicy usual(Mixer mixer, SearchedPuzzle puzzle) {
    return SearchPolicy.usual(mixer, symmetric(mixer, puzzle, ANY_SEED));
  }

  /** Whether attempts at this puzzle can differ by a symmetry. */
  public static boolean symmetric(Mixer mixer, SearchedPuzzle puzzle, long seed) {
    return symmetry(mixer, puzzle, seed, 1).isPresent();
  }

  /**
   * A puzzle's symmetries keep its groups of cells that must differ, but not which cells are
   * neighbours. To a network that only knows neighbours, the equivalent puzzle is identical.
   */
  private static Optional<Variation> symmetry(
      Mixer mixer, SearchedPuzzle puzzle, long seed, int attempt) {
    return mixer == Mixer.NEIGHBOURS ? Optional.empty() : puzzle.variation(seed, attempt);
  }

  public SearchedPuzzle puzzle() {
    return puzzle;
  }

  /** The shape shared by all puzzles of a batch; null if the network takes no relations. */
  public CellGroups.@Nullable Shape shape() {
    return groups == null ? null : groups.shape();
  }

  /** The seed of the further attempts. */
  public long seed() {
    return seed;
  }

  /**
   * The form of an attempt. If the puzzle has no more symmetries, the attempt differs by a random
   * start.
   *
   * @param attempt counted from 0; attempt 0 runs on the puzzle as it is
   */
  public AttemptForm form(int attempt) {
    if (attempt == 0) {
      return form(puzzle.tokens(), Start.FIXED, null);
    }
    SearchPolicy by = policy == null ? usual(mixer, puzzle) : policy;
    if (by.variation() == SearchPolicy.Variation.SYMMETRY) {
      Optional<Variation> symmetry = symmetry(mixer, puzzle, seed, attempt);
      if (symmetry.isPresent()) {
        return form(symmetry.get().apply(puzzle.tokens()), Start.FIXED, symmetry.get());
      }
      return form(puzzle.tokens(), start(SearchPolicy.usual(mixer, false), attempt), null);
    }
    return form(puzzle.tokens(), start(by, attempt), null);
  }

  private Start start(SearchPolicy by, int attempt) {
    return by.start(attempt, SearchPolicy.seed(seed, attempt));
  }

  private AttemptForm form(int[] question, Start start, @Nullable Variation symmetry) {
    return new AttemptForm(
        PuzzleGroups.question(mixer, puzzle.relations(), question),
        puzzle.puzzleId(),
        groups,
        start,
        symmetry,
        made -> PuzzleGroups.read(mixer, puzzle.relations(), question, made));
  }
}
