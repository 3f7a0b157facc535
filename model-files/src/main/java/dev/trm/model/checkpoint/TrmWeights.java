package dev.trm.model.checkpoint;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trm.model.Parameter;
import dev.trm.model.SearchPolicy;
import dev.trm.model.TrmConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What inference needs of a model: its configuration, the parameters, the two fixed buffers and the
 * puzzle embedding, under the reference's keys without their prefix.
 *
 * @param search how the further attempts of a search differ; null where the model names nothing
 */
public record TrmWeights(
    TrmConfig config, Map<String, HostTensor> tensors, @Nullable SearchPolicy search) {

  public static final String H_INIT = "H_init";
  public static final String L_INIT = "L_init";
  public static final String PUZZLES = "puzzle_emb.weights";

  /** The metadata of a file that hold its configuration, as JSON. */
  public static final String CONFIG = "config";

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * @throws IllegalArgumentException if a tensor is missing, is of no type that weights have, or
   *     has another shape than the configuration asks for
   */
  public TrmWeights {
    tensors = Map.copyOf(tensors);
    check(config, tensors);
  }

  /** Weights of a model that names no search policy. */
  public TrmWeights(TrmConfig config, Map<String, HostTensor> tensors) {
    this(config, tensors, null);
  }

  /** The same weights with another policy for further attempts. */
  public TrmWeights withSearch(SearchPolicy policy) {
    return new TrmWeights(config, tensors, policy);
  }

  /**
   * Whether tensors are the weights of a network of this configuration.
   *
   * @throws IllegalArgumentException as the constructor
   */
  public static void check(TrmConfig config, Map<String, ? extends TensorData> tensors) {
    for (Parameter wanted : all(config)) {
      TensorData tensor = tensors.get(wanted.key());
      if (tensor == null) {
        throw new IllegalArgumentException("tensor " + wanted.key() + " is missing");
      }
      if (tensor.type() != HostTensor.Type.F32 && tensor.type() != HostTensor.Type.BF16) {
        throw new IllegalArgumentException(
            "tensor " + wanted.key() + " is of " + tensor.type() + "; weights are F32 or BF16");
      }
      if (!tensor.shape().equals(wanted.shape())) {
        throw new IllegalArgumentException(
            "tensor "
                + wanted.key()
                + " has shape "
                + tensor.shape()
                + "; the configuration asks for "
                + wanted.shape());
      }
    }
  }

  /** Every tensor that such a network has, in the order in which they are written. */
  public static List<Parameter> all(TrmConfig config) {
    List<Parameter> all = new ArrayList<>(config.parameters());
    all.add(new Parameter(H_INIT, config.hidden()));
    all.add(new Parameter(L_INIT, config.hidden()));
    all.add(new Parameter(PUZZLES, config.puzzleIds(), config.puzzleEmbeddingWidth()));
    return all;
  }

  /**
   * The same network with rows for puzzles it does not know, in place of its own: each the mean of
   * those it has learnt, as the reference begins with unknown tasks.
   *
   * @param ids the number of rows
   */
  public TrmWeights forNewPuzzles(int ids) {
    TrmConfig other = config.withPuzzleIds(ids);
    int width = config.puzzleEmbeddingWidth();
    double[] learnt = tensor(PUZZLES).doubles();
    double[] sums = new double[width];
    for (int each = 0; each < learnt.length; each++) {
      sums[each % width] += learnt[each];
    }
    ByteBuffer rows = ByteBuffer.allocate(4 * Math.multiplyExact(ids, width));
    rows.order(ByteOrder.LITTLE_ENDIAN);
    for (int row = 0; row < ids; row++) {
      for (double sum : sums) {
        rows.putFloat((float) (sum / config.puzzleIds()));
      }
    }
    Map<String, HostTensor> all = new LinkedHashMap<>(tensors);
    all.put(
        PUZZLES,
        new HostTensor(HostTensor.Type.F32, List.of((long) ids, (long) width), rows.flip()));
    return new TrmWeights(other, all, search);
  }

  /** A tensor known to be there. */
  public HostTensor tensor(String key) {
    HostTensor found = tensors.get(key);
    if (found == null) {
      throw new IllegalArgumentException("no tensor is called " + key);
    }
    return found;
  }

  public void write(Path file) throws IOException {
    write(file, config, tensors, search);
  }

  /** Writes weights that may lie in other files; one tensor is written at a time. */
  public static void write(
      Path file,
      TrmConfig config,
      Map<String, ? extends TensorData> tensors,
      @Nullable SearchPolicy search)
      throws IOException {
    check(config, tensors);
    Map<String, TensorData> ordered = new LinkedHashMap<>();
    for (Parameter each : all(config)) {
      ordered.put(each.key(), Objects.requireNonNull(tensors.get(each.key())));
    }
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put(CONFIG, JSON.writeValueAsString(config));
    if (search != null) {
      metadata.put(SearchPolicy.METADATA, search.json());
    }
    Safetensors.write(file, metadata, ordered);
  }

  /**
   * @throws IOException if the file is no safetensors file with a model of ours; says what is wrong
   */
  public static TrmWeights read(Path file) throws IOException {
    Safetensors content = Safetensors.read(file);
    String config = content.metadata().get(CONFIG);
    if (config == null) {
      throw new IOException(file + " has no config in its metadata");
    }
    try {
      String search = content.metadata().get(SearchPolicy.METADATA);
      return new TrmWeights(
          TrmConfig.parse(config),
          content.tensors(),
          search == null ? null : SearchPolicy.parse(search));
    } catch (IllegalArgumentException wrong) {
      throw new IOException(file + ": " + wrong.getMessage(), wrong);
    }
  }
}
