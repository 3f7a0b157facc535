package dev.trm.model.relations;

import dev.trm.model.CellGroups;
import dev.trm.model.Mixer;
import dev.trm.model.Parameter;
import dev.trm.model.TrmConfig;
import dev.trm.model.checkpoint.HostTensor;
import dev.trm.model.checkpoint.Safetensors;
import dev.trm.model.checkpoint.TrmWeights;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A reference run, {@code golden/relations.safetensors}: a trained network of hidden 32 and 16
 * channels, four 9×9 puzzles, four cycles; made by the reference's PyTorch script in float32 on one
 * thread.
 */
final class Golden {

  static final TrmConfig CONFIG =
      TrmConfig.grouped(Mixer.RELATIONS, 81, 11, 32, 16, 3, 2, 2, 2, 16);
  static final CellGroups GROUPS = Boards.sudoku(3, 3);

  private final Map<String, HostTensor> tensors;

  private Golden(Map<String, HostTensor> tensors) {
    this.tensors = tensors;
  }

  static Golden read() throws IOException {
    return new Golden(
        Safetensors.read(Path.of("src/test/resources/golden/relations.safetensors")).tensors());
  }

  double[] numbers(String name) {
    return tensor(name).doubles();
  }

  private HostTensor tensor(String name) {
    return Objects.requireNonNull(tensors.get(name), name);
  }

  /** Tokens of its puzzles or solutions; the file has 0 for a blank and symbols from 1. */
  int[][] tokens(String name) {
    long[] symbols = tensor(name).longs();
    int[][] rows = new int[symbols.length / 81][81];
    for (int i = 0; i < symbols.length; i++) {
      rows[i / 81][i % 81] = (int) symbols[i] + 1;
    }
    return rows;
  }

  TrmWeights weights() {
    Map<String, HostTensor> all = new LinkedHashMap<>();
    for (Parameter each : CONFIG.parameters()) {
      all.put(each.key(), f32(each.shape(), numbers("weights.", each.key())));
    }
    all.put(TrmWeights.H_INIT, tensor("weights.y0"));
    all.put(TrmWeights.L_INIT, tensor("weights.z0"));
    all.put(TrmWeights.PUZZLES, f32(List.of(1L, 0L), new double[0]));
    return new TrmWeights(CONFIG, all);
  }

  double[] gradient(String key) {
    return numbers("cycle1.grad.", key);
  }

  /** The file's numbers of one of our parameters; the file stores one matrix per relation. */
  private double[] numbers(String group, String key) {
    String layer = key.startsWith("L_level.") ? key.split("\\.")[2] : "";
    String at = group + "layers." + layer + ".";
    if (key.endsWith("relations.out.weight")) {
      double[] all = new double[4 * 32 * 16];
      for (int relation = 0; relation < 4; relation++) {
        double[] one = numbers(at + "r." + relation + ".weight");
        System.arraycopy(one, 0, all, relation * one.length, one.length);
      }
      return all;
    }
    return numbers(
        switch (key) {
          case "embed_nodes.embedding_weight" -> group + "emb";
          case "lm_head.weight" -> group + "head.weight";
          case "q_head.weight" -> group + "q.weight";
          case "q_head.bias" -> group + "q.bias";
          default ->
              at
                  + (key.endsWith("values.weight")
                      ? "v.weight"
                      : key.endsWith("own.weight")
                          ? "o.weight"
                          : key.endsWith("gate_up_proj.weight") ? "gu.weight" : "dn.weight");
        });
  }

  static HostTensor f32(List<Long> shape, double[] numbers) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
    for (double number : numbers) {
      bytes.putFloat((float) number);
    }
    return new HostTensor(HostTensor.Type.F32, shape, bytes.flip());
  }
}
