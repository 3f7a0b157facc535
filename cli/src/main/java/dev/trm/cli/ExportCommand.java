package dev.trm.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.trm.audit.Sha256;
import dev.trm.cli.console.Console;
import dev.trm.cli.gateway.GatewayException;
import dev.trm.cli.gateway.PathSegment;
import dev.trm.model.checkpoint.Safetensors;
import dev.trm.model.checkpoint.StoredTensor;
import dev.trm.model.checkpoint.TensorFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "export",
    description =
        "Write a checkpoint to a safetensors file with the reference's keys, whole and checked or"
            + " not at all.",
    mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Parameters(
      paramLabel = "CHECKPOINT",
      description = "Its id, or a model: NAME@VERSION, NAME@ALIAS or NAME for its champion.")
  private String checkpoint = "";

  @Option(names = "--to", paramLabel = "FILE", required = true)
  private Path to = Path.of("");

  @Option(
      names = "--prefix",
      paramLabel = "PREFIX",
      description =
          "What the keys begin with; the reference itself loads those with model.inner. By default"
              + " nothing, as they are kept.")
  private String prefix = "";

  @Option(names = "--force", description = "Overwrite the file.")
  private boolean force;

  @Option(names = "--json", description = "Print the checkpoint and the file as JSON.")
  private boolean json;

  ExportCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws UsageException, GatewayException, InterruptedException {
    Path file = to.toAbsolutePath();
    TargetFile.requireNew(to, force);
    Path directory =
        TargetFile.directory(file)
            .orElseThrow(
                () -> new UsageException("there is no directory to put " + file + " into"));
    String id = id();
    try {
      fetch(id, directory, file);
    } catch (IOException e) {
      throw new GatewayException(to + " cannot be written: " + e.getMessage(), e);
    }
    Console console = surroundings.console();
    console.line(
        json
            ? JsonNodeFactory.instance
                .objectNode()
                .put("checkpoint", id)
                .put("file", to.toString())
                .toString()
            : "checkpoint " + id + " is in " + to);
    return ExitCode.DONE;
  }

  private void fetch(String id, Path directory, Path file)
      throws GatewayException, InterruptedException, IOException {
    Path beside = Files.createTempFile(directory, file.getFileName() + ".", ".part");
    try {
      surroundings.gateway().download("/v1/checkpoints/" + id + "/file", beside);
      String found = sha256(beside);
      if (!found.equals(id)) {
        throw new GatewayException(
            "what came for checkpoint " + id + " has the SHA-256 " + found + "; nothing is kept");
      }
      if (prefix.isEmpty()) {
        Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
      } else {
        prefixed(beside, file);
      }
    } finally {
      Files.deleteIfExists(beside);
    }
  }

  private void prefixed(Path from, Path file) throws IOException {
    try (TensorFile content = Safetensors.open(from)) {
      Map<String, StoredTensor> renamed = new LinkedHashMap<>();
      content.tensors().forEach((key, tensor) -> renamed.put(prefix + key, tensor));
      Safetensors.write(file, content.metadata(), renamed);
    }
  }

  private String id() throws UsageException, GatewayException, InterruptedException {
    if (checkpoint.matches("[0-9a-f]{64}")) {
      return checkpoint;
    }
    String[] parts = checkpoint.split("@", -1);
    if (parts.length > 2 || parts[0].isEmpty()) {
      throw new UsageException(
          "'"
              + checkpoint
              + "' is no checkpoint; it must be an id or NAME, NAME@VERSION, NAME@ALIAS");
    }
    JsonNode model = surroundings.gateway().get("/v1/models/" + PathSegment.of(parts[0]));
    String asked = parts.length == 1 ? "champion" : parts[1];
    String version = model.path("aliases").path(asked).asText(asked);
    for (JsonNode each : model.path("versions")) {
      if (each.path("version").asText().equals(version)) {
        return each.path("checkpoint").asText();
      }
    }
    throw new GatewayException("model " + parts[0] + " has no version or alias '" + asked + "'");
  }

  private static String sha256(Path file) throws IOException {
    MessageDigest digest = Sha256.digest();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
