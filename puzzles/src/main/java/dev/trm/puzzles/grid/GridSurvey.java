package dev.trm.puzzles.grid;

import dev.trm.puzzles.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/** Finds the layout and hash of a stream of pairs without storing the pairs. Not thread-safe. */
public final class GridSurvey {

  private final MessageDigest digest = Sha256.digest();
  private final Set<UUID> groups = new HashSet<>(); // half of each hash: names may be long
  private long pairs;
  private int width;
  private int height;
  private int largest;
  private boolean sizesDiffer;

  public void add(GridPair pair) {
    add(pair.input());
    add(pair.output());
    digest.update(pair.input().bytes());
    digest.update(pair.output().bytes());
    byte[] group = pair.group().getBytes(StandardCharsets.UTF_8);
    digest.update((byte) (group.length >> 8));
    digest.update((byte) group.length);
    digest.update(group);
    ByteBuffer hash = ByteBuffer.wrap(Sha256.digest().digest(group));
    groups.add(new UUID(hash.getLong(), hash.getLong()));
    pairs++;
  }

  private void add(Grid grid) {
    boolean first = width == 0;
    sizesDiffer |= !first && (grid.width() != width || grid.height() != height);
    width = Math.max(width, grid.width());
    height = Math.max(height, grid.height());
    largest = Math.max(largest, grid.largest());
  }

  public long pairs() {
    return pairs;
  }

  public int groups() {
    return groups.size();
  }

  /**
   * The smallest layout that fits all grids; with ends only if their sizes differ.
   *
   * @throws IllegalStateException if there was no pair
   */
  public GridLayout layout() {
    if (pairs == 0) {
      throw new IllegalStateException("pairs is 0; a layout needs at least one");
    }
    return new GridLayout(width, height, largest + 1, sizesDiffer);
  }

  /** SHA-256 over all pairs in order, in hexadecimal. */
  public String sha256() {
    return Sha256.soFar(digest);
  }
}
