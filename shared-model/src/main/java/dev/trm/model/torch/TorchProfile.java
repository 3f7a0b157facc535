package dev.trm.model.torch;

import ai.djl.pytorch.jni.JniUtils;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Profiles libtorch's operations during some work. Profiling slows the work down slightly. Only one
 * profile at a time in a process.
 */
public final class TorchProfile {
  private static final ObjectMapper JSON = new ObjectMapper();

  private TorchProfile() {}

  /**
   * One kind of operation, summed over all its calls.
   *
   * @param name such as {@code aten::mm}
   * @param micros self time in microseconds, without the operations that it called
   */
  public record Operation(String name, long calls, double micros) {}

  /**
   * Runs work on this thread under the profiler.
   *
   * @return its operations, the longest first
   * @throws IOException if the recorded trace cannot be read
   */
  public static List<Operation> of(Runnable work) throws IOException {
    Path file = Files.createTempFile("trm-profile", ".json");
    try {
      TorchGate.load();
      JniUtils.startProfile(false, false, false);
      try {
        work.run();
      } finally {
        JniUtils.stopProfile(file.toString());
      }
      return operations(JSON.readTree(file.toFile()));
    } finally {
      Files.delete(file);
    }
  }

  /** Reads a trace in Chrome's format: calls with start and duration in microseconds. */
  static List<Operation> operations(JsonNode trace) {
    Map<String, List<Call>> threads = new HashMap<>();
    for (JsonNode event : trace) {
      if (event.path("ph").asText().equals("X")) {
        threads
            .computeIfAbsent(event.path("tid").asText(), tid -> new ArrayList<>())
            .add(
                new Call(
                    event.path("name").asText(),
                    event.path("ts").asDouble(),
                    event.path("dur").asDouble()));
      }
    }
    Map<String, Operation> operations = new HashMap<>();
    threads.values().forEach(calls -> addUp(calls, operations));
    return operations.values().stream()
        .sorted(Comparator.comparingDouble(Operation::micros).reversed())
        .toList();
  }

  private static void addUp(List<Call> calls, Map<String, Operation> operations) {
    // A call that starts earlier and lasts longer is the caller of those within its span.
    calls.sort(
        Comparator.comparingDouble(Call::begin)
            .thenComparing(Comparator.comparingDouble(Call::duration).reversed()));
    Deque<Call> open = new ArrayDeque<>();
    for (Call call : calls) {
      while (!open.isEmpty() && open.peek().end() < call.end()) {
        open.pop();
      }
      Call caller = open.peek();
      if (caller != null) {
        add(operations, caller.name(), 0, -call.duration());
      }
      add(operations, call.name(), 1, call.duration());
      open.push(call);
    }
  }

  private static void add(
      Map<String, Operation> operations, String name, int calls, double micros) {
    operations.merge(
        name,
        new Operation(name, calls, micros),
        (one, other) ->
            new Operation(name, one.calls() + other.calls(), one.micros() + other.micros()));
  }

  private record Call(String name, double begin, double duration) {
    double end() {
      return begin + duration;
    }
  }
}
