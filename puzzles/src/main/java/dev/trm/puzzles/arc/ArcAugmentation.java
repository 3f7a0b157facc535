package dev.trm.puzzles.arc;

import dev.trm.puzzles.grid.Dihedral;
import dev.trm.puzzles.grid.Grid;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * An augmentation of a task: a symmetry and a permutation of the colours 1 to 9. Colour 0, usually
 * the background, stays.
 */
public final class ArcAugmentation {

  /** The maximum number of augmentations of a task, besides the task itself. */
  public static final int MOST = 1_000;

  private static final int COLOURS = 10;

  /** Tries for each requested augmentation: a task of few colours has fewer different ones. */
  private static final int TRIES = 5;

  /** Changes nothing. */
  public static final ArcAugmentation IDENTITY =
      new ArcAugmentation(Dihedral.IDENTITY, new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9});

  private final Dihedral symmetry;
  private final int[] colours; // the new colour of each old one

  private ArcAugmentation(Dihedral symmetry, int[] colours) {
    this.symmetry = symmetry;
    this.colours = colours;
  }

  /**
   * Creates an augmentation from its parts.
   *
   * @param colours the new colour of each of the ten, 0 first
   * @throws IllegalArgumentException if they are not a permutation that keeps 0
   */
  public static ArcAugmentation of(Dihedral symmetry, int... colours) {
    int[] sorted = colours.clone();
    Arrays.sort(sorted);
    if (colours.length != COLOURS || colours[0] != 0 || !Arrays.equals(sorted, IDENTITY.colours)) {
      throw new IllegalArgumentException(
          "colours is "
              + Arrays.toString(colours)
              + "; it must be a permutation of 0 to 9 with 0"
              + " first");
    }
    return new ArcAugmentation(symmetry, colours.clone());
  }

  /** A uniformly random augmentation. */
  public static ArcAugmentation random(SplittableRandom random) {
    int[] colours = IDENTITY.colours.clone();
    for (int i = COLOURS - 1; i > 1; i--) {
      int j = 1 + random.nextInt(i);
      int swap = colours[i];
      colours[i] = colours[j];
      colours[j] = swap;
    }
    return new ArcAugmentation(Dihedral.of(random.nextInt(8)), colours);
  }

  /**
   * The identity, followed by augmentations under which the grids of the task become different. The
   * task's content, its id and the seed determine them.
   *
   * @param most 0 to 1,000
   */
  public static List<ArcAugmentation> of(ArcTask task, int most, long seed) {
    if (most < 0 || most > MOST) {
      throw new IllegalArgumentException("augmentations is " + most + "; it must be 0 to " + MOST);
    }
    SplittableRandom random =
        new SplittableRandom(seed ^ new SplittableRandom(task.id().hashCode()).nextLong());
    List<ArcAugmentation> kept = new ArrayList<>(most + 1);
    Set<ByteBuffer> seen = new HashSet<>();
    kept.add(IDENTITY);
    seen.add(IDENTITY.content(task));
    for (int tries = 0; tries < TRIES * most && kept.size() <= most; tries++) {
      ArcAugmentation next = random(random);
      if (seen.add(next.content(task))) {
        kept.add(next);
      }
    }
    return List.copyOf(kept);
  }

  private ByteBuffer content(ArcTask task) {
    List<byte[]> grids =
        Stream.concat(
                task.train().stream().flatMap(pair -> Stream.of(pair.input(), pair.output())),
                task.test().stream().map(ArcTask.Test::input))
            .map(grid -> apply(grid).bytes())
            .toList();
    ByteBuffer all = ByteBuffer.allocate(grids.stream().mapToInt(grid -> grid.length).sum());
    grids.forEach(all::put);
    return all.flip();
  }

  public Grid apply(Grid grid) {
    return grid.turned(symmetry).renamed(colours);
  }

  /** The inverse of {@link #apply}. */
  public Grid undo(Grid grid) {
    int[] back = new int[COLOURS];
    for (int colour = 0; colour < COLOURS; colour++) {
      back[colours[colour]] = colour;
    }
    return grid.renamed(back).turned(symmetry.inverse());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ArcAugmentation that
        && symmetry == that.symmetry
        && Arrays.equals(colours, that.colours);
  }

  @Override
  public int hashCode() {
    return 31 * symmetry.ordinal() + Arrays.hashCode(colours);
  }

  /** The symmetry's number and the ten new colours: {@code t3 0123456789}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("t").append(symmetry.ordinal()).append(' ');
    for (int colour : colours) {
      text.append(colour);
    }
    return text.toString();
  }
}
