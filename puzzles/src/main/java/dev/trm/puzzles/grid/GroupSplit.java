package dev.trm.puzzles.grid;

import dev.trm.puzzles.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * Decides of each group whether it is held out, by its hash alone: the same group falls on the same
 * side wherever and in whatever company it comes again.
 *
 * @param heldOutShare of groups, 0 to 1
 */
public record GroupSplit(double heldOutShare, long seed) {

  public GroupSplit {
    if (!(heldOutShare >= 0 && heldOutShare <= 1)) {
      throw new IllegalArgumentException("heldOutShare is " + heldOutShare + "; it must be 0 to 1");
    }
  }

  public boolean heldOut(String group) {
    MessageDigest digest = Sha256.digest();
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, seed));
    byte[] hash = digest.digest(group.getBytes(StandardCharsets.UTF_8));
    double place = (ByteBuffer.wrap(hash).getLong() >>> 11) * 0x1p-53; // 0 to below 1
    return place < heldOutShare;
  }
}
