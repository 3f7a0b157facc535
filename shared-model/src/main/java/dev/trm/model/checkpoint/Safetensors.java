package dev.trm.model.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The content of one safetensors file.
 *
 * @param metadata the strings of {@code __metadata__}
 * @param tensors by name, in the order of the header
 */
public record Safetensors(Map<String, String> metadata, Map<String, HostTensor> tensors) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long LONGEST_HEADER = 100_000_000;

  public Safetensors {
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
  }

  /**
   * Reads a whole file.
   *
   * @throws IOException if it can't be read or is no valid safetensors file; the message says what
   *     is wrong with which tensor
   */
  public static Safetensors read(Path file) throws IOException {
    ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    if (all.remaining() < 8) {
      throw new IOException(file + " has " + all.remaining() + " bytes, too few for a header");
    }
    long headerLength = all.getLong();
    if (headerLength < 2 || headerLength > Math.min(LONGEST_HEADER, all.remaining())) {
      throw new IOException(
          file + " announces a header of " + headerLength + " bytes; it can't have that");
    }
    byte[] header = new byte[(int) headerLength];
    all.get(header);
    ByteBuffer data = all.slice();
    JsonNode root;
    try {
      root = JSON.readTree(header);
    } catch (JsonProcessingException broken) {
      throw new IOException(file + " has a header that is no JSON", broken);
    }
    if (!root.isObject()) {
      throw new IOException(file + " has a header that is no JSON object");
    }
    Map<String, String> metadata = new LinkedHashMap<>();
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : root.properties()) {
      if (field.getKey().equals("__metadata__")) {
        field.getValue().properties().forEach(e -> metadata.put(e.getKey(), e.getValue().asText()));
      } else {
        tensors.put(field.getKey(), tensor(file, field.getKey(), field.getValue(), data));
      }
    }
    return new Safetensors(metadata, tensors);
  }

  private static HostTensor tensor(Path file, String name, JsonNode entry, ByteBuffer data)
      throws IOException {
    try {
      long from = entry.path("data_offsets").path(0).asLong(-1);
      long to = entry.path("data_offsets").path(1).asLong(-1);
      if (from < 0 || to < from || to > data.limit()) {
        throw new IOException(
            file
                + ": "
                + name
                + " lies at "
                + from
                + " to "
                + to
                + " of "
                + data.limit()
                + " bytes");
      }
      List<Long> shape = new ArrayList<>();
      entry.path("shape").forEach(extent -> shape.add(extent.asLong(-1)));
      return new HostTensor(
          HostTensor.Type.valueOf(entry.path("dtype").asText()),
          shape,
          data.slice((int) from, (int) (to - from)));
    } catch (IllegalArgumentException | ArithmeticException invalid) {
      throw new IOException(file + ": " + name + ": " + invalid.getMessage(), invalid);
    }
  }

  /**
   * Writes the file so that it is there whole or not at all: beside its place, forced to disk, then
   * moved.
   */
  public void write(Path file) throws IOException {
    ObjectNode header = JSON.createObjectNode();
    ObjectNode strings = header.putObject("__metadata__");
    metadata.forEach(strings::put);
    long at = 0;
    for (Map.Entry<String, HostTensor> each : tensors.entrySet()) {
      ObjectNode entry = header.putObject(each.getKey());
      entry.put("dtype", each.getValue().type().name());
      each.getValue().shape().forEach(entry.putArray("shape")::add);
      long end = at + each.getValue().bytes().remaining();
      entry.putArray("data_offsets").add(at).add(end);
      at = end;
    }
    String text = JSON.writeValueAsString(header);
    // The data begins at a multiple of 8, so that a reader may map it.
    int length = text.getBytes(StandardCharsets.UTF_8).length;
    byte[] padded = (text + " ".repeat(7 - (length + 7) % 8)).getBytes(StandardCharsets.UTF_8);

    Path place = file.toAbsolutePath();
    Path beside = place.resolveSibling(place.getFileName() + ".part");
    try (FileChannel out =
        FileChannel.open(
            beside,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer size = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
      size.putLong(padded.length).flip();
      writeAll(out, size);
      writeAll(out, ByteBuffer.wrap(padded));
      for (HostTensor tensor : tensors.values()) {
        writeAll(out, tensor.bytes());
      }
      out.force(true);
    }
    Files.move(beside, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void writeAll(FileChannel out, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }
}
