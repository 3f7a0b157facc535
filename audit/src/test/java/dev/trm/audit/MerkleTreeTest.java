package dev.trm.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MerkleTreeTest {
  /** The inputs of the test vectors that implementations of RFC 6962 share. */
  private static final List<byte[]> LEAVES =
      List.of(
              "",
              "00",
              "10",
              "2021",
              "3031",
              "40414243",
              "5051525354555657",
              "606162636465666768696a6b6c6d6e6f")
          .stream()
          .map(HexFormat.of()::parseHex)
          .toList();

  /** Roots as Certificate Transparency's reference implementation has them for these inputs. */
  @ParameterizedTest
  @CsvSource({
    "0, e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "1, 6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "2, fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "3, aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "7, ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "8, 5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
  })
  void rootIsThatOfTheSharedTestVectors(int size, String root) {
    assertThat(HexFormat.of().formatHex(MerkleTree.root(LEAVES.subList(0, size)))).isEqualTo(root);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 7, 8, 13, 64, 100})
  void pathOfEveryLeafLeadsToTheRoot(int size) {
    List<byte[]> leaves = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      leaves.add(new byte[] {(byte) i});
    }
    byte[] root = MerkleTree.root(leaves);

    for (int i = 0; i < size; i++) {
      List<byte[]> path = MerkleTree.path(leaves, i);
      assertThat(MerkleTree.rootFrom(leaves.get(i), i, size, path)).isEqualTo(root);
      assertThat(MerkleTree.rootFrom(new byte[] {-1}, i, size, path)).isNotEqualTo(root);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 31, 32, 33, 64, 65, 97, 1000})
  void pathFromOneBlockAndTheUpperTreeIsThePath(int size) {
    List<byte[]> leaves = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      leaves.add(new byte[] {(byte) i, (byte) (i >> 8)});
    }
    List<byte[]> upper = MerkleTree.upper(leaves);

    for (int i = 0; i < size; i++) {
      int block = i - i % MerkleTree.BLOCK;
      List<byte[]> path =
          new ArrayList<>(
              MerkleTree.path(
                  leaves.subList(block, Math.min(size, block + MerkleTree.BLOCK)), i - block));
      MerkleTree.upperPath(size, i).forEach(place -> path.add(upper.get(place)));
      assertThat(path).containsExactlyElementsOf(MerkleTree.path(leaves, i));
    }
    assertThat(upper.get(upper.size() - 1)).isEqualTo(MerkleTree.root(leaves));
  }

  @Test
  void pathOfTheWrongLengthIsRefused() {
    List<byte[]> path = MerkleTree.path(LEAVES, 3);
    byte[] leaf = LEAVES.get(3);

    assertThatThrownBy(() -> MerkleTree.rootFrom(leaf, 3, 8, path.subList(0, 2)))
        .hasMessage("path: 2 hashes are too few");
    assertThatThrownBy(() -> MerkleTree.rootFrom(leaf, 3, 4, path))
        .hasMessage("path: 3 hashes are too many, 2 are needed");
    assertThatThrownBy(() -> MerkleTree.rootFrom(leaf, 8, 8, path))
        .hasMessage("index: 8 is not in a tree of 8");
  }
}
