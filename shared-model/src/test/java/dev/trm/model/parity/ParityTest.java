package dev.trm.model.parity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trm.model.checkpoint.HostTensor;
import dev.trm.model.checkpoint.Safetensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The numbers in {@code golden/} are of a run of the public reference code in float32. */
class ParityTest {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"mlp_mixer", "attention_rope", "attention_learned_padded_puzzle"})
  void modelReproducesTheReferenceRun(String name) throws IOException {
    ParityReport report = Parity.compare(golden(name), 1);

    assertThat(report.holds()).as(report.toString()).isTrue();
    assertThat(report.groups())
        .containsOnlyKeys(
            "evaluation logits",
            "halt logits",
            "final states",
            "gradients",
            "losses",
            "halted flags",
            "step counts",
            "final weights",
            "final average");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "eval.step4.logits",
        "train.step1.grad.inner.puzzle_emb.local_weights",
        "train.step6.loss",
        "train.ema.inner.lm_head.weight"
      })
  void alteredReferenceNumberIsFound(String tensor) throws IOException {
    Path altered = folder.resolve("altered.safetensors");
    withFirstNumberDoubled(golden("mlp_mixer"), tensor).write(altered);

    assertThat(Parity.compare(altered, 1).holds()).isFalse();
  }

  @Test
  void missingFileAndMissingArgumentHaveTheirExitCodes() {
    assertThat(ParityMain.run(folder.resolve("none").toString())).isEqualTo(1);
    assertThat(ParityMain.run()).isEqualTo(2);
  }

  private static Safetensors withFirstNumberDoubled(Path file, String name) throws IOException {
    Safetensors content = Safetensors.read(file);
    Map<String, HostTensor> tensors = new LinkedHashMap<>(content.tensors());
    HostTensor original = content.tensors().get(name);
    assertThat(original).isNotNull();
    ByteBuffer bytes =
        ByteBuffer.allocate(original.bytes().remaining()).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(original.bytes()).flip();
    if (original.type() == HostTensor.Type.F64) {
      bytes.putDouble(0, bytes.getDouble(0) * 2 + 1);
    } else {
      bytes.putFloat(0, bytes.getFloat(0) * 2 + 1);
    }
    tensors.put(name, new HostTensor(original.type(), original.shape(), bytes));
    return new Safetensors(content.metadata(), tensors);
  }

  private static Path golden(String name) {
    return Path.of("src/test/resources/golden", name + ".safetensors");
  }
}
