package dev.trm.puzzles.sudoku;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.trm.puzzles.AnswerScore;
import dev.trm.puzzles.HeldOutPuzzle;
import dev.trm.puzzles.Relations;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * A puzzle with its unique solution.
 *
 * @param backtracks the solver's rating; 0 if singles alone solve it
 */
public record RatedPuzzle(SudokuGrid puzzle, SudokuGrid solution, int backtracks)
    implements HeldOutPuzzle {

  /** The name of the measure for the number of givens. */
  public static final String GIVENS = "givens";

  /** The name of the measure for the rating. */
  public static final String BACKTRACKS = "backtracks";

  public int givens() {
    return puzzle.givens();
  }

  @Override
  public int[] questionTokens() {
    return puzzle.tokens();
  }

  @Override
  public int[] answerTokens() {
    return solution.tokens();
  }

  @Override
  public Optional<Relations> relations() {
    return Optional.of(puzzle.size().relations());
  }

  @Override
  public AnswerScore score(int[] answerTokens) {
    return AnswerScore.of(Arrays.equals(answerTokens, solution.tokens()));
  }

  @Override
  public JsonNode grid(int[] tokens) {
    return TextNode.valueOf(SudokuPuzzle.read(tokens).toString());
  }

  @Override
  public Map<String, Integer> measures() {
    return Map.of(GIVENS, givens(), BACKTRACKS, backtracks);
  }
}
