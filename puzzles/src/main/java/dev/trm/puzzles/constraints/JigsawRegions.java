package dev.trm.puzzles.constraints;

import java.util.SplittableRandom;

/**
 * Random connected regions, whose number and size both equal the side. Cells of neighbouring
 * regions are exchanged if both regions stay connected.
 */
final class JigsawRegions {
  /** Exchanges tried for each cell; more do not increase the variety of shapes. */
  private static final int TRIES = 60;

  private final int side;
  private final int[] region;

  private JigsawRegions(int side) {
    this.side = side;
    this.region = new int[side * side];
    int height = Rule.boxHeight(side);
    int width = side / height;
    for (int cell = 0; cell < region.length; cell++) {
      region[cell] = cell / side / height * height + cell % side / width;
    }
  }

  /** A label for each cell; letters from A in the order of the regions' first cells. */
  static String random(int side, SplittableRandom random) {
    JigsawRegions regions = new JigsawRegions(side);
    for (int i = 0; i < TRIES * side * side; i++) {
      regions.exchange(random.nextInt(side * side), random.nextInt(side * side));
    }
    return regions.labels();
  }

  /**
   * Exchanges two cells' regions if each cell touches the other's region and both stay connected.
   */
  private void exchange(int a, int b) {
    int ofA = region[a];
    int ofB = region[b];
    if (ofA == ofB || !touches(a, ofB) || !touches(b, ofA)) {
      return;
    }
    region[a] = ofB;
    region[b] = ofA;
    if (!connected(ofA) || !connected(ofB)) {
      region[a] = ofA;
      region[b] = ofB;
    }
  }

  private boolean touches(int cell, int other) {
    for (int direction = 0; direction < 4; direction++) {
      int neighbour = neighbour(cell, direction);
      if (neighbour >= 0 && region[neighbour] == other) {
        return true;
      }
    }
    return false;
  }

  private int neighbour(int cell, int direction) {
    int row = cell / side;
    int column = cell % side;
    return switch (direction) {
      case 0 -> row > 0 ? cell - side : -1;
      case 1 -> row < side - 1 ? cell + side : -1;
      case 2 -> column > 0 ? cell - 1 : -1;
      default -> column < side - 1 ? cell + 1 : -1;
    };
  }

  private boolean connected(int wanted) {
    int first = 0;
    while (region[first] != wanted) {
      first++;
    }
    boolean[] seen = new boolean[region.length];
    int[] open = new int[side];
    int count = 1;
    int reached = 1;
    open[0] = first;
    seen[first] = true;
    while (count > 0) {
      int cell = open[--count];
      for (int direction = 0; direction < 4; direction++) {
        int next = neighbour(cell, direction);
        if (next >= 0 && region[next] == wanted && !seen[next]) {
          seen[next] = true;
          open[count++] = next;
          reached++;
        }
      }
    }
    return reached == side;
  }

  private String labels() {
    int[] names = new int[side];
    int named = 0;
    StringBuilder labels = new StringBuilder(region.length);
    for (int each : region) {
      if (names[each] == 0) {
        names[each] = ++named;
      }
      labels.append((char) ('A' + names[each] - 1));
    }
    return labels.toString();
  }
}
