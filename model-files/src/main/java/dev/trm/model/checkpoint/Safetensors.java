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
   * Reads a whole file. Allocates no more memory than the file's length justifies.
   *
   * @throws IOException if it can't be read or is not a valid safetensors file; the message names
   *     the tensor and the error
   */
  public static Safetensors read(Path file) throws IOException {
    try (TensorFile content = open(file)) {
      Map<String, HostTensor> tensors = new LinkedHashMap<>();
      for (Map.Entry<String, StoredTensor> each : content.tensors().entrySet()) {
        tensors.put(each.getKey(), each.getValue().read());
      }
      return new Safetensors(content.metadata(), tensors);
    }
  }

  /**
   * Opens a file and checks its header, without reading the tensors.
   *
   * @throws IOException like {@link #read}
   */
  public static TensorFile open(Path file) throws IOException {
    FileChannel in = FileChannel.open(file, StandardOpenOption.READ);
    try {
      SafetensorsHeader header = SafetensorsHeader.read(in);
      Map<String, StoredTensor> tensors = new LinkedHashMap<>();
      for (SafetensorsHeader.Entry entry : header.entries()) {
        tensors.put(
            entry.name(),
            StoredTensor.rows(in, entry.type(), entry.shape(), header.dataStart() + entry.from()));
      }
      return new TensorFile(in, "safetensors", header.metadata(), tensors);
    } catch (DamagedFileException damaged) {
      in.close();
      throw new IOException(file + ": " + damaged.getMessage(), damaged);
    } catch (IOException | RuntimeException failed) {
      in.close();
      throw failed;
    }
  }

  /**
   * Writes the file atomically: to a temporary file in the same directory, flushed to disk, then
   * renamed.
   */
  public void write(Path file) throws IOException {
    write(file, metadata, tensors);
  }

  /**
   * Like {@link #write(Path)}, for tensors that may be in other files; writes one tensor at a time.
   */
  public static void write(
      Path file, Map<String, String> metadata, Map<String, ? extends TensorData> tensors)
      throws IOException {
    byte[] header = header(metadata, tensors);
    Path place = file.toAbsolutePath();
    Path beside = place.resolveSibling(place.getFileName() + ".part");
    try (FileChannel out =
        FileChannel.open(
            beside,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer size = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
      size.putLong(header.length).flip();
      Channels.writeAll(out, size);
      Channels.writeAll(out, ByteBuffer.wrap(header));
      for (Map.Entry<String, ? extends TensorData> each : tensors.entrySet()) {
        long end = out.position() + each.getValue().length();
        each.getValue().writeTo(out);
        if (out.position() != end) {
          throw new IllegalStateException(
              each.getKey() + " wrote up to " + out.position() + " instead of " + end);
        }
      }
      out.force(true);
    }
    Files.move(beside, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static byte[] header(
      Map<String, String> metadata, Map<String, ? extends TensorData> tensors) throws IOException {
    ObjectNode header = JSON.createObjectNode();
    ObjectNode strings = header.putObject("__metadata__");
    metadata.forEach(strings::put);
    long at = 0;
    for (Map.Entry<String, ? extends TensorData> each : tensors.entrySet()) {
      ObjectNode entry = header.putObject(each.getKey());
      entry.put("dtype", each.getValue().type().name());
      each.getValue().shape().forEach(entry.putArray("shape")::add);
      long end = at + each.getValue().length();
      entry.putArray("data_offsets").add(at).add(end);
      at = end;
    }
    String text = JSON.writeValueAsString(header);
    // The data begins at a multiple of 8, so that a reader can map it into memory.
    int length = text.getBytes(StandardCharsets.UTF_8).length;
    return (text + " ".repeat(7 - (length + 7) % 8)).getBytes(StandardCharsets.UTF_8);
  }
}
