package dev.trm.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trm.model.Mixer;
import dev.trm.model.Positions;
import dev.trm.model.TrmConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A damaged file is rejected with a reason, whatever the damage. */
class DamagedFilesTest {

  private static final TrmConfig TINY =
      new TrmConfig(
          3, 2, 4, 2, 1, 1, 4, 1, 1, 1, 1, 4, 1, Mixer.ATTENTION, Positions.ROPE, 10000, 1e-5);

  @TempDir Path folder;

  private Path file(byte[] content) throws IOException {
    return Files.write(folder.resolve("file.safetensors"), content);
  }

  private Path file(String header, int dataLength) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer all =
        ByteBuffer.allocate(8 + text.length + dataLength).order(ByteOrder.LITTLE_ENDIAN);
    all.putLong(text.length).put(text);
    return file(all.array());
  }

  private byte[] valid() throws IOException {
    Path place = folder.resolve("valid.safetensors");
    TestWeights.of(TINY, 1).write(place);
    return Files.readAllBytes(place);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}} | 3 | a lies at 0 to 4 of 3 bytes
          {"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}} | 3 | its tensors end at 2 of 3 bytes of data
          {"a":{"dtype":"U8","shape":[2],"data_offsets":[2,0]}} | 2 | a lies at 2 to 0 of 2 bytes
          {"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}} | 3 | b lies at 1; the one before ends at 2
          {"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}} | 2 | its header is no JSON: Duplicate field 'a'
          {"a":{"dtype":"F32","shape":[-1,-1],"data_offsets":[0,4]}} | 4 | a: shape has -1; it must be a whole number of at least 0
          {"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}} | 4 | a: shape has 1.5; it must be a whole number of at least 0
          {"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,4]}} | 4 | a: shape is [4611686018427387904, 4], too large
          {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}} | 4 | a has 4 bytes; F32 of shape [2] has 8
          {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,99999999999999999999]}} | 4 | a: data_offsets has 99999999999999999999; it must be a whole number of at least 0
          {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4294967300]}} | 4 | a lies at 0 to 4294967300 of 4 bytes
          {"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}} | 4 | a: data_offsets are 1, not 2
          {"a":{"dtype":"F8_E4M3","shape":[4],"data_offsets":[0,4]}} | 4 | a: dtype is 'F8_E4M3'; known are [F64, F32, BF16, F16, I64, I32, U8, BOOL]
          {"a":{"dtype":"F32","data_offsets":[0,4]}} | 4 | a: shape is no list
          {"a":7} | 0 | a: dtype is ''; known are [F64, F32, BF16, F16, I64, I32, U8, BOOL]
          {"__metadata__":{"n":1}} | 0 | __metadata__: n is no string
          {"__metadata__":[]} | 0 | __metadata__ is no JSON object
          [] | 0 | its header is no JSON object
          {} {} | 0 | its header is no JSON: Trailing token
          """)
  void headerThatDoesNotFitTellsWhy(String header, int dataLength, String reason)
      throws IOException {
    Path file = file(header, dataLength);

    assertThatThrownBy(() -> Safetensors.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file + ": " + reason);
  }

  @Test
  void announcedHeaderIsNotBelieved() throws IOException {
    for (long announced : List.of(-1L, 0L, 1L, 9L, 1L << 32, Long.MAX_VALUE, Long.MIN_VALUE)) {
      ByteBuffer all = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
      Path file = file(all.putLong(announced).array());

      assertThatThrownBy(() -> Safetensors.read(file))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("it announces a header of ");
    }
  }

  @Test
  void everyTruncationIsNoticed() throws IOException {
    byte[] whole = valid();
    for (int length = 0; length < whole.length; length += length < 64 ? 1 : 61) {
      Path file = file(Arrays.copyOf(whole, length));

      assertThatThrownBy(() -> TrmWeights.read(file)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void mutatedFileIsReadOrRefusedWithAReason() throws IOException {
    byte[] whole = valid();
    int header = 8 + (int) ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getLong();
    Random random = new Random(7);
    int refused = 0;
    for (int i = 0; i < 3000; i++) {
      byte[] mutated = whole.clone();
      for (int change = random.nextInt(4); change >= 0; change--) {
        int at = random.nextInt(random.nextInt(20) == 0 ? 8 : header);
        mutated[at] =
            random.nextBoolean()
                ? (byte) random.nextInt(256)
                : (byte) "0123456789-.eE\"[]{},: ".charAt(random.nextInt(22));
      }
      Path file = file(mutated);
      try {
        TrmWeights.read(file);
      } catch (IOException reason) {
        assertThat(reason).hasMessageContaining(file.toString());
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(2000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "layers":1            | "layers":2000000000    | config: layers is 2000000000; it must be 1 to 256
          "expansion":1.0       | "expansion":"NaN"      | config: expansion is NaN; it must be 0.001 to 256
          "swigluMultiple":4    | "swigluMultiple":99999 | config: swigluMultiple is 99999; it must be 1 to 16384
          "mixer":"ATTENTION"   | "mixer":null           | config: mixer is missing
          "hidden":4            | "hidden":5             | config: hidden is 5, which is no multiple of heads, 2
          "vocabulary":3        | "vocabulary":5         | tensor embed_tokens.embedding_weight has shape [3, 4]; the configuration asks for [5, 4]
          """)
  void configurationOfAFileHasBounds(String part, String other, String reason) throws IOException {
    Safetensors content = Safetensors.read(file(valid()));
    String config = content.metadata().get("config");
    assertThat(config).isNotNull().contains(part);
    Path place = folder.resolve("other.safetensors");
    new Safetensors(Map.of("config", config.replace(part, other)), content.tensors()).write(place);

    assertThatThrownBy(() -> TrmWeights.read(place))
        .isInstanceOf(IOException.class)
        .hasMessage(place + ": " + reason);
  }

  @Test
  void weightsAreOfAFloatingType() throws IOException {
    Safetensors content = Safetensors.read(file(valid()));
    Map<String, HostTensor> tensors = new HashMap<>(content.tensors());
    tensors.put(
        TrmWeights.H_INIT,
        new HostTensor(HostTensor.Type.I32, List.of(4L), ByteBuffer.allocate(16)));

    assertThatThrownBy(() -> new TrmWeights(TINY, tensors))
        .hasMessage("tensor H_init is of I32; weights are F32 or BF16");
  }
}
