package dev.trm.puzzles;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;

/** A puzzle with its answer that a model is judged by and has not been trained on. */
public interface HeldOutPuzzle {

  /** The question (sequenceLength), a fresh copy. */
  int[] questionTokens();

  /** The right answer (sequenceLength), a fresh copy; {@link Example#PAD} where none is due. */
  int[] answerTokens();

  /** The row of the puzzle embedding, 0 where there is only one. */
  default int puzzleId() {
    return 0;
  }

  /** Which cells differ from each other, for a kind whose rules are of that form. */
  default Optional<Relations> relations() {
    return Optional.empty();
  }

  /**
   * How good an answer is.
   *
   * @param answerTokens (sequenceLength)
   */
  AnswerScore score(int[] answerTokens);

  /**
   * Tokens as a grid of the form that requests of its kind have: the question, the answer or a
   * model's draft.
   *
   * @param tokens (sequenceLength)
   */
  JsonNode grid(int[] tokens);

  /** What makes it easy or hard, by name; all puzzles of a kind have the same names. */
  Map<String, Integer> measures();
}
