package dev.trm.model.checkpoint;

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
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The content of one safetensors file.
 *
 * @param metadata the strings of {@code __metadata__}
 * @param tensors by name, in the order of the header
 */
public record Safetensors(Map<String, String> metadata, Map<String, HostTensor> tensors) {

  private static final ObjectMapper JSON = new ObjectMapper();

  public Safetensors {
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
  }

  /**
   * Reads a whole file. Memory is taken only for what the file is long enough to hold.
   *
   * @throws IOException if it can't be read or is no valid safetensors file; the message says what
   *     is wrong with which tensor
   */
  public static Safetensors read(Path file) throws IOException {
    try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
      SafetensorsHeader header = SafetensorsHeader.read(in);
      Map<String, HostTensor> tensors = new LinkedHashMap<>();
      for (SafetensorsHeader.Entry entry : header.entries()) {
        ByteBuffer bytes = ByteBuffer.allocate(entry.length());
        SafetensorsHeader.fill(in, bytes, header.dataStart() + entry.from());
        tensors.put(entry.name(), new HostTensor(entry.type(), entry.shape(), bytes.flip()));
      }
      return new Safetensors(header.metadata(), tensors);
    } catch (DamagedFileException damaged) {
      throw new IOException(file + ": " + damaged.getMessage(), damaged);
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
