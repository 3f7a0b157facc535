package dev.trm.puzzles.maze;

/**
 * A maze with the shortest path that a model is taught. Where there are several it is the one that,
 * from the start, goes upwards before leftwards before downwards before rightwards.
 *
 * @param question no path in it
 * @param answer the question with the path
 * @param steps of the path from start to goal
 * @param unique whether it is the only shortest one
 */
public record LabelledMaze(Maze question, Maze answer, int steps, boolean unique) {

  /** Labels a maze that has a start, a goal and a way between them. */
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

  /**
   * How good an answer is.
   *
   * @param answerTokens (height · width)
   */
  public MazeScore score(int[] answerTokens) {
    Maze given = Maze.of(question.height(), question.width(), answerTokens);
    return new MazeScore(given.equals(answer), MazeRules.broken(question, given).isEmpty());
  }
}
