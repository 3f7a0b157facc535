package dev.trm.puzzles.solved;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.trm.puzzles.BrokenRule;
import dev.trm.puzzles.Draft;
import dev.trm.puzzles.HeldOutPuzzle;
import dev.trm.puzzles.Puzzle;
import dev.trm.puzzles.PuzzleFormatException;
import dev.trm.puzzles.constraints.ConstraintBoard;
import dev.trm.puzzles.constraints.ConstraintsPuzzle;
import dev.trm.puzzles.constraints.GroupSolver;
import dev.trm.puzzles.constraints.RatedConstraints;
import dev.trm.puzzles.grid.GridLayout;
import dev.trm.puzzles.maze.LabelledMaze;
import dev.trm.puzzles.maze.Maze;
import dev.trm.puzzles.maze.MazePuzzle;
import dev.trm.puzzles.reading.FoundPuzzle;
import dev.trm.puzzles.sudoku.RatedPuzzle;
import dev.trm.puzzles.sudoku.SolvedSudoku;
import dev.trm.puzzles.sudoku.SudokuCanonicalForm;
import dev.trm.puzzles.sudoku.SudokuGrid;
import dev.trm.puzzles.sudoku.SudokuPuzzle;
import dev.trm.puzzles.sudoku.SudokuSolver;
import org.jspecify.annotations.Nullable;

/** A puzzle of a kind with rules, and a solution that passes them. */
public sealed interface SolvedPuzzle {

  /** Enough for the hardest 9×9 puzzles; bounds the time of a nearly empty 16×16 grid. */
  int MOST_BACKTRACKS = 10_000;

  /**
   * Checks a puzzle and its solution. Without a solution in the file, a Sudoku is solved, and a
   * maze gets the path that generated mazes have.
   *
   * @throws PuzzleFormatException if the puzzle or its solution breaks a rule, or if the puzzle has
   *     several solutions
   */
  static SolvedPuzzle of(FoundPuzzle found) {
    Puzzle puzzle = Puzzle.parse(found.kind(), found.grid());
    if (puzzle instanceof SudokuPuzzle sudoku) {
      return sudoku(sudoku, found.answer());
    }
    if (puzzle instanceof ConstraintsPuzzle constraints) {
      return constraints(constraints, found.answer());
    }
    if (puzzle instanceof MazePuzzle maze) {
      return maze(maze, found.answer());
    }
    throw new PuzzleFormatException(
        "/kind",
        found.kind(),
        "kind is "
            + PuzzleFormatException.shown(found.kind())
            + "; only sudoku, constraints and maze have rules to check a solution by");
  }

  private static SolvedPuzzle sudoku(SudokuPuzzle puzzle, @Nullable JsonNode answer) {
    SudokuGrid grid = puzzle.givens();
    SudokuSolver solver = new SudokuSolver(grid.size());
    if (solver.hasSeveralSolutions(grid, MOST_BACKTRACKS)) {
      throw wrong(grid.toString(), "grid has more than one solution");
    }
    if (answer == null) {
      return solver
          .onlySolution(grid, MOST_BACKTRACKS)
          .map(solution -> new Sudoku(puzzle, new SolvedSudoku(grid, solution)))
          .orElseThrow(
              () ->
                  wrong(
                      grid.toString(),
                      "grid has no solution beside it and takes too long to solve"));
    }
    SudokuGrid solution = SudokuPuzzle.parse(answer).givens();
    if (solution.size() != grid.size()) {
      throw wrong(answer.toString(), "the solution is of another size than the grid");
    }
    requireSolved(puzzle, solution.tokens(), answer);
    return new Sudoku(puzzle, new SolvedSudoku(grid, solution));
  }

  private static SolvedPuzzle constraints(ConstraintsPuzzle puzzle, @Nullable JsonNode answer) {
    ConstraintBoard board = puzzle.board();
    int[] digits = puzzle.digits();
    GroupSolver solver = new GroupSolver(board.relations());
    int[] only = solver.onlySolution(digits, MOST_BACKTRACKS);
    if (only == null) {
      throw wrong(
          puzzle.grid().path("cells").asText(),
          solver.solutions(digits, 2, MOST_BACKTRACKS) > 1
              ? "grid has more than one solution"
              : "grid takes too long to prove that it has one solution");
    }
    RatedConstraints rated = new RatedConstraints(board, digits, only, solver.backtracks(digits));
    if (answer != null) {
      requireSolved(puzzle, answerTokens(puzzle, answer), answer);
    }
    return new Constrained(puzzle, rated);
  }

