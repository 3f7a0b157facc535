package dev.trm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trm.model.checkpoint.HostTensor;
import dev.trm.model.checkpoint.Safetensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointCommandsTest {
  @TempDir Path folder;
  private CannedGateway gateway;

  @BeforeEach
  void start() throws IOException {
    gateway = new CannedGateway();
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void fileIsSentAndWhatWasFoundIsPrinted() throws IOException {
    Path file = Files.writeString(folder.resolve("model.pt"), "tensors");
    gateway.on(
        "POST /v1/checkpoints",
        201,
        "{'reference': 'paper@1', 'champion': true, 'checkpoint': {'id': 'abc'}, 'configuration':"
            + " [{'name': 'heads', 'value': '8', 'source': 'assumed', 'because': 'no shape'}]}");

    assertThat(
            gateway.run(
                "import", file.toString(), "--model", "paper", "--kind", "sudoku", "--size", "9"))
        .isEqualTo(0);

    assertThat(gateway.out().lines())
        .containsExactly(
            "CONFIGURATION  VALUE  SOURCE   BECAUSE",
            "heads          8      assumed  no shape",
            "paper@1, the champion, checkpoint abc");
    CannedGateway.Seen seen = gateway.seen("POST /v1/checkpoints").get(0);
    assertThat(seen.body()).isEqualTo("tensors");
    assertThat(seen.headers()).containsEntry("Content-type", "application/octet-stream");
  }

  @Test
  void gridsHaveASizeAndMayHaveEnds() throws IOException {
    Path file = Files.writeString(folder.resolve("model.pt"), "tensors");
    gateway.on("POST /v1/checkpoints", 201, "{'reference': 'own@1'}");

    assertThat(
            gateway.run(
                "import",
                file.toString(),
                "--model",
                "own",
                "--kind",
                "grid",
                "--size",
                "8x2",
                "--ends"))
        .isEqualTo(0);

    assertThat(gateway.seen("POST /v1/checkpoints").get(0).query())
        .isEqualTo("model=own&kind=grid&size=8x2&ends=true");
  }

  @Test
  void refusalOfAFileIsTold() throws IOException {
    Path file = Files.writeString(folder.resolve("model.pt"), "tensors");
    gateway.on("POST /v1/checkpoints", 422, "{'detail': 'The file was refused: it is hostile.'}");

    assertThat(gateway.run("import", file.toString(), "--model", "paper")).isEqualTo(1);
    assertThat(gateway.err()).contains("The file was refused: it is hostile.");
    assertThat(gateway.run("import", folder.resolve("none").toString(), "--model", "m"))
        .isEqualTo(2);
  }

  @Test
  void championsFileIsKeptOnceItIsChecked() throws Exception {
    Path file = folder.resolve("out.safetensors");
    String id = sha256("abc".getBytes(StandardCharsets.UTF_8));
    gateway.on(
        "GET /v1/models/m",
        200,
        "{'aliases': {'champion': 2}, 'versions': [{'version': 3, 'checkpoint': 'x'}, {'version':"
            + " 2, 'checkpoint': '"
            + id
            + "'}]}");
    gateway.on("GET /v1/checkpoints/" + id + "/file", 200, "abc");

    assertThat(gateway.run("export", "m", "--to", file.toString())).isEqualTo(0);

    assertThat(file).hasContent("abc");
    assertThat(gateway.run("export", "m", "--to", file.toString())).isEqualTo(2);
    assertThat(gateway.err()).contains("--force overwrites it");
  }

  @Test
  void fileThatIsNotWhatItsIdSaysIsNotKept() {
    gateway.on("GET /v1/checkpoints/" + "0".repeat(64) + "/file", 200, "abc");

    assertThat(
            gateway.run(
                "export", "0".repeat(64), "--to", folder.resolve("out.safetensors").toString()))
        .isEqualTo(1);

    assertThat(gateway.err()).contains("nothing is kept");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void keysGetThePrefixThatIsAskedFor() throws Exception {
    Path kept = folder.resolve("kept.safetensors");
    HostTensor tensor = new HostTensor(HostTensor.Type.U8, List.of(2L), ByteBuffer.allocate(2));
    new Safetensors(Map.of("config", "none"), Map.of("H_init", tensor)).write(kept);
    byte[] bytes = Files.readAllBytes(kept);
    String id = sha256(bytes);
    // The canned server turns ' into \"; there is none in the header.
    gateway.on(
        "GET /v1/checkpoints/" + id + "/file", 200, new String(bytes, StandardCharsets.UTF_8));
    Path file = folder.resolve("out.safetensors");

    assertThat(gateway.run("export", id, "--to", file.toString(), "--prefix", "model.inner."))
        .isEqualTo(0);

    assertThat(Safetensors.read(file).tensors()).containsOnlyKeys("model.inner.H_init");
    assertThat(Safetensors.read(file).metadata()).containsEntry("config", "none");
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
