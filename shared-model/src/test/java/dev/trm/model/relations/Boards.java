package dev.trm.model.relations;

import dev.trm.model.CellGroups;
import dev.trm.model.CellGroups.Group;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Groups of sample puzzles, with rows, columns and regions as relations. */
public final class Boards {

  private Boards() {}

  /** A Sudoku whose boxes have this height and width. */
  public static CellGroups sudoku(int height, int width) {
    int size = height * width;
    return new CellGroups(
        size * size, size, List.of(rows(size), columns(size), boxes(height, width)));
  }

  /** 4×4 with pieces of another form than boxes, and a diagonal: six regions. */
  public static CellGroups jigsaw() {
    List<Group> regions = new ArrayList<>();
    regions.add(Group.of(List.of(0, 1, 2, 4)));
    regions.add(Group.of(List.of(3, 6, 7, 11)));
    regions.add(Group.of(List.of(5, 8, 9, 12)));
    regions.add(Group.of(List.of(10, 13, 14, 15)));
    regions.add(Group.of(List.of(0, 5, 10, 15)));
    regions.add(Group.of(List.of(3, 6, 9, 12)));
    return new CellGroups(16, 4, List.of(rows(4), columns(4), regions));
  }

  private static List<Group> rows(int size) {
    return IntStream.range(0, size)
        .mapToObj(row -> group(IntStream.range(0, size).map(column -> row * size + column)))
        .toList();
  }

  private static List<Group> columns(int size) {
    return IntStream.range(0, size)
        .mapToObj(column -> group(IntStream.range(0, size).map(row -> row * size + column)))
        .toList();
  }

  private static List<Group> boxes(int height, int width) {
    int size = height * width;
    return IntStream.range(0, size)
        .mapToObj(
            box -> {
              int top = box / height * height;
              int left = box % height * width;
              return group(
                  IntStream.range(0, size).map(i -> (top + i / width) * size + left + i % width));
            })
        .toList();
  }

  private static Group group(IntStream cells) {
    return Group.of(cells.boxed().toList());
  }
}
