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
 * The parts of a model that inference needs: its configuration, the parameters, the two fixed
 * buffers and the puzzle embedding, under the reference's keys without their prefix.
 *
 * @param search how the further attempts of a search differ; null if the model has no policy
 */
public record TrmWeights(
    TrmConfig config, Map<String, HostTensor> tensors, @Nullable SearchPolicy search) {

  public static final String H_INIT = "H_init";
  public static final String L_INIT = "L_init";
  public static final String PUZZLES = "puzzle_emb.weights";

  /** The key in a file's metadata of its configuration, as JSON. */
  public static final String CONFIG = "config";

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * @throws IllegalArgumentException if a tensor is missing, has an unsuitable type, or has another
   *     shape than the configuration requires
   */
  public TrmWeights {
    tensors = Map.copyOf(tensors);
    check(config, tensors);
  }

  /** Weights of a model without a search policy. */
  public TrmWeights(TrmConfig config, Map<String, HostTensor> tensors) {
    this(config, tensors, null);
  }

  /** The same weights with another search policy. */
  public TrmWeights withSearch(SearchPolicy policy) {
    return new TrmWeights(config, tensors, policy);
  }

  /**
   * Checks that tensors are the weights of a network of this configuration.
   *
   * @throws IllegalArgumentException like the constructor
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

  /** All tensors of such a network, in the order in which they are written. */
  public static List<Parameter> all(TrmConfig config) {
    List<Parameter> all = new ArrayList<>(config.parameters());
    all.add(new Parameter(H_INIT, config.hidden()));
    all.add(new Parameter(L_INIT, config.hidden()));
    all.add(new Parameter(PUZZLES, config.puzzleIds(), config.puzzleEmbeddingWidth()));
    return all;
  }

  /**
   * The same network with embedding rows for unseen puzzles in place of its own rows. Each is the
   * mean of the learned rows, as the reference starts with unseen tasks.
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

  /** A tensor by its key, which must exist. */
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

  /** Writes weights that may be in other files; writes one tensor at a time. */
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
   * @throws IOException if the file is not a safetensors file with a model of this format; gives
   *     the reason
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
