package dev.trm.model.torchsave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trm.model.checkpoint.DamagedFileException;
import dev.trm.model.checkpoint.HostTensor;
import dev.trm.model.checkpoint.Safetensors;
import dev.trm.model.checkpoint.StoredTensor;
import dev.trm.model.checkpoint.TensorFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The files in {@code torchsave/} are from PyTorch 2.13; they contain the weights of the reference
 * run attention_rope, which is also available as a safetensors file.
 */
class TorchSaveTest {
  private static final Path GOLDEN =
      Path.of("../shared-model/src/test/resources/golden/attention_rope.safetensors");

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "compiled_prefix, _orig_mod.model.inner.",
    "model_prefix, model.inner.",
    "inner_prefix, inner.",
    "nested_model, inner.",
    "strided_view, inner.",
    "legacy_not_zip, inner."
  })
  void everyFormHoldsTheSameNumbers(String name, String prefix) throws IOException {
    Map<String, HostTensor> golden = Safetensors.read(GOLDEN).tensors();

    try (TensorFile file = TorchSave.open(fixture(name))) {
      assertThat(file.tensors()).hasSize(15);
      for (Map.Entry<String, StoredTensor> each : file.tensors().entrySet()) {
        HostTensor tensor = each.getValue().read();
        HostTensor expected =
            golden.get("weights.inner." + each.getKey().substring(prefix.length()));
        assertThat(expected).isNotNull();
        assertThat(tensor.shape()).isEqualTo(expected.shape());
        assertThat(tensor.doubles()).as(each.getKey()).isEqualTo(expected.doubles());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"all_bfloat16, 15", "bfloat16_inits, 2"})
  void bfloat16HoldsTheNumbersRounded(String name, int rounded) throws IOException {
    Map<String, HostTensor> golden = Safetensors.read(GOLDEN).tensors();

    int ofBfloat16 = 0;
    try (TensorFile file = TorchSave.open(fixture(name))) {
      for (Map.Entry<String, StoredTensor> each : file.tensors().entrySet()) {
        String key = each.getKey();
        HostTensor tensor = each.getValue().read();
        HostTensor expected =
            golden.get("weights.inner." + key.substring(key.indexOf("inner.") + 6));
        assertThat(expected).isNotNull();
        if (tensor.type() == HostTensor.Type.BF16) {
          ofBfloat16++;
          expected = rounded(expected);
        }
        assertThat(tensor.doubles()).as(key).isEqualTo(expected.doubles());
      }
    }
    assertThat(ofBfloat16).isEqualTo(rounded);
  }

  @Test
  void commandInAFileIsNamedAndNotExecuted() {
    assertThatThrownBy(() -> TorchSave.open(fixture("hostile_reduce")))
        .isInstanceOf(DamagedFileException.class)
        .hasMessageContaining("posix.system")
        .hasMessageContaining("nothing was executed");

    assertThat(Path.of("EXECUTED")).doesNotExist();
  }

  @Test
  void fileThatWasCutOffSaysSo() {
    assertThatThrownBy(() -> TorchSave.open(fixture("truncated")))
        .isInstanceOf(DamagedFileException.class)
        .hasMessageContaining("was it cut off?");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 14, 15, 16})
  void fileThatHasHardlyBegunIsRefused(int length) throws IOException {
    byte[] old = Files.readAllBytes(fixture("legacy_not_zip"));
    Path file = Files.write(folder.resolve("short"), Arrays.copyOf(old, length));

    assertThatThrownBy(() -> TorchSave.open(file)).isInstanceOf(DamagedFileException.class);
  }

  /** Numbers by hand: 1.5 is 3e00 as a half, 3ff8… as a double; 2^-24 is the smallest half. */
  @Test
  void halvesAndDoublesAndParametersAndStateAreRead() throws IOException {
    byte[] pickle =
        PickleText.begin()
            .orderedDict()
            .op('(')
            .text("half")
            .name("torch._utils", "_rebuild_tensor_v2")
            .op('(')
            .storage("HalfStorage", "0", 3)
            .ops("K\0")
            .numbers(3)
            .numbers(1)
            .op(0x88)
            .ops("NtR")
            .text("double")
            .name("torch._utils", "_rebuild_parameter")
            .name("torch._utils", "_rebuild_tensor_v2")
            .op('(')
            .storage("DoubleStorage", "1", 1)
            .ops("K\0))")
            .op(0x89)
            .ops("NtR")
            .op(0x88)
            .orderedDict()
            .op(0x87)
            .op('R')
            .op('u')
            .ops("}(")
            .text("_metadata")
            .ops("}ub")
            .end();
    ByteBuffer halves = ByteBuffer.allocate(6).order(ByteOrder.LITTLE_ENDIAN);
    halves.putShort((short) 0x3e00).putShort((short) 0x8001).putShort((short) 0xfc00);
    ByteBuffer number = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putDouble(-1.5);
    Path place = file(ZipText.of(pickle, halves.array(), number.array()).end());

    try (TensorFile file = TorchSave.open(place)) {
      assertThat(tensor(file, "half").doubles())
          .containsExactly(1.5, -0x1p-24, Double.NEGATIVE_INFINITY);
      assertThat(tensor(file, "double").shape()).isEmpty();
      assertThat(tensor(file, "double").doubles()).containsExactly(-1.5);
    }
  }

  /** Of the storage 0 1 2 3 4 5: rows 2 apart from element 1 on, transposed. */
  @Test
  void viewTakesItsElementsByItsStrides() throws IOException {
    byte[] pickle =
        PickleText.begin()
            .orderedDict()
            .text("a")
            .tensor("0", 6, 1, new long[] {2, 2}, new long[] {1, 2})
            .op('s')
            .end();

    try (TensorFile file = TorchSave.open(file(ZipText.of(pickle, floats(6)).end()))) {
      assertThat(tensor(file, "a").doubles()).containsExactly(1, 3, 2, 4);
    }
  }

  private static HostTensor tensor(TensorFile file, String name) throws IOException {
    StoredTensor found = file.tensors().get(name);
    assertThat(found).isNotNull();
    return found.read();
  }

  private Path file(byte[] content) throws IOException {
    return Files.write(folder.resolve("file.pt"), content);
  }

  static byte[] floats(int count) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      bytes.putFloat(i);
    }
    return bytes.array();
  }

  static Path fixture(String name) {
    return Path.of("src/test/resources/torchsave", name + ".pt");
  }

  /** Rounds to the nearest bfloat16, halves to even. */
  private static HostTensor rounded(HostTensor tensor) {
    ByteBuffer from = tensor.bytes();
    ByteBuffer to = ByteBuffer.allocate(from.remaining() / 2).order(ByteOrder.LITTLE_ENDIAN);
    while (from.hasRemaining()) {
      int bits = from.getInt();
      to.putShort((short) (bits + 0x7fff + (bits >> 16 & 1) >> 16));
    }
    return new HostTensor(HostTensor.Type.BF16, List.copyOf(tensor.shape()), to.flip());
  }
}
