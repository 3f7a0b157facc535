package dev.trm.model.parity;

import dev.trm.model.Mixer;
import dev.trm.model.Positions;
import dev.trm.model.TrmConfig;
import dev.trm.model.checkpoint.HostTensor;
import dev.trm.model.checkpoint.Safetensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A reference run: its configuration, from the metadata, and its tensors by name. A requested
 * tensor that is missing or has another shape causes an {@link IllegalArgumentException} that names
 * it.
 *
 * @param prefix the prefix of the reference's keys, such as {@code inner.}
 */
record ReferenceRun(
    TrmConfig config, RunMetadata metadata, String prefix, Map<String, HostTensor> tensors) {

  private static final int REFERENCE_MULTIPLE = 256;

  static ReferenceRun read(Path file) throws IOException {
    Safetensors content = Safetensors.read(file);
    RunMetadata metadata = new RunMetadata(content.metadata());
    metadata.refuseUnlessIfPresent("forward_dtype", "float32", "torch.float32");
    metadata.refuseUnlessIfPresent("no_ACT_continue", "True", "true");
    metadata.refuseUnlessIfPresent("loss_type", "stablemax_cross_entropy");
    String prefix = prefix(content.tensors());
    return new ReferenceRun(
        config(metadata, prefix, content.tensors()), metadata, prefix, content.tensors());
  }

  private static String prefix(Map<String, HostTensor> tensors) {
    return tensors.keySet().stream()
        .filter(name -> name.startsWith("weights.") && name.endsWith("H_init"))
        .map(name -> name.substring("weights.".length(), name.length() - "H_init".length()))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("the file has no tensor weights.…H_init"));
  }

  private static TrmConfig config(
      RunMetadata metadata, String prefix, Map<String, HostTensor> tensors) {
    int hidden = metadata.whole("hidden_size");
    int width = metadata.whole("puzzle_emb_ndim");
    int length = metadata.whole("puzzle_emb_len");
    if (hidden < 1 || width < 0 || length < 0) {
      throw new IllegalArgumentException(
          "hidden_size is "
              + hidden
              + ", puzzle_emb_ndim "
              + width
              + ", puzzle_emb_len "
              + length
              + "; none may be negative, nor hidden_size 0");
    }
    Mixer mixer = metadata.flag("mlp_t", false) ? Mixer.MLP : Mixer.ATTENTION;
    HostTensor down = tensors.get("weights." + prefix + "L_level.layers.0.mlp.down_proj.weight");
    double expansion = metadata.real("expansion");
    return new TrmConfig(
        metadata.whole("vocab_size"),
        metadata.whole("seq_len"),
        hidden,
        mixer == Mixer.MLP ? 1 : metadata.whole("num_heads"),
        metadata.whole("L_layers"),
        expansion,
        down == null || down.shape().size() != 2
            ? REFERENCE_MULTIPLE
            : multiple(expansion, hidden, down.shape().get(1)),
        metadata.whole("L_cycles"),
        metadata.whole("H_cycles"),
        metadata.whole("halt_max_steps"),
        length == 0 ? (width + hidden - 1) / hidden : length,
        width,
        width == 0
            ? metadata.whole("num_puzzle_identifiers", 1)
            : metadata.whole("num_puzzle_identifiers"),
        mixer,
        positions(metadata.text("pos_encodings")),
        metadata.real("rope_theta", 10000),
        metadata.real("rms_norm_eps", 1e-5));
  }

  private static Positions positions(String name) {
    return switch (name) {
      case "rope" -> Positions.ROPE;
      case "learned" -> Positions.LEARNED;
      case "none", "None", "" -> Positions.NONE;
      default ->
          throw new IllegalArgumentException(
              "pos_encodings is '" + name + "'; known are rope, learned, none");
    };
  }

  /** The reference rounds to 256; a run with other widths used a smaller multiple. */
  private static int multiple(double expansion, int hidden, long width) {
    long wanted = (long) Math.rint(expansion * hidden * 2 / 3);
    int multiple = REFERENCE_MULTIPLE;
    while (multiple > 1 && (wanted + multiple - 1) / multiple * multiple != width) {
      multiple /= 2;
    }
    return multiple;
  }

  /** Whether the name of any tensor starts with this text. */
  boolean has(String start) {
    return tensors.keySet().stream().anyMatch(name -> name.startsWith(start));
  }

  /**
   * The number of steps that a group such as {@code eval} has; steps are numbered from 1 without
   * gaps.
   */
  int steps(String group) {
    int steps = 0;
    while (has(group + ".step" + (steps + 1) + ".")) {
      steps++;
    }
    return steps;
  }

  HostTensor tensor(String name) {
    HostTensor found = tensors.get(name);
    if (found == null) {
      throw new IllegalArgumentException("the file has no tensor " + name);
    }
    return found;
  }

  /** The full name of a tensor of a group such as {@code weights} or {@code train.final}. */
  String named(String group, String key) {
    return group + "." + prefix + key;
  }

  /** A weight or buffer of the given shape. */
  HostTensor weight(String key, List<Long> shape) {
    String name = named("weights", key);
    HostTensor found = tensor(name);
    if (found.type() != HostTensor.Type.F32 && found.type() != HostTensor.Type.BF16) {
      throw new IllegalArgumentException(
          name + " is " + found.type() + "; weights are F32 or BF16");
    }
    if (!found.shape().equals(shape)) {
      throw new IllegalArgumentException(
          name + " has shape " + found.shape() + "; the configuration asks for " + shape);
    }
    return found;
  }

  /**
   * Integers of the given shape, each at least 0 and below {@code end}, or equal to {@code
   * besides}. Values out of range would crash native code.
   */
  long[] numbers(String name, List<Long> shape, long end, long besides) {
    HostTensor found = tensor(name);
    switch (found.type()) {
      case I64, I32, U8 -> {}
      default ->
          throw new IllegalArgumentException(
              name + " is " + found.type() + "; it must be whole numbers");
    }
    if (!found.shape().equals(shape)) {
      throw new IllegalArgumentException(
          name + " has shape " + found.shape() + "; it must be " + shape);
    }
    long[] numbers = found.longs();
    for (long number : numbers) {
      if ((number < 0 || number >= end) && number != besides) {
        throw new IllegalArgumentException(
            name + " has " + number + "; it must be 0 to " + (end - 1));
      }
    }
    return numbers;
  }
}
