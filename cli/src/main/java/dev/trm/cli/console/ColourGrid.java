package dev.trm.cli.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Grids of ARC's ten colours: a cell is two columns of its colour, or its number where there are no
 * colours.
 */
public final class ColourGrid {
  private static final String GAP = "    ";

  /** Of the terminal's 256, nearest to those the competition shows. */
  private static final int[] PALETTE = {16, 33, 196, 40, 220, 246, 201, 208, 117, 88};

  private final Console console;

  public ColourGrid(Console console) {
    this.console = console;
  }

  /**
   * The lines of some grids beside each other, each under its heading.
   *
   * @param grids as the API has them
   */
  public List<String> sideBySide(List<String> headings, List<JsonNode> grids) {
    int height = grids.stream().mapToInt(JsonNode::size).max().orElse(0);
    List<String> lines = new ArrayList<>();
    for (int row = -1; row < height; row++) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < grids.size(); i++) {
        JsonNode grid = grids.get(i);
        int width = Math.max(headings.get(i).length(), 2 * grid.path(0).size());
        String text = row < 0 ? headings.get(i) : cells(grid.path(row));
        int shown = row < 0 ? text.length() : 2 * grid.path(row).size();
        line.append(i == 0 ? "" : GAP).append(text).append(" ".repeat(width - shown));
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }

  private String cells(JsonNode row) {
    StringBuilder cells = new StringBuilder();
    for (JsonNode cell : row) {
      int colour = cell.asInt();
      boolean known = console.colours() && colour >= 0 && colour < PALETTE.length;
      cells.append(known ? "\u001b[48;5;" + PALETTE[colour] + "m  \u001b[0m" : colour + " ");
    }
    return cells.toString();
  }
}
