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
 * The forms of one puzzle's attempts. An attempt's form is determined by puzzle, policy, seed and
 * number, whatever else runs.
 */
public final class PuzzleAttempts {
  /** Whether a puzzle has symmetries does not depend on the seed. */
  private static final long ANY_SEED = 0;

  private final SearchedPuzzle puzzle;
  private final Mixer mixer;

  /** Null for the usual one, which only further attempts need to know. */
  private final @Nullable SearchPolicy policy;

  private final long seed;
  private final @Nullable CellGroups groups;

  /** As the model's policy says; see {@link SearchPolicy#usual} for a model that names none. */
  public PuzzleAttempts(SearchedPuzzle puzzle, TrmWeights model, long seed) {
    this(puzzle, model.config().mixer(), model.search(), seed);
  }

  /**
   * By a given policy.
   *
   * @param policy null for the usual one
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

  /** What the model names, else the usual policy of its kind of network for such puzzles. */
  public static SearchPolicy policy(TrmWeights model, SearchedPuzzle puzzle) {
    SearchPolicy named = model.search();
    return named == null ? usual(model.config().mixer(), puzzle) : named;
  }

  private static SearchPolicy usual(Mixer mixer, SearchedPuzzle puzzle) {
    return SearchPolicy.usual(mixer, symmetric(mixer, puzzle, ANY_SEED));
  }

  /** Whether attempts at such a puzzle can differ by a symmetry. */
  public static boolean symmetric(Mixer mixer, SearchedPuzzle puzzle, long seed) {
    return symmetry(mixer, puzzle, seed, 1).isPresent();
  }

  /**
   * A puzzle's symmetries keep the groups of cells that differ, but not who is whose neighbour; and
   * to a network that only knows neighbours, the equivalent puzzle is the same.
   */
  private static Optional<Variation> symmetry(
      Mixer mixer, SearchedPuzzle puzzle, long seed, int attempt) {
    return mixer == Mixer.NEIGHBOURS ? Optional.empty() : puzzle.variation(seed, attempt);
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
