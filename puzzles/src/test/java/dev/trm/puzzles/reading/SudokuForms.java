package dev.trm.puzzles.reading;

import dev.trm.puzzles.sudoku.RatedPuzzle;
import dev.trm.puzzles.sudoku.SudokuGrid;
import dev.trm.puzzles.sudoku.SudokuSize;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Forms of writing Sudokus of one size into a file. */
final class SudokuForms {
  private SudokuForms() {}

  /** Each form by its name. */
  static Map<String, Function<List<RatedPuzzle>, String>> of(SudokuSize size) {
    Map<String, Function<List<RatedPuzzle>, String>> forms = new LinkedHashMap<>();
    for (char blank : ".0_*-x?".toCharArray()) {
      forms.put("a line each, blank " + blank, lines(grid -> line(grid, blank)));
      forms.put("rows, blank " + blank, paragraphs(grid -> rows(grid, blank, "")));
      forms.put("framed rows, blank " + blank, paragraphs(grid -> framed(grid, blank, "")));
    }
    if (size.cells() >= 81) {
      forms.put("a line each, blank space", lines(grid -> line(grid, ' ')));
    }
    for (String between : List.of(" ", "\t", ",", ", ")) {
      forms.put("rows separated by '" + between + "'", paragraphs(g -> rows(g, '0', between)));
      if (size.cells() > 16) {
        forms.put("a line each separated by '" + between + "'", lines(g -> separated(g, between)));
      }
    }
    forms.put("framed rows with spaces", paragraphs(grid -> framed(grid, '.', " ")));
    forms.put("bands apart", paragraphs(grid -> bands(grid)));
    forms.put("titles", titles(size));
    forms.put("comments", lines(grid -> "# one\n; two\n// three\n" + line(grid, '.') + " # four"));
    forms.put("numbers", paragraphs(SudokuForms::numbers));
    forms.put("hash, digits, rating", hashed());
    forms.put("sdk", sdk());
    forms.put("ss", paragraphs(SudokuForms::simpleSudoku));
    if (size != SudokuSize.SIXTEEN) {
      forms.put("rows without anything between grids", join("\n", g -> rows(g, '.', "")));
    } else {
      forms.put("symbols 0 to F", lines(SudokuForms::fromZero));
      forms.put("rows of 0 to F", paragraphs(SudokuForms::fromZeroRows));
    }
    return forms;
  }

  private static Function<List<RatedPuzzle>, String> join(
      String between, Function<SudokuGrid, String> form) {
    return puzzles ->
        puzzles.stream().map(RatedPuzzle::puzzle).map(form).collect(Collectors.joining(between));
  }

  private static Function<List<RatedPuzzle>, String> lines(Function<SudokuGrid, String> form) {
    return join("\n", form);
  }

  private static Function<List<RatedPuzzle>, String> paragraphs(Function<SudokuGrid, String> form) {
    return join("\n\n", form);
  }

  static String line(SudokuGrid grid, char blank) {
    return grid.toString().replace('.', blank);
  }

  private static List<String> split(SudokuGrid grid, char blank) {
    int side = grid.size().side();
    String line = line(grid, blank);
    return IntStream.range(0, side)
        .mapToObj(row -> line.substring(row * side, (row + 1) * side))
        .toList();
  }

  private static String rows(SudokuGrid grid, char blank, String between) {
    return split(grid, blank).stream()
        .map(row -> String.join(between, row.split("")))
        .collect(Collectors.joining("\n"));
  }

  private static String separated(SudokuGrid grid, String between) {
    return String.join(between, line(grid, '0').split(""));
  }

  private static String framed(SudokuGrid grid, char blank, String between) {
    int width = grid.size().boxWidth();
    int height = grid.size().boxHeight();
    int stacks = grid.size().side() / width;
    String rule = ("+" + "-".repeat(width + (width + 1) * between.length())).repeat(stacks) + "+";
    List<String> text = new ArrayList<>();
    List<String> rows = split(grid, blank);
    for (int row = 0; row < rows.size(); row++) {
      if (row % height == 0) {
        text.add(rule);
      }
      StringBuilder line = new StringBuilder();
      for (int stack = 0; stack < stacks; stack++) {
        String part = rows.get(row).substring(stack * width, (stack + 1) * width);
        line.append('|').append(between).append(String.join(between, part.split("")));
        line.append(between);
      }
      text.add(line.append('|').toString());
    }
    text.add(rule);
    return String.join("\n", text);
  }

  private static String bands(SudokuGrid grid) {
    List<String> text = new ArrayList<>();
    List<String> rows = split(grid, '.');
    for (int row = 0; row < rows.size(); row++) {
      if (row > 0 && row % grid.size().boxHeight() == 0) {
        text.add("");
      }
      text.add(rows.get(row));
    }
    return String.join("\n", text);
  }

  private static Function<List<RatedPuzzle>, String> titles(SudokuSize size) {
    return puzzles ->
        IntStream.range(0, puzzles.size())
            .mapToObj(
                i ->
                    String.format("Grid %02d%n", i + 1)
                        + rows(puzzles.get(i).puzzle(), size == SudokuSize.SIXTEEN ? '.' : '0', ""))
            .collect(Collectors.joining("\n"));
  }

  private static String numbers(SudokuGrid grid) {
    int side = grid.size().side();
    return IntStream.range(0, side)
        .mapToObj(
            row ->
                IntStream.range(0, side)
                    .mapToObj(column -> String.format("%2d", grid.digit(row * side + column)))
                    .collect(Collectors.joining(" ")))
        .collect(Collectors.joining("\n"));
  }

  private static Function<List<RatedPuzzle>, String> hashed() {
    return puzzles ->
        puzzles.stream()
            .map(
                each ->
                    String.format("%012x", each.hashCode())
                        + " "
                        + line(each.puzzle(), '.')
                        + "  7.2")
            .collect(Collectors.joining("\n"));
  }

  private static Function<List<RatedPuzzle>, String> sdk() {
    return puzzles ->
        puzzles.stream()
            .map(
                each ->
                    "#A Nobody\n#D Made up\n[Puzzle]\n"
                        + rows(each.puzzle(), '.', "")
                        + "\n[State]\n"
                        + rows(each.solution(), '.', ""))
            .collect(Collectors.joining("\n"));
  }

  private static String simpleSudoku(SudokuGrid grid) {
    String edge = "*" + "-".repeat(grid.size().side() + 2) + "*\n";
    return edge
        + framed(grid, '.', "").replaceAll("(?m)^[+].*\n|\n[+].*$", "")
        + "\n"
        + edge.strip();
  }

  private static String fromZero(SudokuGrid grid) {
    StringBuilder text = new StringBuilder();
    for (int cell = 0; cell < 256; cell++) {
      int digit = grid.digit(cell);
      text.append(digit == 0 ? '.' : Character.forDigit(digit - 1, 16));
    }
    return text.toString();
  }

  private static String fromZeroRows(SudokuGrid grid) {
    return fromZero(grid).replaceAll("(.{16})", "$1\n");
  }
}
