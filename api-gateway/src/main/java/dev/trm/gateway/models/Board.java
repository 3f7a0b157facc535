package dev.trm.gateway.models;

import dev.trm.jobs.Shown;
import dev.trm.puzzles.PuzzleKind;
import dev.trm.puzzles.constraints.ConstraintBoard;
import dev.trm.puzzles.grid.Grid;
import dev.trm.puzzles.grid.GridLayout;
import dev.trm.puzzles.maze.Maze;
import dev.trm.puzzles.sudoku.SudokuSize;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The puzzles of one kind and size that an imported model is for.
 *
 * @param kind {@code sudoku}
 * @param width in cells
 * @param height in cells
 * @param vocabulary the number of different tokens; null where the file alone tells
 * @param ends whether puzzles may be smaller, as tokens for their ends say; of grids only
 */
record Board(String kind, int width, int height, @Nullable Integer vocabulary, boolean ends) {
  /** Padding, the end of a grid and ten colours. */
  private static final int ARC_TOKENS = 12;

  private static final Pattern SIZE = Pattern.compile("([0-9]{1,3})(?:x([0-9]{1,3}))?");

  /**
   * Reads a size, {@code 9} or {@code 9x9}, of a kind whose tokens are known from it.
   *
   * @throws IllegalArgumentException naming what is wrong
   */
  static Board parse(String kind, String text) {
    Size size = Size.parse(text);
    boolean maze = kind.equals(PuzzleKind.MAZE.wire());
    if (!maze && size.width() != size.height()) {
      throw new IllegalArgumentException(
          "size is '" + text + "'; a board of kind " + kind + " is square");
    }
    if (kind.equals(PuzzleKind.SUDOKU.wire())) {
      return size.board(kind, SudokuSize.ofSide(size.width()).side() + 2);
    }
    if (kind.equals(PuzzleKind.CONSTRAINTS.wire())) {
      size.requireSides(text, ConstraintBoard.LEAST_SIDE, ConstraintBoard.MOST_SIDE);
      return size.board(kind, size.width() + 2);
    }
    size.requireSides(text, Maze.LEAST_SIDE, Maze.MOST_SIDE);
    return size.board(kind, maze ? Maze.VOCABULARY : ARC_TOKENS);
  }

  /**
   * Reads the size of a user's own grids, whose values only the file tells.
   *
   * @throws IllegalArgumentException naming what is wrong
   */
  static Board ofGrids(String text, boolean ends) {
    Size size = Size.parse(text);
    size.requireSides(text, 1, Grid.MOST_SIDE);
    return new Board(PuzzleKind.GRID.wire(), size.width(), size.height(), null, ends);
  }

  int cells() {
    return width * height;
  }

  /** As people say it, width first, {@code 9x9}. */
  String shape() {
    return width + "x" + height;
  }

  /**
   * How grids become the tokens of a model with a vocabulary; empty for a kind that leaves no
   * choice.
   *
   * @throws IllegalArgumentException if no grids have so many tokens
   */
  Optional<GridLayout> layout(int modelVocabulary) {
    return kind.equals(PuzzleKind.GRID.wire())
        ? Optional.of(new GridLayout(width, height, modelVocabulary - (ends ? 2 : 1), ends))
        : Optional.empty();
  }

  private record Size(int width, int height) {
    static Size parse(String text) {
      Matcher size = SIZE.matcher(text);
      if (!size.matches()) {
        throw new IllegalArgumentException(
            "size is " + Shown.of("'" + text + "'") + "; it must be like 9 or 9x9");
      }
      int width = Integer.parseInt(size.group(1));
      return new Size(width, size.group(2) == null ? width : Integer.parseInt(size.group(2)));
    }

    void requireSides(String text, int least, int most) {
      if (Math.min(width, height) < least || Math.max(width, height) > most) {
        throw new IllegalArgumentException(
            "size is '" + text + "'; a side must be " + least + " to " + most);
      }
    }

    Board board(String kind, int vocabulary) {
      return new Board(kind, width, height, vocabulary, false);
    }
  }
}
