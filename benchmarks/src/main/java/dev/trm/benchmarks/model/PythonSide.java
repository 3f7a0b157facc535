package dev.trm.benchmarks.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trm.benchmarks.measure.OrderedProcess;
import dev.trm.model.checkpoint.HostTensor;
import dev.trm.model.checkpoint.Safetensors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Python's PyTorch in its own process, with an equivalent network. */
final class PythonSide implements Side {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SCRIPT = "trm_eager.py";

  private final String name;
  private final int threads;
  private final Path directory;
  private final OrderedProcess process;
  private String version = "";

  private PythonSide(String name, int threads, Path directory, OrderedProcess process) {
    this.name = name;
    this.threads = threads;
    this.directory = directory;
    this.process = process;
  }

  /**
   * Starts the process.
   *
   * @param python the interpreter
   * @param compiled whether to use {@code torch.compile}
   * @param directory for exchanged files and its log
   * @throws IOException if it does not start, for example without PyTorch
   */
  static PythonSide start(Path python, boolean compiled, int threads, Path directory)
      throws IOException, InterruptedException {
    Path script = directory.resolve(SCRIPT);
    try (InputStream in = PythonSide.class.getResourceAsStream(SCRIPT)) {
      if (in == null) {
        throw new IllegalStateException(SCRIPT + " is missing beside " + PythonSide.class);
      }
      Files.copy(in, script, StandardCopyOption.REPLACE_EXISTING);
    }
    String name = compiled ? "compiled" : "eager";
    List<String> command = new ArrayList<>(List.of(python.toString(), "-u", script.toString()));
    if (compiled) {
      command.add("compiled");
    }
    Path log = directory.resolve(name + ".log");
    return new PythonSide(name, threads, directory, OrderedProcess.start(command, Map.of(), log));
  }

  @Override
  public String name() {
    return name;
  }

  /** The version of its PyTorch; empty before a case was opened. */
  String version() {
    return version;
  }

  @Override
  public void open(Case one, Exchange exchange) throws IOException {
    Path file = directory.resolve(name + "-case.safetensors");
    exchange.write(file);
    version =
        order(
                Map.of(
                    "do",
                    "open",
                    "file",
                    file.toString(),
                    "precision",
                    one.precision().toString(),
                    "threads",
                    threads))
            .path("torch")
            .asText();
  }

  @Override
  public Map<String, HostTensor> first(Call call) throws IOException {
    Path file = directory.resolve(name + "-first.safetensors");
    order(Map.of("do", "first", "what", call.text(), "out", file.toString()));
    return Safetensors.read(file).tensors();
  }

  @Override
  public double seconds(Call call) throws IOException {
    JsonNode seconds = order(Map.of("do", call.text())).path("seconds");
    if (!seconds.isNumber()) {
      throw new IOException(name + " answered a call without its seconds");
    }
    return seconds.asDouble();
  }

  @Override
  public void close() throws IOException, InterruptedException {
    process.close();
  }

  private JsonNode order(Map<String, ?> order) throws IOException {
    try {
      JsonNode answer = JSON.readTree(process.order(JSON.writeValueAsString(order), "answer"));
      if (answer.has("error")) {
        throw new CannotComputeException(name, answer.path("error").asText());
      }
      return answer;
    } catch (JsonProcessingException e) {
      throw new IOException(name + " answered what is no JSON", e);
    }
  }
}
