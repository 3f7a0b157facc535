package dev.trm.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/**
 * Pairs of grids for trying things out: the output is the input mirrored left to right, with every
 * colour renamed to the next one.
 *
 * @param pairs 1 to 200,000
 * @param side of the square grids, 2 to 30
 * @param colours 2 to 10
 */
record MirroredPairs(int pairs, int side, int colours, long seed) {

  MirroredPairs {
    require("pairs", pairs, 1, 200_000);
    require("side", side, 2, 30);
    require("colours", colours, 2, 10);
  }

  private static void require(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " is " + value + "; it must be " + least + " to " + most);
    }
  }

  /** Writes NDJSON over what the file may hold; equal records write equal files. */
  void write(Path file) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (int pair = 0; pair < pairs; pair++) {
        int[] cells = random.ints(side * side, 0, colours).toArray();
        int[] answer = new int[cells.length];
        for (int cell = 0; cell < cells.length; cell++) {
          int mirrored = cell / side * side + side - 1 - cell % side;
          answer[mirrored] = (cells[cell] + 1) % colours;
        }
        out.write("{\"input\": " + rows(cells) + ", \"output\": " + rows(answer) + "}\n");
      }
    }
  }

  private String rows(int[] cells) {
    StringBuilder rows = new StringBuilder("[");
    for (int cell = 0; cell < cells.length; cell++) {
      rows.append(cell % side > 0 ? "," : cell == 0 ? "[" : "],[").append(cells[cell]);
    }
    return rows.append("]]").toString();
  }
}
