package dev.trm.model.parity;

import dev.trm.model.Mixer;
import dev.trm.model.Positions;
import dev.trm.model.TrmConfig;
import dev.trm.model.checkpoint.HostTensor;
import dev.trm.model.checkpoint.Safetensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A reference run: its configuration, from the metadata, and its numbers by name. */
record ReferenceRun(
    TrmConfig config, Map<String, String> metadata, Map<String, HostTensor> tensors) {

  private static final String PREFIX = "inner.";

  static ReferenceRun read(Path file) throws IOException {
    Safetensors content = Safetensors.read(file);
    return new ReferenceRun(
        config(content.metadata(), content.tensors()), content.metadata(), content.tensors());
  }

  private static TrmConfig config(Map<String, String> metadata, Map<String, HostTensor> tensors) {
    int hidden = number(metadata, "hidden_size");
    int width = number(metadata, "puzzle_emb_ndim");
    int prefix = number(metadata, "puzzle_emb_len");
    HostTensor down = tensors.get("weights." + PREFIX + "L_level.layers.0.mlp.down_proj.weight");
    return new TrmConfig(
        number(metadata, "vocab_size"),
        number(metadata, "seq_len"),
        hidden,
        number(metadata, "num_heads"),
        number(metadata, "L_layers"),
        Double.parseDouble(text(metadata, "expansion")),
        multiple(metadata, hidden, down),
        number(metadata, "L_cycles"),
        number(metadata, "H_cycles"),
        number(metadata, "halt_max_steps"),
        prefix == 0 ? (width + hidden - 1) / hidden : prefix,
        width,
        number(metadata, "num_puzzle_identifiers"),
        Boolean.parseBoolean(text(metadata, "mlp_t")) ? Mixer.MLP : Mixer.ATTENTION,
        Positions.valueOf(text(metadata, "pos_encodings").toUpperCase(Locale.ROOT)),
        Double.parseDouble(text(metadata, "rope_theta")),
        Double.parseDouble(text(metadata, "rms_norm_eps")));
  }

  /** The reference rounds to 256; a run with other widths was made with a smaller multiple. */
  private static int multiple(Map<String, String> metadata, int hidden, @Nullable HostTensor down) {
    long wanted = Math.round(Double.parseDouble(text(metadata, "expansion")) * hidden * 2 / 3);
    long width = down == null ? 0 : down.shape().get(1);
    if (down == null || (wanted + 255) / 256 * 256 == width) {
      return 256;
    }
    int multiple = 128;
    while (multiple > 1 && (wanted + multiple - 1) / multiple * multiple != width) {
      multiple /= 2;
    }
    return multiple;
  }

  private static String text(Map<String, String> metadata, String key) {
    String value = metadata.get(key);
    if (value == null) {
      throw new IllegalArgumentException("the metadata has no " + key);
    }
    return value;
  }

  private static int number(Map<String, String> metadata, String key) {
    return Integer.parseInt(text(metadata, key));
  }

  int whole(String key) {
    return number(metadata, key);
  }

  double real(String key) {
    return Double.parseDouble(text(metadata, key));
  }

  HostTensor tensor(String name) {
    HostTensor found = tensors.get(name);
    if (found == null) {
      throw new IllegalArgumentException("the file has no tensor " + name);
    }
    return found;
  }

  /** A tensor of a group such as {@code weights} or {@code train.final}, by the reference's key. */
  HostTensor tensor(String group, String key) {
    return tensor(group + "." + PREFIX + key);
  }
}
