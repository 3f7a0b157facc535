package dev.trm.benchmarks.resume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files written by hand, from the format's specification. */
class TensorFileTest {
  private static final String TWO =
      """
      {"__metadata__":{"run":"%s"},
       "b":{"dtype":"F32","shape":[2],"data_offsets":[8,16]},
       "a":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}""";

  @TempDir Path room;

  @Test
  void equalTensorsAreEqualWhateverTheMetadata() throws IOException {
    assertThat(two("r1", 5, 1, 2).firstDifference(two("r2", 5, 1, 2))).isEmpty();
  }

  @Test
  void theFirstDifferenceIsNamedWithItsIndex() throws IOException {
    TensorFile file = two("r", 5, 1, 2);

    assertThat(file.firstDifference(two("r", 5, 1, Math.nextUp(2f)))).contains("tensor b, index 1");
    assertThat(file.firstDifference(two("r", 6, 3, 2))).contains("tensor a, index 0");
    // Zero and negative zero are equal numbers with different bits.
    assertThat(two("r", 5, 0f, 2).firstDifference(two("r", 5, -0f, 2)))
        .contains("tensor b, index 0");
  }

  @Test
  void aTensorMoreOrOfAnotherShapeIsADifference() throws IOException {
    TensorFile two = two("r", 5, 1, 2);
    TensorFile one =
        file("{\"a\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[0,8]}}", longs(5));
    TensorFile row =
        file("{\"a\":{\"dtype\":\"I64\",\"shape\":[1,1],\"data_offsets\":[0,8]}}", longs(5));

    assertThat(two.firstDifference(one)).contains("tensor b is in one file only");
    assertThat(one.firstDifference(row)).contains("tensor a is I64[1] and I64[1,1]");
  }

  @Test
  void whatIsNoSuchFileIsRefused() {
    assertThatThrownBy(() -> read(longs(1L << 40))).hasMessageContaining("no safetensors file");
  }

  private TensorFile two(String run, long a, float b0, float b1) throws IOException {
    ByteBuffer data = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    return file(TWO.formatted(run), data.putLong(a).putFloat(b0).putFloat(b1).array());
  }

  private TensorFile file(String header, byte[] data) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    return read(
        ByteBuffer.allocate(8 + text.length + data.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(text.length)
            .put(text)
            .put(data)
            .array());
  }

  private TensorFile read(byte[] content) throws IOException {
    return TensorFile.read(Files.write(room.resolve("file"), content));
  }

  private static byte[] longs(long value) {
    return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
  }
}
