package dev.trm.puzzles;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.puzzles.grid.GridLayout;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A parsed puzzle, whatever its kind, as the job system sees it. */
public interface Puzzle {

  PuzzleKind kind();

  /** The size as people say it, width first, {@code 9x9}. */
  String shape();

  /**
   * The names of models that are asked for where a request names none, the most special first:
   * {@code sudoku-9x9}, then {@code sudoku}.
   */
  default List<String> defaultModels() {
    return List.of(kind().wire() + "-" + shape(), kind().wire());
  }

  /** The number of different tokens, the padding included. */
  int vocabulary();

  /** The number of cells. */
  int sequenceLength();

  /** The question as tokens, (sequenceLength), a fresh copy. */
  int[] tokens();

  /** The question in its canonical form, of the JSON type that requests of its kind have. */
  JsonNode grid();

  /** How the grid becomes tokens, for a kind that leaves this to the model. */
  default Optional<GridLayout> layout() {
    return Optional.empty();
  }

  /** Which cells differ from each other, for a kind whose rules are of that form. */
  default Optional<Relations> relations() {
    return Optional.empty();
  }

  /**
   * The equivalent puzzle that an attempt of a search solves instead of this one. Attempts with
   * equal seeds have equal symmetries; no two attempts of a seed have the same one unless there are
   * very many.
   *
   * @param attempt at least 1; attempt 0 is the puzzle itself
   * @return empty where the kind has no symmetry or fewer than that many
   */
  default Optional<Variation> variation(long seed, int attempt) {
    return Optional.empty();
  }

  /**
   * Reads a model's answer and checks it by the rules, if the kind has any.
   *
   * @param answerTokens (sequenceLength)
   */
  Draft draft(int[] answerTokens);

  /**
   * Parses a puzzle of a kind named in a request.
   *
   * @throws PuzzleFormatException if the kind is unknown or the grid is wrong
   */
  static Puzzle parse(String kind, JsonNode grid) {
    return PuzzleKind.of(kind).parse(grid);
  }

  /**
   * Parses what {@link #grid} and {@link #layout} gave.
   *
   * @param layout as JSON; null where the kind has none
   * @throws PuzzleFormatException if the kind is unknown, the grid is wrong or does not fit
   */
  static Puzzle parse(String kind, JsonNode grid, @Nullable JsonNode layout) {
    return PuzzleKind.of(kind).parse(grid, layout);
  }
}
