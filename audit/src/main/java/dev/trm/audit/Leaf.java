package dev.trm.audit;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/**
 * A job that has ended, as an anchor has it.
 *
 * @param events how many its chain has
 * @param hash of the last event, hex
 */
public record Leaf(UUID job, int events, String hash) {
  private static final int HASH = 32;

  /** Of one leaf in {@link #join}. */
  public static final int BYTES = 2 * Long.BYTES + Integer.BYTES + HASH;

  /** By the bytes of the id, as PostgreSQL sorts. */
  public static final Comparator<Leaf> BY_JOB = Comparator.comparing(Leaf::job, Leaf::compare);

  public Leaf {
    if (hash.length() != 2 * HASH) {
      throw new IllegalArgumentException(
          "hash: has " + hash.length() + " digits, a SHA-256 has " + 2 * HASH);
    }
  }

  /** The id, the number of events and the hash, 52 bytes. */
  public byte[] bytes() {
    return ByteBuffer.allocate(BYTES)
        .putLong(job.getMostSignificantBits())
        .putLong(job.getLeastSignificantBits())
        .putInt(events)
        .put(HexFormat.of().parseHex(hash))
        .array();
  }

  /** Many leaves as one value. */
  public static byte[] join(List<Leaf> leaves) {
    ByteBuffer all = ByteBuffer.allocate(leaves.size() * BYTES);
    leaves.forEach(leaf -> all.put(leaf.bytes()));
    return all.array();
  }

  /**
   * The other way round.
   *
   * @throws IllegalArgumentException if these are no leaves
   */
  public static List<Leaf> split(byte[] bytes) {
    if (bytes.length % BYTES != 0) {
      throw new IllegalArgumentException(
          "leaves: " + bytes.length + " bytes are no multiple of " + BYTES);
    }
    ByteBuffer all = ByteBuffer.wrap(bytes);
    List<Leaf> leaves = new ArrayList<>(bytes.length / BYTES);
    while (all.hasRemaining()) {
      UUID job = new UUID(all.getLong(), all.getLong());
      int events = all.getInt();
      byte[] hash = new byte[HASH];
      all.get(hash);
      leaves.add(new Leaf(job, events, HexFormat.of().formatHex(hash)));
    }
    return leaves;
  }

  private static int compare(UUID one, UUID other) {
    int high = Long.compareUnsigned(one.getMostSignificantBits(), other.getMostSignificantBits());
    return high != 0
        ? high
        : Long.compareUnsigned(one.getLeastSignificantBits(), other.getLeastSignificantBits());
  }
}
