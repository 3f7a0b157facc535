package dev.trm.jobs.audit;

import dev.trm.audit.Anchor;
import dev.trm.audit.InclusionProof;
import dev.trm.audit.Leaf;
import dev.trm.audit.MerkleTree;
import dev.trm.audit.SignedAnchor;
import java.util.HexFormat;
import java.util.List;

/**
 * Where a job is anchored.
 *
 * @param seq of the anchor
 * @param leaf the job as the anchor has it
 * @param index the job's place among the anchor's, from 0
 * @param path hashes from the leaf's sibling upwards
 */
public record Anchored(long seq, SignedAnchor anchor, Leaf leaf, int index, List<byte[]> path) {
  public Anchored {
    path = List.copyOf(path);
  }

  /** Whether the leaf and its path lead to the root that was signed. */
  public boolean holds() {
    Anchor said = anchor.anchor();
    try {
      byte[] root = MerkleTree.rootFrom(leaf.bytes(), index, said.jobs(), path);
      return HexFormat.of().formatHex(root).equals(said.root());
    } catch (IllegalArgumentException otherPlace) {
      return false;
    }
  }

  /**
   * A proof that the anchor has it.
   *
   * @param publicKey of the anchor's signature, base64
   */
  public InclusionProof proof(String publicKey) {
    return InclusionProof.of(leaf, index, path, anchor, publicKey);
  }
}
