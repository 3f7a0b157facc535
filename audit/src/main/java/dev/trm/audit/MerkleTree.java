package dev.trm.audit;

import java.util.ArrayList;
import java.util.List;

/**
 * The Merkle tree of RFC 6962: a leaf's hash is over 0 and the leaf, a node's over 1 and the hashes
 * of its children, so that a node cannot pass for a leaf; the left part of a tree is the largest
 * power of two that leaves something for the right.
 */
public final class MerkleTree {
  private static final byte[] LEAF = {0};
  private static final byte[] NODE = {1};

  /** How many leaves are read together to find one's path: a subtree of 5 levels. */
  public static final int BLOCK = 32;

  private static final int BLOCK_LEVELS = 5;

  private MerkleTree() {}

  /** The root over leaves in this order; of none, the hash of nothing. */
  public static byte[] root(List<byte[]> leaves) {
    if (leaves.isEmpty()) {
      return Sha256.of();
    }
    // Level by level: an odd node at the end moves up as it is, which gives RFC 6962's tree.
    List<byte[]> level = leaves.stream().map(MerkleTree::leaf).toList();
    while (level.size() > 1) {
      level = above(level);
    }
    return level.get(0);
  }

  /** What a leaf's root is computed from besides it: its siblings, from below upwards. */
  public static List<byte[]> path(List<byte[]> leaves, int index) {
    List<byte[]> path = new ArrayList<>();
    List<byte[]> level = leaves.stream().map(MerkleTree::leaf).toList();
    int place = index;
    while (level.size() > 1) {
      int sibling = place ^ 1;
      if (sibling < level.size()) {
        path.add(level.get(sibling));
      }
      level = above(level);
      place >>= 1;
    }
    return path;
  }

  /**
   * The hashes of the tree from the level on at which one stands for each block of leaves, level by
   * level, the root last. With them, a path needs the leaves of one block only: it is the leaf's
   * path in its block, and after it the hashes at {@link #upperPath}.
   */
  public static List<byte[]> upper(List<byte[]> leaves) {
    List<byte[]> level = leaves.stream().map(MerkleTree::leaf).toList();
    for (int height = 0; height < BLOCK_LEVELS; height++) {
      level = above(level);
    }
    List<byte[]> upper = new ArrayList<>(level);
    while (level.size() > 1) {
      level = above(level);
      upper.addAll(level);
    }
    return upper;
  }

  /** Places in {@link #upper} of the upper part of a leaf's path, from below upwards. */
  public static List<Integer> upperPath(int size, int index) {
    List<Integer> places = new ArrayList<>();
    int begin = 0;
    int place = index / BLOCK;
    for (int width = (size + BLOCK - 1) / BLOCK; width > 1; width = (width + 1) / 2) {
      if ((place ^ 1) < width) {
        places.add(begin + (place ^ 1));
      }
      begin += width;
      place /= 2;
    }
    return places;
  }

  /**
   * The root that a leaf and its path lead to.
   *
   * @param size how many leaves the tree has
   * @throws IllegalArgumentException if the path is too short or too long for that place
   */
  public static byte[] rootFrom(byte[] leaf, int index, int size, List<byte[]> path) {
    if (index < 0 || index >= size) {
      throw new IllegalArgumentException("index: " + index + " is not in a tree of " + size);
    }
    byte[] hash = leaf(leaf);
    int used = 0;
    int place = index;
    for (int width = size; width > 1; width = (width + 1) / 2) {
      if ((place ^ 1) < width) {
        if (used == path.size()) {
          throw new IllegalArgumentException("path: " + used + " hashes are too few");
        }
        byte[] sibling = path.get(used++);
        hash = place % 2 == 0 ? node(hash, sibling) : node(sibling, hash);
      }
      place /= 2;
    }
    if (used != path.size()) {
      throw new IllegalArgumentException(
          "path: " + path.size() + " hashes are too many, " + used + " are needed");
    }
    return hash;
  }

  private static List<byte[]> above(List<byte[]> level) {
    List<byte[]> above = new ArrayList<>((level.size() + 1) / 2);
    for (int i = 0; i < level.size(); i += 2) {
      above.add(i + 1 < level.size() ? node(level.get(i), level.get(i + 1)) : level.get(i));
    }
    return above;
  }

  private static byte[] leaf(byte[] leaf) {
    return Sha256.of(LEAF, leaf);
  }

  private static byte[] node(byte[] left, byte[] right) {
    return Sha256.of(NODE, left, right);
  }
}
