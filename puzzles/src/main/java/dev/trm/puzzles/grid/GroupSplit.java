package dev.trm.puzzles.grid;

import dev.trm.puzzles.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * Decides by a group's hash whether the group is held out. The result is the same in every upload,
 * whatever the other groups.
 *
 * @param heldOutShare share of groups, 0 to 1
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
