package dev.trm.benchmarks.solving;

import dev.trm.model.Mixer;
import dev.trm.model.Parameter;
import dev.trm.model.Positions;
import dev.trm.model.TrmConfig;
import dev.trm.model.checkpoint.HostTensor;
import dev.trm.model.checkpoint.Safetensors;
import dev.trm.model.checkpoint.TrmWeights;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The smallest possible network, to measure the job pipeline rather than the model: one layer, one
 * step of one recursion, one cycle, for 4×4 Sudoku, with random weights. Its answers are wrong, but
 * a job succeeds with any answer.
 */
final class NoCostModel {
  static final String NAME = "no-cost";

  /** The import options that the tensors' shapes do not determine. */
  static final String IMPORT =
      "/v1/checkpoints?model="
          + NAME
          + "&kind=sudoku&size=4&latentSteps=1&recursions=1&maxCycles=1";

  private static final TrmConfig CONFIG =
      new TrmConfig(
          6, 16, 32, 1, 1, 1.5, 32, 1, 1, 1, 0, 0, 1, Mixer.MLP, Positions.NONE, 10_000, 1e-5);
  private static final double DEVIATION = 0.1;

  private NoCostModel() {}

  /** A description for people. */
  static String text() {
    return String.format(
        "4x4 Sudoku, hidden %d, %d layer, %d cycle",
        CONFIG.hidden(), CONFIG.layers(), CONFIG.maxCycles());
  }

  /** Writes it as a checkpoint for an import. */
  static void write(Path file) throws IOException {
    Random random = new Random(1);
    List<Parameter> parameters = new ArrayList<>(CONFIG.parameters());
    parameters.add(new Parameter(TrmWeights.H_INIT, CONFIG.hidden()));
    parameters.add(new Parameter(TrmWeights.L_INIT, CONFIG.hidden()));
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    for (Parameter each : parameters) {
      tensors.put(each.key(), normal(each.shape(), random));
    }
    new Safetensors(Map.of(), tensors).write(file);
  }

  private static HostTensor normal(List<Long> shape, Random random) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.toIntExact(HostTensor.Type.F32.bytes(shape)))
            .order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      bytes.putFloat((float) (DEVIATION * random.nextGaussian()));
    }
    return new HostTensor(HostTensor.Type.F32, shape, bytes.flip());
  }
}
