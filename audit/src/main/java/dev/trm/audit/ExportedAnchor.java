package dev.trm.audit;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A line of an export of anchors.
 *
 * @param leaves {@link Leaf#join} of the jobs it is over, base64
 */
public record ExportedAnchor(long seq, String statement, String signature, String leaves) {
  /** What a whole export proves. */
  public record Verified(long anchors, long jobs, List<Finding> findings) {
    public Verified {
      findings = List.copyOf(findings);
    }
  }

  /** Verifies an export, in the order of its lines, against a key that the reader knows. */
  public static Verified verify(Iterable<ExportedAnchor> lines, VerifyKey key) {
    List<Finding> findings = new ArrayList<>();
    AnchorChain chain = new AnchorChain(List.of(key), findings::add);
    long anchors = 0;
    long jobs = 0;
    for (ExportedAnchor line : lines) {
      anchors++;
      Anchor anchor = chain.next(line.seq, new SignedAnchor(line.statement, line.signature));
      if (anchor == null) {
        continue;
      }
      jobs += anchor.jobs();
      if (!anchor.isOver(line.jobs())) {
        findings.add(
            new Finding(
                Finding.Kind.ANCHOR_ALTERED,
                null,
                line.seq,
                "the jobs of anchor " + line.seq + " are not those that were signed"));
      }
    }
    return new Verified(anchors, jobs, findings);
  }

  /** The jobs it is over; none where they cannot be read. */
  private List<Leaf> jobs() {
    try {
      return Leaf.split(Base64.getDecoder().decode(leaves));
    } catch (IllegalArgumentException e) {
      return List.of();
    }
  }
}
