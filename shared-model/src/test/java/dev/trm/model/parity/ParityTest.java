package dev.trm.model.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trm.model.checkpoint.HostTensor;
import dev.trm.model.checkpoint.Safetensors;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The numbers in {@code golden/} are from a run of the public reference code in float32; those in
 * {@code unusual/} from an independent program in eager PyTorch 2.13, written from the description.
 */
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

  /** No puzzle embedding, batch 1, T = n = 1, one layer, learned positions under the MLP. */
  @Test
  void runWithoutPuzzlesIsReproduced() throws IOException {
    ParityReport report = Parity.compare(unusual("mlp_without_puzzles"), 1);

    assertThat(report.holds()).as(report.toString()).isTrue();
    assertThat(report.leftOut()).isEmpty();
  }

  /** Width 19 over three rows of 8 with length 0, one head, no positions, two of five cycles. */
  @Test
  void puzzleThatFillsNoWholeRowsIsReproduced() throws IOException {
    ParityReport report = Parity.compare(unusual("attention_ragged_puzzle"), 1);

    assertThat(report.holds()).as(report.toString()).isTrue();
    assertThat(report.leftOut()).isEmpty();
  }

  /** No training, no optimiser in the metadata, θ 500. */
  @Test
  void groupsThatAFileLacksAreNamed() throws IOException {
    ParityReport report = Parity.compare(unusual("rope_evaluation"), 1);

    assertThat(report.holds()).as(report.toString()).isTrue();
    assertThat(report.groups())
        .containsOnlyKeys("evaluation logits", "halt logits", "final states");
    assertThat(report.leftOut()).containsExactly("training");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "absent",
      textBlock =
          """
          hidden_size     | absent   | the metadata has no hidden_size
          hidden_size     | 32.5     | hidden_size is '32.5'; it must be a whole number
          hidden_size     | 0        | hidden_size is 0, puzzle_emb_ndim 32, puzzle_emb_len 2; none may be negative, nor hidden_size 0
          expansion       | four     | expansion is 'four'; it must be a number
          lr              | nan      | lr is 'nan'; it must be a number
          mlp_t           | maybe    | mlp_t is 'maybe'; it must be True or False
          pos_encodings   | alibi    | pos_encodings is 'alibi'; known are rope, learned, none
          forward_dtype   | bfloat16 | forward_dtype is 'bfloat16'; a run can be compared only with float32
          L_cycles        | 0        | latentSteps is 0; it must be 1 to 1024
          vocab_size      | 7        | weights.inner.embed_tokens.embedding_weight has shape [6, 32]; the configuration asks for [7, 32]
          seq_len         | 15       | eval.inputs has shape [4, 16]; it must be [4, 15]
          L_layers        | 3        | the file has no tensor weights.inner.L_level.layers.2.mlp_t.gate_up_proj.weight
          train_steps     | 7        | the file has no tensor train.step7.inputs
          batch_size      | 5        | batch_size is 5, but train.step1.inputs has 4 rows
          puzzle_emb_lr   | absent   | the metadata has no puzzle_emb_lr
          """)
  void oddMetadataIsNamedWithItsValue(String key, @Nullable String value, String reason)
      throws IOException {
    Safetensors content = Safetensors.read(golden("mlp_mixer"));
    Map<String, String> metadata = new LinkedHashMap<>(content.metadata());
    metadata.remove(key);
    if (value != null) {
      metadata.put(key, value);
    }
    Path odd = folder.resolve("odd.safetensors");
    new Safetensors(metadata, content.tensors()).write(odd);

    assertThatThrownBy(() -> Parity.compare(odd, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(reason);
  }

  @Test
  void tokenOutsideTheVocabularyIsNamed() throws IOException {
    Safetensors content = Safetensors.read(golden("mlp_mixer"));
    Map<String, HostTensor> tensors = new LinkedHashMap<>(content.tensors());
    ByteBuffer tokens = ByteBuffer.allocate(4 * 4 * 16).order(ByteOrder.LITTLE_ENDIAN);
    tokens.putInt(20, 6);
    tensors.put("eval.inputs", new HostTensor(HostTensor.Type.I32, List.of(4L, 16L), tokens));
    Path odd = folder.resolve("odd.safetensors");
    new Safetensors(content.metadata(), tensors).write(odd);

    assertThatThrownBy(() -> Parity.compare(odd, 1))
        .hasMessage("eval.inputs has 6; it must be 0 to 5");
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
  void fileThatCantBeReadDoesNotStopTheNext() throws IOException {
    Path broken = Files.writeString(folder.resolve("broken"), "no safetensors");
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    int exit;
    try {
      exit = ParityMain.run(broken.toString(), unusual("rope_evaluation").toString());
    } finally {
      System.setOut(before);
    }

    assertThat(exit).isEqualTo(1);
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .contains("rope_evaluation.safetensors: holds");
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

  private static Path unusual(String name) {
    return Path.of("src/test/resources/unusual", name + ".safetensors");
  }

  private static Path golden(String name) {
    return Path.of("src/test/resources/golden", name + ".safetensors");
  }
}
