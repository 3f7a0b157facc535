package dev.trm.benchmarks.solving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trm.model.TrmConfig;
import dev.trm.model.reference.ImportOptions;
import dev.trm.model.reference.ReferenceCheckpoint;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NoCostModelTest {
  @TempDir Path directory;

  @Test
  void itsFileIsReadAsAnImportReadsIt() throws Exception {
    Path file = directory.resolve("model.safetensors");

    NoCostModel.write(file);

    try (ReferenceCheckpoint read =
        ReferenceCheckpoint.open(file, new ImportOptions(null, 16, 6, null, 1, 1, 1, null))) {
      TrmConfig config = read.config();
      assertThat(config.hidden()).isEqualTo(32);
      assertThat(config.layers()).isEqualTo(1);
      assertThat(config.maxCycles()).isEqualTo(1);
      assertThat(config.latentSteps() * config.recursions()).isEqualTo(1);
    }
  }
}
