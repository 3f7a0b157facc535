package dev.trm.jobs.audit;

import dev.trm.audit.InclusionProof;
import dev.trm.audit.Leaf;
import dev.trm.audit.SignedAnchor;
import java.util.List;

/**
 * Where a job is anchored.
 *
 * @param seq of the anchor
 * @param leaves all of the anchor's, by id
 * @param index the job's place among them
 */
public record Anchored(long seq, SignedAnchor anchor, List<Leaf> leaves, int index) {
  /** The job as the anchor has it. */
  public Leaf leaf() {
    return leaves.get(index);
  }

  /**
   * A proof that the anchor has it.
   *
   * @param publicKey of the anchor's signature, base64
   */
  public InclusionProof proof(String publicKey) {
    return InclusionProof.of(leaves, index, anchor, publicKey);
  }
}