  /** The answer may be only the string of its cells. */
  private static int[] answerTokens(ConstraintsPuzzle puzzle, JsonNode answer) {
    ObjectNode grid = (ObjectNode) puzzle.grid();
    grid.set("cells", answer.isObject() ? answer.path("cells") : answer);
    ConstraintsPuzzle solved = ConstraintsPuzzle.parse(grid);
    if (solved.sequenceLength() != puzzle.sequenceLength()) {
      throw wrong(answer.toString(), "the solution is of another size than the grid");
    }
    return solved.tokens();
  }

  private static SolvedPuzzle maze(MazePuzzle puzzle, @Nullable JsonNode answer) {
    LabelledMaze labelled = puzzle.labelled();
    if (answer == null) {
      return new Labelled(puzzle, labelled);
    }
    Maze solution = Maze.ofRows(answer);
    Maze question = puzzle.maze();
    if (solution.width() != question.width() || solution.height() != question.height()) {
      throw wrong(answer.toString(), "the solution is of another size than the grid");
    }
    requireSolved(puzzle, solution.tokens(), answer);
    return new Labelled(
        puzzle, new LabelledMaze(question, solution, labelled.steps(), labelled.unique()));
  }

  private static void requireSolved(Puzzle puzzle, int[] tokens, JsonNode answer) {
    Draft draft = puzzle.draft(tokens);
    if (!draft.solved()) {
      BrokenRule broken = draft.brokenRules().get(0);
      throw wrong(
          answer.toString(),
          "the solution does not solve the grid: " + broken.rule() + ", " + broken.where());
    }
  }

  private static PuzzleFormatException wrong(String value, String message) {
    return new PuzzleFormatException("/solution", value, message);
  }

  Puzzle puzzle();

  /** A canonical form, equal for puzzles that are equivalent under the symmetries of their kind. */
  String form();

  /** The layout that maps its cells to tokens. */
  GridLayout layout();

  /** The puzzle as a held-out puzzle. */
  HeldOutPuzzle heldOut();

  /** The solution in the form of a file. */
  JsonNode solution();

  record Sudoku(SudokuPuzzle puzzle, SolvedSudoku solved) implements SolvedPuzzle {
    @Override
    public String form() {
      return SudokuCanonicalForm.of(solved.puzzle(), solved.solution());
    }

    @Override
    public GridLayout layout() {
      int side = solved.puzzle().size().side();
      return new GridLayout(side, side, side + 1, false);
    }

    @Override
    public RatedPuzzle heldOut() {
      SudokuSolver solver = new SudokuSolver(solved.puzzle().size());
      return new RatedPuzzle(
          solved.puzzle(), solved.solution(), solver.backtracks(solved.puzzle()));
    }

    @Override
    public JsonNode solution() {
      return TextNode.valueOf(solved.solution().toString());
    }
  }

  /** A puzzle whose groups of cells must have different symbols. */
  record Constrained(ConstraintsPuzzle puzzle, RatedConstraints heldOut) implements SolvedPuzzle {
    @Override
    public String form() {
      return heldOut.form();
    }

    @Override
    public GridLayout layout() {
      ConstraintBoard board = heldOut.board();
      return new GridLayout(board.side(), board.side(), board.symbols().length() + 1, false);
    }

    @Override
    public JsonNode solution() {
      return heldOut.grid(heldOut.answerTokens());
    }
  }

  record Labelled(MazePuzzle puzzle, LabelledMaze heldOut) implements SolvedPuzzle {
    @Override
    public String form() {
      return heldOut.question().canonicalForm();
    }

    @Override
    public GridLayout layout() {
      Maze maze = heldOut.question();
      return new GridLayout(maze.width(), maze.height(), Maze.VOCABULARY - 1, false);
    }

    @Override
    public JsonNode solution() {
      return heldOut.grid(heldOut.answerTokens());
    }
  }
}
