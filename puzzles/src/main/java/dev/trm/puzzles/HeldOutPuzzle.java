package dev.trm.puzzles;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;

/** A puzzle with its answer that measures a model and is not trained on. */
public interface HeldOutPuzzle {

  /** The question as a new array, (sequenceLength). */
  int[] questionTokens();

  /**
   * The correct answer as a new array, (sequenceLength); {@link Example#PAD} in cells that do not
   * count.
   */
  int[] answerTokens();

  /** The row of the puzzle embedding, 0 if it has only one. */
  default int puzzleId() {
    return 0;
  }

  /** The relations among the cells, for a kind that has them. */
  default Optional<Relations> relations() {
    return Optional.empty();
  }

  /**
   * Scores an answer.
   *
   * @param answerTokens (sequenceLength)
   */
  AnswerScore score(int[] answerTokens);

  /**
   * Converts tokens of the question, the answer or a draft to a grid in the form that requests of
   * its kind have.
   *
   * @param tokens (sequenceLength)
   */
  JsonNode grid(int[] tokens);

  /** Measures of its difficulty, by name; all puzzles of a kind have the same names. */
  Map<String, Integer> measures();
}
