package dev.trm.model.parity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trm.model.checkpoint.HostTensor;
import dev.trm.model.checkpoint.Safetensors;
import dev.trm.model.checkpoint.TrmWeights;
import dev.trm.model.reference.ImportOptions;
import dev.trm.model.reference.ReferenceCheckpoint;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Imported weights give the answers that the reference gave with the original file. */
class ImportedParityTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "compiled_prefix",
        "model_prefix",
        "inner_prefix",
        "nested_model",
        "strided_view",
        "legacy_not_zip"
      })
  void importedFileReproducesTheReferencesEvaluation(String name) throws Exception {
    Path weights = folder.resolve("weights.safetensors");
    try (ReferenceCheckpoint file =
        ReferenceCheckpoint.open(
            Path.of("../model-files/src/test/resources/torchsave", name + ".pt"),
            new ImportOptions(4, 16, null, 2, null, null, null, null))) {
      file.write(weights);
    }
    Safetensors golden =
        Safetensors.read(Path.of("src/test/resources/golden/attention_rope.safetensors"));
    Map<String, HostTensor> run = new LinkedHashMap<>();
    golden
        .tensors()
        .forEach(
            (key, tensor) -> {
              if (key.startsWith("eval.")) {
                run.put(key, tensor);
              }
            });
    TrmWeights.read(weights)
        .tensors()
        .forEach((key, tensor) -> run.put("weights.inner." + key, tensor));
    Path imported = folder.resolve("run.safetensors");
    new Safetensors(golden.metadata(), run).write(imported);

    ParityReport report = Parity.compare(imported, 1);

    assertThat(report.holds()).as(report.toString()).isTrue();
    assertThat(report.groups())
        .containsOnlyKeys("evaluation logits", "halt logits", "final states");
  }
}
