package dev.trm.audit;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/**
 * Shows that a job ended with a certain chain, to whoever trusts the key of the anchor.
 *
 * @param events how many the job's chain has
 * @param hash of the last one, hex
 * @param index the job's place among the anchor's leaves, from 0
 * @param path hashes from the leaf's sibling upwards, hex
 * @param publicKey of the anchor's signature, base64: compare it with one that you know
 */
public record InclusionProof(
    UUID job,
    int events,
    String hash,
    int index,
    List<String> path,
    SignedAnchor anchor,
    String publicKey) {

  public InclusionProof {
    path = List.copyOf(path);
  }

  /**
   * The proof for one of an anchor's leaves.
   *
   * @param path of the leaf, see {@link MerkleTree#path}
   */
  public static InclusionProof of(
      Leaf leaf, int index, List<byte[]> path, SignedAnchor anchor, String publicKey) {
    return new InclusionProof(
        leaf.job(),
        leaf.events(),
        leaf.hash(),
        index,
        path.stream().map(HexFormat.of()::formatHex).toList(),
        anchor,
        publicKey);
  }

  /** What is wrong with it, in words; empty if it holds for the owner of the public key. */
  public List<String> verify() {
    List<String> wrong = new ArrayList<>();
    try {
      Anchor said = anchor.anchor();
      VerifyKey key = new VerifyKey(publicKey);
      if (!said.key().equals(key.fingerprint())) {
        wrong.add("the anchor names the key " + said.key() + ", not " + key.fingerprint());
      }
      if (!key.signed(anchor)) {
        wrong.add("the anchor is not what was signed");
      }
      byte[] root =
          MerkleTree.rootFrom(
              new Leaf(job, events, hash).bytes(),
              index,
              said.jobs(),
              path.stream().map(HexFormat.of()::parseHex).toList());
      if (!HexFormat.of().formatHex(root).equals(said.root())) {
        wrong.add("the path leads to another root than the anchor's");
      }
    } catch (IllegalArgumentException e) {
      wrong.add(String.valueOf(e.getMessage()));
    }
    return wrong;
  }
}
