package dev.trm.audit;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A line of an export of anchors.
 *
 * @param leaves {@link Leaf#join} of the jobs it is over, base64
 * @param actions the operators' actions since the anchor before, in order
 */
public record ExportedAnchor(
    long seq, String statement, String signature, String leaves, List<ActionLink> actions) {
  public ExportedAnchor {
    actions = actions == null ? List.of() : List.copyOf(actions);
  }

  /** What a whole export proves. */
  public record Verified(long anchors, long jobs, long actions, List<Finding> findings) {
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
    long actions = 0;
    Anchor before = null;
    for (ExportedAnchor line : lines) {
      anchors++;
      actions += line.actions.size();
      Anchor anchor = chain.next(line.seq, new SignedAnchor(line.statement, line.signature));
      if (anchor == null) {
        before = null;
        continue;
      }
      line.verifyActions(before, anchor, findings::add);
      before = anchor;
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
    return new Verified(anchors, jobs, actions, findings);
  }

  /**
   * Verifies that the actions lead from where the anchor before has ended to where this one does.
   *
   * @param before null where an export begins; what came before its first action is unknown then
   */
  private void verifyActions(@Nullable Anchor before, Anchor anchor, Consumer<Finding> found) {
    if (before == null && actions.isEmpty()) {
      return;
    }
    long last = before == null ? actions.get(0).seq() - 1 : before.operatorSeq();
    String hash = before == null ? (last == 0 ? "" : null) : before.operatorHash();
    for (ActionLink action : actions) {
      if (action.seq() != last + 1) {
        found.accept(action(Finding.Kind.ACTION_REMOVED, last + 1, "is missing"));
      } else if (hash != null && !action.hashAfter(hash).equals(action.hash())) {
        found.accept(
            action(
                Finding.Kind.ACTION_ALTERED,
                action.seq(),
                "(" + action.action() + ") is not what its hash was taken over"));
      }
      last = action.seq();
      hash = action.hash();
    }
    if (last != anchor.operatorSeq() || !anchor.operatorHash().equals(hash)) {
      found.accept(
          action(
              last < anchor.operatorSeq()
                  ? Finding.Kind.ACTION_REMOVED
                  : Finding.Kind.ACTION_ALTERED,
              anchor.operatorSeq(),
              "is not the one that anchor " + anchor.seq() + " names"));
    }
  }

  private static Finding action(Finding.Kind kind, long seq, String words) {
    return new Finding(kind, null, seq, "operators' action " + seq + " " + words);
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
