package dev.trm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trm.audit.Anchor;
import dev.trm.audit.ExportedAnchor;
import dev.trm.audit.InclusionProof;
import dev.trm.audit.Leaf;
import dev.trm.audit.MerkleTree;
import dev.trm.audit.SignedAnchor;
import dev.trm.audit.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path directory;
  private final SigningKey key = SigningKey.make();
  private final List<Leaf> leaves =
      List.of(new Leaf(new UUID(1, 2), 3, "0f".repeat(32)), leaf(new UUID(1, 3)));
  private CannedGateway gateway;

  private static Leaf leaf(UUID job) {
    return new Leaf(job, 4, "a0".repeat(32));
  }

  @BeforeEach
  void start() throws IOException {
    gateway = new CannedGateway();
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private SignedAnchor anchor(long seq, String previous) {
    return key.sign(
        new Anchor(
                seq,
                Instant.EPOCH,
                leaves.size(),
                Anchor.rootOf(leaves),
                null,
                null,
                0,
                "",
                previous,
                key.publicKey().fingerprint())
            .statement());
  }

  private String exported(long seq, SignedAnchor anchor) throws JsonProcessingException {
    return JSON.writeValueAsString(
        new ExportedAnchor(
            seq,
            anchor.statement(),
            anchor.signature(),
            Base64.getEncoder().encodeToString(Leaf.join(leaves)),
            List.of()));
  }

  private int verify(String content) throws IOException {
    Path file = Files.writeString(directory.resolve("file"), content);
    return gateway.run("audit", "verify", file.toString(), "--key", key.publicKey().base64());
  }

  @Test
  void exportIsVerifiedWithoutTheGateway() throws IOException {
    SignedAnchor one = anchor(1, "");
    SignedAnchor two = anchor(2, one.anchor().hash());
    String export = exported(1, one) + "\n" + exported(2, two) + "\n";

    assertThat(verify(export)).isEqualTo(0);
    assertThat(gateway.out())
        .contains("2 anchors over 4 jobs and 0 operators' actions verified: all is whole");
    assertThat(verify(exported(1, one) + "\n" + exported(3, anchor(3, "")))).isEqualTo(3);
    assertThat(gateway.out()).contains("ANCHOR_REMOVED  anchor 2 is missing");
    assertThat(gateway.seen()).isEmpty();
  }

  @Test
  void prettyPrintedFilesAreVerifiedAsWell() throws IOException {
    InclusionProof proof =
        InclusionProof.of(
            leaves.get(1),
            1,
            MerkleTree.path(leaves.stream().map(Leaf::bytes).toList(), 1),
            anchor(1, ""),
            key.publicKey().base64());
    assertThat(verify(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(proof))).isZero();

    String export = JSON.readTree(exported(1, anchor(1, ""))).toPrettyString();
    assertThat(verify(export + "\n")).isZero();
    assertThat(gateway.err()).isEmpty();
  }

  @Test
  void proofIsVerifiedWithoutTheGateway() throws IOException {
    InclusionProof proof =
        InclusionProof.of(
            leaves.get(1),
            1,
            MerkleTree.path(leaves.stream().map(Leaf::bytes).toList(), 1),
            anchor(1, ""),
            key.publicKey().base64());
    String text = JSON.writeValueAsString(proof);

    assertThat(verify(text)).isEqualTo(0);
    assertThat(gateway.out()).contains("ended with 4 events").contains(": proved");
    assertThat(verify(text.replace("\"events\":4", "\"events\":5"))).isEqualTo(3);
    assertThat(gateway.out()).contains("another root").contains(": not proved");
  }

  @Test
  void fileNeedsAKeyThatIsTrusted() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "{}");

    assertThat(gateway.run("audit", "verify", file.toString())).isEqualTo(2);
    assertThat(gateway.run("audit", "verify", file.toString(), "--key", "x")).isEqualTo(2);
    assertThat(gateway.err()).contains("--key names").contains("--key is 'x'");
  }

  @Test
  void gatewaysFindingsAreListed() {
    gateway.on(
        "GET /v1/audit/verify",
        200,
        "{'kind': 'EVENT_ALTERED', 'job': 'a1', 'seq': 2, 'words': 'event 2 is not as it was'}\n"
            + "{'verified': false, 'looked': {'jobs': 5, 'events': 15, 'anchors': 2, 'actions': 0,"
            + " 'retired': 0, 'findings': 1}}\n");

    assertThat(gateway.run("audit", "verify", "--since", "2026-01-01T00:00:00Z")).isEqualTo(3);
    assertThat(gateway.out().lines())
        .containsExactly(
            "EVENT_ALTERED  job a1  event 2 is not as it was",
            "5 jobs with 15 events, 2 anchors and 0 operators' actions verified, 0 jobs removed by"
                + " policy: 1 things are wrong");
  }

  @Test
  void verificationThatBreaksOffFails() {
    gateway.on("GET /v1/audit/verify", 200, "");

    assertThat(gateway.run("audit", "verify")).isEqualTo(1);
    assertThat(gateway.err()).contains("broke off");
  }

  @Test
  void keyProofAndExportArePrinted() {
    gateway
        .on("GET /v1/audit/key", 200, "{'publicKey': 'abc'}")
        .on("GET /v1/jobs/a1/proof", 200, "{'job': 'a1'}")
        .on("GET /v1/audit/anchors/export", 200, "{'seq': 1}\n{'seq': 2}\n");

    assertThat(gateway.run("audit", "key")).isEqualTo(0);
    assertThat(gateway.run("audit", "proof", "a1")).isEqualTo(0);
    assertThat(gateway.run("audit", "export")).isEqualTo(0);
    assertThat(gateway.out().lines())
        .containsExactly("abc", "{\"job\":\"a1\"}", "{\"seq\": 1}", "{\"seq\": 2}");
  }
}
