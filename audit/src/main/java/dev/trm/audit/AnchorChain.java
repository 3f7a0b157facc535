package dev.trm.audit;

import java.util.Collection;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Verifies anchors, one after the other: numbers, hashes of the one before, signatures. */
public final class AnchorChain {
  private final Map<String, VerifyKey> trusted;
  private final Consumer<Finding> found;
  private @Nullable Anchor before;

  /**
   * @param found hears of what is wrong
   */
  public AnchorChain(Collection<VerifyKey> trusted, Consumer<Finding> found) {
    this.trusted =
        trusted.stream()
            .collect(Collectors.toMap(VerifyKey::fingerprint, Function.identity(), (a, b) -> a));
    this.found = found;
  }

  /**
   * Takes the next one; the first of all may have any number, as in an export of some.
   *
   * @param expected the number it is stored under
   * @return what it says; null if it says nothing
   */
  public @Nullable Anchor next(long expected, SignedAnchor signed) {
    Anchor anchor;
    try {
      anchor = signed.anchor();
    } catch (IllegalArgumentException e) {
      tell(Finding.Kind.ANCHOR_ALTERED, expected, "anchor " + expected + ": " + e.getMessage());
      return null;
    }
    VerifyKey key = trusted.get(anchor.key());
    if (key == null) {
      tell(
          Finding.Kind.ANCHOR_KEY,
          expected,
          "anchor " + expected + " is signed with key " + anchor.key() + ", not trusted here");
    } else if (!key.signed(signed)) {
      tell(
          Finding.Kind.ANCHOR_SIGNATURE,
          expected,
          "anchor " + expected + " is not what was signed");
    }
    if (anchor.seq() != expected) {
      tell(
          Finding.Kind.ANCHOR_ALTERED,
          expected,
          "anchor " + expected + " says that it is number " + anchor.seq());
    }
    follow(anchor, expected);
    before = anchor;
    return anchor;
  }

  private void follow(Anchor anchor, long expected) {
    Anchor last = before;
    if (last == null) {
      return;
    }
    if (expected > last.seq() + 1) {
      tell(
          Finding.Kind.ANCHOR_REMOVED,
          last.seq() + 1,
          last.seq() + 2 == expected
              ? "anchor " + (last.seq() + 1) + " is missing"
              : "anchors " + (last.seq() + 1) + " to " + (expected - 1) + " are missing");
    } else if (!anchor.previous().equals(last.hash())) {
      tell(
          Finding.Kind.ANCHOR_ALTERED,
          expected,
          "anchor " + expected + " follows another anchor than " + last.seq());
    }
  }

  private void tell(Finding.Kind kind, long seq, String words) {
    found.accept(new Finding(kind, null, seq, words));
  }
}
