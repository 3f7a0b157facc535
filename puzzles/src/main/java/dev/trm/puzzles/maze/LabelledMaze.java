package dev.trm.puzzles.maze;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.puzzles.AnswerScore;
import dev.trm.puzzles.HeldOutPuzzle;
import dev.trm.puzzles.Relations;
import java.util.Map;
import java.util.Optional;

/**
 * A maze with the shortest path that a model learns. If there are several, it is the one that, from
 * the start, prefers up, then left, then down, then right.
 *
 * @param question without a path
 * @param answer the question with the path
 * @param steps of the path from start to goal
 * @param unique whether it is the only shortest path
 */
public record LabelledMaze(Maze question, Maze answer, int steps, boolean unique)
    implements HeldOutPuzzle {

  /** The measure of the path's length. */
  public static final String STEPS = "steps";

  /** Labels a maze that has a start, a goal and a path between them. */
  static LabelledMaze of(Maze question) {
    ShortestPaths toGoal = ShortestPaths.from(question, question.find(Maze.GOAL));
    int start = question.find(Maze.START);
    int[] tokens = question.tokens();
    for (int cell : toGoal.back(start)) {
      tokens[cell] = Maze.PATH;
    }
    return new LabelledMaze(
        question,
        Maze.of(question.height(), question.width(), tokens),
        toGoal.steps(start),
        toGoal.unique(start));
  }

  @Override
  public int[] questionTokens() {
    return question.tokens();
  }

  @Override
  public Optional<Relations> relations() {
    return Optional.of(question.neighbours());
  }

  @Override
  public int[] answerTokens() {
    return answer.tokens();
  }

  /**
   * An answer is exact if it equals the label, and valid if it has any shortest path and changes
   * nothing else.
   *
   * @param answerTokens (height · width)
   */
  @Override
  public AnswerScore score(int[] answerTokens) {
    Maze given = Maze.of(question.height(), question.width(), answerTokens);
    return new AnswerScore(given.equals(answer), MazeRules.broken(question, given).isEmpty());
  }

  @Override
  public JsonNode grid(int[] tokens) {
    return MazePuzzle.json(Maze.of(question.height(), question.width(), tokens));
  }

  @Override
  public Map<String, Integer> measures() {
    return Map.of(STEPS, steps);
  }
}
