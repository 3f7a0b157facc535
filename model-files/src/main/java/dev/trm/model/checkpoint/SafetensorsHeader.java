package dev.trm.model.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The parsed header of a safetensors file, checked against the file's length: the tensors are
 * contiguous up to the end of the file, and each has the length that its type and shape need.
 *
 * @param dataStart the file position to which offsets are relative
 * @param entries in the order of the header
 */
record SafetensorsHeader(long dataStart, Map<String, String> metadata, List<Entry> entries) {

  /**
   * The maximum header length, enough for some hundred thousand tensors; a parsed header takes many
   * times its length.
   */
  private static final long LONGEST = 16 << 20;

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** A tensor at offset {@code from}, relative to the start of the data. */
  record Entry(String name, HostTensor.Type type, List<Long> shape, long from, int length) {}

  static SafetensorsHeader read(FileChannel in) throws IOException {
    long size = in.size();
    if (size < 8) {
      throw new DamagedFileException("it has " + size + " bytes, too few for a header");
    }
    ByteBuffer announced = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    Channels.fill(in, announced, 0);
    long length = announced.getLong(0);
    if (length < 2 || length > Math.min(LONGEST, size - 8)) {
      throw new DamagedFileException(
          "it is no safetensors file, or a damaged one: it announces a header of "
              + Long.toUnsignedString(length)
              + " bytes; it can have 2 to "
              + Math.min(LONGEST, size - 8));
    }
    ByteBuffer header = ByteBuffer.allocate((int) length);
    Channels.fill(in, header, 8);
    return parse(header.array(), 8 + length, size - 8 - length);
  }

  private static SafetensorsHeader parse(byte[] header, long dataStart, long dataLength)
      throws IOException {
    JsonNode root;
    try {
      root = JSON.readTree(header);
    } catch (JsonProcessingException broken) {
      throw new DamagedFileException(
          // Remove the suffix in brackets, which describes the parser's input in the parser's own
          // terms.
          "its header is no JSON: " + broken.getOriginalMessage().replaceFirst(" \\(.*", ""),
          broken);
    } catch (IOException broken) {
      throw new DamagedFileException("its header is no text: " + broken.getMessage(), broken);
    }
    if (!root.isObject()) {
      throw new DamagedFileException("its header is no JSON object");
    }
    Map<String, String> metadata = new LinkedHashMap<>();
    List<Entry> entries = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : root.properties()) {
      if (field.getKey().equals("__metadata__")) {
        metadata.putAll(strings(field.getValue()));
      } else {
        entries.add(entry(field.getKey(), field.getValue(), dataLength));
      }
    }
    gapless(entries, dataLength);
    return new SafetensorsHeader(dataStart, metadata, List.copyOf(entries));
  }

  private static Map<String, String> strings(JsonNode metadata) throws DamagedFileException {
    if (!metadata.isObject()) {
      throw new DamagedFileException("__metadata__ is no JSON object");
    }
    Map<String, String> strings = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : metadata.properties()) {
      if (!field.getValue().isTextual()) {
        throw new DamagedFileException("__metadata__: " + field.getKey() + " is no string");
      }
      strings.put(field.getKey(), field.getValue().textValue());
    }
    return strings;
  }

  private static Entry entry(String name, JsonNode entry, long dataLength)
      throws DamagedFileException {
    HostTensor.Type type = type(name, entry.path("dtype").asText());
    List<Long> shape = numbers(name, entry, "shape");
    List<Long> offsets = numbers(name, entry, "data_offsets");
    if (offsets.size() != 2) {
      throw new DamagedFileException(name + ": data_offsets are " + offsets.size() + ", not 2");
    }
    long from = offsets.get(0);
    long to = offsets.get(1);
    if (to < from || to > dataLength) {
      throw new DamagedFileException(
          name + " lies at " + from + " to " + to + " of " + dataLength + " bytes");
    }
    if (to - from > Integer.MAX_VALUE - 8) {
      throw new DamagedFileException(
          name + " has " + (to - from) + " bytes; a tensor of more than 2 GiB is not read");
    }
    long needed;
    try {
      needed = type.bytes(shape);
    } catch (ArithmeticException tooLarge) {
      throw new DamagedFileException(name + ": shape is " + shape + ", too large", tooLarge);
    }
    if (needed != to - from) {
      throw new DamagedFileException(
          name
              + " has "
              + (to - from)
              + " bytes; "
              + type
              + " of shape "
              + shape
              + " has "
              + needed);
    }
    return new Entry(name, type, shape, from, (int) needed);
  }

  private static HostTensor.Type type(String name, String dtype) throws DamagedFileException {
    for (HostTensor.Type type : HostTensor.Type.values()) {
      if (type.name().equals(dtype)) {
        return type;
      }
    }
    throw new DamagedFileException(
        name
            + ": dtype is '"
            + dtype
            + "'; known are "
            + Arrays.toString(HostTensor.Type.values()));
  }

  private static List<Long> numbers(String name, JsonNode entry, String key)
      throws DamagedFileException {
    JsonNode list = entry.path(key);
    if (!list.isArray()) {
      throw new DamagedFileException(name + ": " + key + " is no list");
    }
    List<Long> numbers = new ArrayList<>();
    for (JsonNode each : list) {
      if (!each.isIntegralNumber() || !each.canConvertToLong() || each.longValue() < 0) {
        throw new DamagedFileException(
            name + ": " + key + " has " + each + "; it must be a whole number of at least 0");
      }
      numbers.add(each.longValue());
    }
    return List.copyOf(numbers);
  }

  private static void gapless(List<Entry> entries, long dataLength) throws DamagedFileException {
    List<Entry> ordered = new ArrayList<>(entries);
    ordered.sort(Comparator.comparingLong(Entry::from).thenComparingInt(Entry::length));
    long end = 0;
    for (Entry entry : ordered) {
      if (entry.from() != end) {
        throw new DamagedFileException(
            entry.name() + " lies at " + entry.from() + "; the one before ends at " + end);
      }
      end += entry.length();
    }
    if (end != dataLength) {
      throw new DamagedFileException(
          "its tensors end at " + end + " of " + dataLength + " bytes of data");
    }
  }
}
