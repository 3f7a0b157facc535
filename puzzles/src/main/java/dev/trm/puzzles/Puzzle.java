package dev.trm.puzzles;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.puzzles.grid.GridLayout;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A parsed puzzle of any kind, as the job system uses it. */
public interface Puzzle {

  PuzzleKind kind();

  /** The size for people, width first: {@code 9x9}. */
  String shape();

  /**
   * The names of models to try if a request names none, the most specific first: {@code
   * sudoku-9x9}, then {@code sudoku}.
   */
  default List<String> defaultModels() {
    return List.of(kind().wire() + "-" + shape(), kind().wire());
  }

  /** The number of different tokens, including the padding. */
  int vocabulary();

  /** The number of cells. */
  int sequenceLength();

  /** The question's tokens as a new array, (sequenceLength). */
  int[] tokens();

  /** The question in its canonical form, of the JSON type that requests of its kind have. */
  JsonNode grid();

  /** The layout that maps the grid to tokens, for a kind whose layout depends on the model. */
  default Optional<GridLayout> layout() {
    return Optional.empty();
  }

  /** The relations among the cells, for a kind that has them. */
  default Optional<Relations> relations() {
    return Optional.empty();
  }

  /**
   * The symmetry under which a search attempt solves this puzzle. The seed determines the
   * symmetries of all attempts; two attempts share one only if the number of attempts is very
   * large.
   *
   * @param attempt at least 1; attempt 0 solves the puzzle itself
   * @return empty if the kind has no symmetry or fewer than that many
   */
  default Optional<Variation> variation(long seed, int attempt) {
    return Optional.empty();
  }

  /**
   * Converts a model's answer and checks it by the rules, if the kind has any.
   *
   * @param answerTokens (sequenceLength)
   */
  Draft draft(int[] answerTokens);

  /**
   * Parses a puzzle of a kind named in a request.
   *
   * @throws PuzzleFormatException if the kind is unknown or the grid is invalid
   */
  static Puzzle parse(String kind, JsonNode grid) {
    return PuzzleKind.of(kind).parse(grid);
  }

  /**
   * Parses the values of {@link #grid} and {@link #layout}.
   *
   * @param layout as JSON; null if the kind has none
   * @throws PuzzleFormatException if the kind is unknown, or the grid is invalid or does not fit
   *     the layout
   */
  static Puzzle parse(String kind, JsonNode grid, @Nullable JsonNode layout) {
    return PuzzleKind.of(kind).parse(grid, layout);
  }
}
