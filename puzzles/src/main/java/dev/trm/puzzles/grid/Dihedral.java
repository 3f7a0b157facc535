package dev.trm.puzzles.grid;

import dev.trm.puzzles.Shuffle;
import dev.trm.puzzles.Variation;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The eight symmetries of a square, numbered as in the reference code: 0 identity, 1 to 3
 * anticlockwise quarter turns, 4 flip left-right, 5 flip up-down, 6 transpose, 7 the other
 * diagonal.
 */
public enum Dihedral {
  IDENTITY,
  TURN_LEFT,
  TURN_HALF,
  TURN_RIGHT,
  FLIP_LEFT_RIGHT,
  FLIP_UP_DOWN,
  TRANSPOSE,
  ANTI_TRANSPOSE;

  /**
   * The symmetry of that number.
   *
   * @throws IllegalArgumentException if it is not 0 to 7
   */
  public static Dihedral of(int number) {
    if (number < 0 || number > 7) {
      throw new IllegalArgumentException("dihedral is " + number + "; it must be 0 to 7");
    }
    return values()[number];
  }

  /** All symmetries that keep height and width, the identity first. */
  public static List<Dihedral> of(int height, int width) {
    return Arrays.stream(values()).filter(how -> height == width || !how.swapsSides()).toList();
  }

  /**
   * The symmetry of a rectangle that a search attempt uses: each one once, in a seeded order.
   *
   * @param vocabulary the number of different tokens
   * @param attempt at least 1
   * @return empty after the last one
   */
  public static Optional<Variation> variation(
      int height, int width, int vocabulary, long seed, int attempt) {
    List<Dihedral> all = of(height, width);
    if (attempt >= all.size()) {
      return Optional.empty();
    }
    int[] order = Shuffle.of(all.size() - 1, Variation.random(seed, 0));
    Dihedral how = all.get(order[attempt - 1] + 1);
    int[] cells = IntStream.range(0, height * width).toArray();
    return Optional.of(
        Variation.of(
            how.apply(cells, height, width),
            IntStream.range(0, vocabulary).toArray(),
            how.words()));
  }

  /** A description for people: {@code turned left}. */
  public String words() {
    return switch (this) {
      case IDENTITY -> "unchanged";
      case TURN_LEFT -> "turned left";
      case TURN_HALF -> "turned by half";
      case TURN_RIGHT -> "turned right";
      case FLIP_LEFT_RIGHT -> "flipped left to right";
      case FLIP_UP_DOWN -> "flipped upside down";
      case TRANSPOSE -> "transposed";
      case ANTI_TRANSPOSE -> "transposed along the other diagonal";
    };
  }

  /** The symmetry that undoes this one. */
  public Dihedral inverse() {
    return switch (this) {
      case TURN_LEFT -> TURN_RIGHT;
      case TURN_RIGHT -> TURN_LEFT;
      default -> this;
    };
  }

  /** Whether it exchanges rows and columns, and therefore height and width. */
  public boolean swapsSides() {
    return switch (this) {
      case TURN_LEFT, TURN_RIGHT, TRANSPOSE, ANTI_TRANSPOSE -> true;
      default -> false;
    };
  }

  /**
   * The transformed cells, row by row.
   *
   * @param cells (height · width), row by row
   */
  public int[] apply(int[] cells, int height, int width) {
    if (cells.length != height * width) {
      throw new IllegalArgumentException(
          "cells has " + cells.length + " entries; expected " + height + " by " + width);
    }
    int newHeight = swapsSides() ? width : height;
    int newWidth = swapsSides() ? height : width;
    int[] changed = new int[cells.length];
    for (int row = 0; row < newHeight; row++) {
      for (int column = 0; column < newWidth; column++) {
        changed[row * newWidth + column] = cells[source(row, column, height, width)];
      }
    }
    return changed;
  }

  /** The old cell of a new cell. */
  private int source(int row, int column, int height, int width) {
    int bottom = height - 1;
    int right = width - 1;
    return switch (this) {
      case IDENTITY -> row * width + column;
      case TURN_LEFT -> column * width + right - row;
      case TURN_HALF -> (bottom - row) * width + right - column;
      case TURN_RIGHT -> (bottom - column) * width + row;
      case FLIP_LEFT_RIGHT -> row * width + right - column;
      case FLIP_UP_DOWN -> (bottom - row) * width + column;
      case TRANSPOSE -> column * width + row;
      case ANTI_TRANSPOSE -> (bottom - column) * width + right - row;
    };
  }
}
