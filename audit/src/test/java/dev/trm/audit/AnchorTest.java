package dev.trm.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnchorTest {
  private static final UUID JOB = UUID.fromString("01900000-0000-7000-8000-000000000001");

  @TempDir Path directory;

  private final SigningKey key = SigningKey.make();

  private Anchor anchor(long seq, String previous, List<Leaf> leaves) {
    return new Anchor(
        seq,
        Instant.parse("2026-01-31T12:00:00.000123Z"),
        leaves.size(),
        Anchor.rootOf(leaves),
        leaves.isEmpty() ? null : leaves.get(0).job(),
        null,
        7,
        "ab",
        previous,
        key.publicKey().fingerprint());
  }

  @Test
  void statementIsReadBackAsItWas() {
    Anchor anchor = anchor(3, "00", List.of(new Leaf(JOB, 3, "0".repeat(64))));

    assertThat(Anchor.parse(anchor.statement())).isEqualTo(anchor);
    assertThat(anchor.statement())
        .startsWith("[\"trm.anchor.1\", 3, 1769860800000123, 1, \"")
        .endsWith("\", \"" + JOB + "\", null, 7, \"ab\", \"00\", \"" + anchor.key() + "\"]");
  }

  @Test
  void leavesAreReadBackAsTheyWere() {
    List<Leaf> leaves =
        List.of(new Leaf(JOB, 3, "0f".repeat(32)), new Leaf(new UUID(-1, -2), 4, "a0".repeat(32)));

    assertThat(Leaf.split(Leaf.join(leaves))).isEqualTo(leaves);
    assertThatThrownBy(() -> Leaf.split(new byte[53]))
        .hasMessage("leaves: 53 bytes are no multiple of 52");
  }

  @Test
  void wholeChainIsGoodAndEachFlawIsNamed() {
    SignedAnchor one = key.sign(anchor(1, "", List.of()).statement());
    SignedAnchor two = key.sign(anchor(2, one.anchor().hash(), List.of()).statement());
    SignedAnchor three = key.sign(anchor(3, two.anchor().hash(), List.of()).statement());
    SignedAnchor strange = key.sign(anchor(3, one.anchor().hash(), List.of()).statement());
    SignedAnchor forged =
        new SignedAnchor(three.statement().replace(", 0, ", ", 1, "), three.signature());

    assertThat(kinds(one, two, three)).isEmpty();
    assertThat(kinds(one, null, three)).containsExactly(Finding.Kind.ANCHOR_REMOVED);
    assertThat(kinds(one, two, strange)).containsExactly(Finding.Kind.ANCHOR_ALTERED);
    assertThat(kinds(one, two, forged)).containsExactly(Finding.Kind.ANCHOR_SIGNATURE);
    assertThat(kinds(one, new SignedAnchor("[]", ""), three)).contains(Finding.Kind.ANCHOR_ALTERED);
  }

  private List<Finding.Kind> kinds(@Nullable SignedAnchor... anchors) {
    List<Finding.Kind> kinds = new ArrayList<>();
    AnchorChain chain =
        new AnchorChain(List.of(key.publicKey()), finding -> kinds.add(finding.kind()));
    for (int i = 0; i < anchors.length; i++) {
      SignedAnchor anchor = anchors[i];
      if (anchor != null) {
        chain.next(i + 1, anchor);
      }
    }
    return kinds;
  }

  @Test
  void proofIsRefusedForAnotherChainOrAnotherKey() {
    List<Leaf> leaves =
        List.of(new Leaf(JOB, 3, "0f".repeat(32)), new Leaf(new UUID(-1, -2), 4, "a0".repeat(32)));
    SignedAnchor signed = key.sign(anchor(1, "", leaves).statement());
    InclusionProof proof =
        InclusionProof.of(
            leaves.get(0),
            0,
            MerkleTree.path(leaves.stream().map(Leaf::bytes).toList(), 0),
            signed,
            key.publicKey().base64());

    assertThat(proof.verify()).isEmpty();
    InclusionProof longer =
        new InclusionProof(
            proof.job(), 4, proof.hash(), 0, proof.path(), signed, proof.publicKey());
    assertThat(longer.verify()).containsExactly("the path leads to another root than the anchor's");
    InclusionProof foreign =
        InclusionProof.of(
            leaves.get(0),
            0,
            MerkleTree.path(leaves.stream().map(Leaf::bytes).toList(), 0),
            signed,
            SigningKey.make().publicKey().base64());
    assertThat(foreign.verify()).hasSize(2);
  }

  @Test
  void keyIsMadeOnceForItsOwnerOnly() throws IOException {
    Path file = directory.resolve("below/audit-key");

    SigningKey made = SigningKey.readOrMake(file);
    SigningKey read = SigningKey.readOrMake(file);

    assertThat(read.publicKey()).isEqualTo(made.publicKey());
    assertThat(made.publicKey().signed(read.sign("x"))).isTrue();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(() -> SigningKey.readOrMake(file)).hasMessageContaining("must be 600");
  }

  @Test
  void fileWithoutAKeyIsNamed() throws IOException {
    Path file = directory.resolve("audit-key");
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));

    assertThatThrownBy(() -> SigningKey.readOrMake(file))
        .hasMessage(file + " holds no Ed25519 key");
  }
}
