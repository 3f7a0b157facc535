package dev.trm.benchmarks.resume;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The tensors of a safetensors file as bytes. The reader is independent of the code that wrote the
 * files.
 *
 * @param tensors by name
 */
record TensorFile(Map<String, Tensor> tensors) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SIZE_BYTES = 8;

  /**
   * A tensor.
   *
   * @param kind type and shape
   * @param width bytes per element
   */
  record Tensor(String kind, int width, ByteBuffer bytes) {
    /** The index of the first element that differs; empty if none does. */
    Optional<Long> firstDifference(Tensor other) {
      int at = bytes.duplicate().mismatch(other.bytes.duplicate());
      return at < 0 ? Optional.empty() : Optional.of((long) at / width);
    }
  }

  TensorFile {
    tensors = new TreeMap<>(tensors);
  }

  static TensorFile read(Path file) throws IOException {
    ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    long length = content.getLong();
    if (length < 2 || length > content.remaining()) {
      throw new IOException(file + " is no safetensors file: its header has " + length + " bytes");
    }
    byte[] header = new byte[(int) length];
    content.get(header);
    ByteBuffer data = content.slice();
    Map<String, Tensor> tensors = new TreeMap<>();
    for (Map.Entry<String, JsonNode> each : JSON.readTree(header).properties()) {
      if (!each.getKey().equals("__metadata__")) {
        tensors.put(each.getKey(), tensor(each.getValue(), data));
      }
    }
    return new TensorFile(tensors);
  }

  private static Tensor tensor(JsonNode entry, ByteBuffer data) {
    int from = entry.path("data_offsets").path(0).asInt();
    int end = entry.path("data_offsets").path(1).asInt();
    long elements = 1;
    for (JsonNode extent : entry.path("shape")) {
      elements *= extent.asLong();
    }
    int width = elements == 0 ? SIZE_BYTES : (int) ((end - from) / elements);
    return new Tensor(
        entry.path("dtype").asText() + entry.path("shape"), width, data.slice(from, end - from));
  }

  /** Where the files first differ, as tensor and index; empty if all bytes are equal. */
  Optional<String> firstDifference(TensorFile other) {
    SortedSet<String> names = new TreeSet<>(tensors.keySet());
    names.addAll(other.tensors.keySet());
    for (String name : names) {
      Tensor mine = tensors.get(name);
      Tensor its = other.tensors.get(name);
      if (mine == null || its == null) {
        return Optional.of("tensor " + name + " is in one file only");
      }
      if (!mine.kind().equals(its.kind())) {
        return Optional.of("tensor " + name + " is " + mine.kind() + " and " + its.kind());
      }
      Optional<Long> at = mine.firstDifference(its);
      if (at.isPresent()) {
        return Optional.of("tensor " + name + ", index " + at.get());
      }
    }
    return Optional.empty();
  }
}
