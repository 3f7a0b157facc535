package dev.trm.puzzles.constraints;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.puzzles.AnswerScore;
import dev.trm.puzzles.HeldOutPuzzle;
import dev.trm.puzzles.Relations;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * A puzzle with its unique solution.
 *
 * @param puzzle digits (cells), 0 for a blank
 * @param solution digits (cells)
 * @param backtracks the solver's rating; 0 if singles alone solve it
 */
@SuppressWarnings("ArrayRecordComponent") // only carries two arrays; never compared
public record RatedConstraints(ConstraintBoard board, int[] puzzle, int[] solution, int backtracks)
    implements HeldOutPuzzle {

  private static final String GIVENS = "givens";
  private static final String BACKTRACKS = "backtracks";

  public int givens() {
    return (int) Arrays.stream(puzzle).filter(digit -> digit != 0).count();
  }

  @Override
  public int[] questionTokens() {
    return ConstraintBoard.tokens(puzzle);
  }

  @Override
  public int[] answerTokens() {
    return ConstraintBoard.tokens(solution);
  }

  @Override
  public Optional<Relations> relations() {
    return Optional.of(board.relations());
  }

  @Override
  public AnswerScore score(int[] answerTokens) {
    return AnswerScore.of(Arrays.equals(answerTokens, answerTokens()));
  }

  @Override
  public JsonNode grid(int[] tokens) {
    return board.json(board.digits(tokens));
  }

  @Override
  public Map<String, Integer> measures() {
    return Map.of(GIVENS, givens(), BACKTRACKS, backtracks);
  }

  /**
   * The canonical form: equal for puzzles equivalent under rotation, reflection and renaming of
   * symbols.
   */
  public String form() {
    return CanonicalForm.of(board, puzzle, solution);
  }
}
