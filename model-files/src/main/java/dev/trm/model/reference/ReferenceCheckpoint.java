package dev.trm.model.reference;

import dev.trm.model.Mixer;
import dev.trm.model.Positions;
import dev.trm.model.SearchPolicy;
import dev.trm.model.TrmConfig;
import dev.trm.model.checkpoint.DamagedFileException;
import dev.trm.model.checkpoint.Float32View;
import dev.trm.model.checkpoint.HostTensor;
import dev.trm.model.checkpoint.Safetensors;
import dev.trm.model.checkpoint.StoredTensor;
import dev.trm.model.checkpoint.TensorData;
import dev.trm.model.checkpoint.TensorFile;
import dev.trm.model.checkpoint.TrmWeights;
import dev.trm.model.torchsave.TorchSave;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A checkpoint of the reference code, or of this project, open for import. Its configuration is
 * known and all its tensors are checked against it; no tensor is in memory.
 */
public final class ReferenceCheckpoint implements Closeable {
  private final TensorFile file;
  private final String prefix;
  private final TrmConfig config;
  private final List<Found> found;
  private final Map<String, TensorData> weights;
  private final @Nullable SearchPolicy search;

  private ReferenceCheckpoint(
      TensorFile file,
      String prefix,
      TrmConfig config,
      List<Found> found,
      Map<String, TensorData> weights,
      @Nullable SearchPolicy search) {
    this.file = file;
    this.prefix = prefix;
    this.config = config;
    this.found = found;
    this.weights = weights;
    this.search = search;
  }

  /**
   * Opens a file of {@code torch.save} or a safetensors file.
   *
   * @throws DamagedFileException if it is damaged, or its tensors are not those of a network
   * @throws ImportOptionException if an option is missing or contradicts the file
   */
  public static ReferenceCheckpoint open(Path path, ImportOptions options)
      throws IOException, ImportOptionException {
    TensorFile file = file(path);
    try {
      ReferenceKeys keys = ReferenceKeys.of(file.tensors());
      Map<String, TensorData> weights = weights(keys.tensors());
      List<Found> found;
      TrmConfig config;
      String own = file.metadata().get(TrmWeights.CONFIG);
      if (own == null) {
        ShapeReading reading = new ShapeReading(weights, options);
        config = reading.read();
        found = reading.found();
        if (config.puzzleEmbeddingWidth() == 0) {
          weights.put(TrmWeights.PUZZLES, empty(config));
        }
      } else {
        config = own(own);
        found = agreeing(config, options);
      }
      fits(config, weights);
      return new ReferenceCheckpoint(
          file, keys.prefix(), config, found, weights, search(file.metadata()));
    } catch (IOException | ImportOptionException | RuntimeException failed) {
      file.close();
      throw failed;
    }
  }

  private static TensorFile file(Path path) throws IOException {
    byte[] head;
    try (InputStream in = Files.newInputStream(path)) {
      head = in.readNBytes(16);
    }
    if (TorchSave.begins(head)) {
      return TorchSave.open(path);
    }
    try {
      return Safetensors.open(path);
    } catch (IOException failed) {
      // Without the path, which has no meaning for the caller who uploaded the file.
      throw failed.getCause() instanceof DamagedFileException damaged ? damaged : failed;
    }
  }

  /** Converts weights to the types in which they are stored: float32 or bfloat16. */
  private static Map<String, TensorData> weights(Map<String, StoredTensor> tensors) {
    Map<String, TensorData> weights = new LinkedHashMap<>();
    tensors.forEach(
        (key, tensor) ->
            weights.put(
                key,
                tensor.type() == HostTensor.Type.F16 || tensor.type() == HostTensor.Type.F64
                    ? new Float32View(tensor)
                    : tensor));
    return weights;
  }

  private static HostTensor empty(TrmConfig config) {
    return new HostTensor(
        HostTensor.Type.F32, List.of((long) config.puzzleIds(), 0L), ByteBuffer.allocate(0));
  }

  private static TrmConfig own(String json) throws DamagedFileException {
    try {
      return TrmConfig.parse(json);
    } catch (IllegalArgumentException wrong) {
      throw new DamagedFileException(String.valueOf(wrong.getMessage()), wrong);
    }
  }

  private static @Nullable SearchPolicy search(Map<String, String> metadata)
      throws DamagedFileException {
    String json = metadata.get(SearchPolicy.METADATA);
    try {
      return json == null ? null : SearchPolicy.parse(json);
    } catch (IllegalArgumentException wrong) {
      throw new DamagedFileException(String.valueOf(wrong.getMessage()), wrong);
    }
  }

  private static List<Found> agreeing(TrmConfig config, ImportOptions options)
      throws ImportOptionException {
    List<Found> found = new ArrayList<>();
    agree(found, "heads", options.heads(), config.heads());
    if (config.mixer().takesGroups()) {
      within("sequenceLength", options.sequenceLength(), config.sequenceLength());
      if (config.mixer() == Mixer.RELATIONS) { // with neighbours, the network has its own tokens
        within("vocabulary", options.vocabulary(), config.vocabulary());
      }
    } else {
      agree(found, "sequenceLength", options.sequenceLength(), config.sequenceLength());
      agree(found, "vocabulary", options.vocabulary(), config.vocabulary());
    }
    agree(found, "prefix", options.prefix(), config.prefix());
    agree(found, "latentSteps", options.latentSteps(), config.latentSteps());
    agree(found, "recursions", options.recursions(), config.recursions());
    agree(found, "maxCycles", options.maxCycles(), config.maxCycles());
    Positions given = options.positions();
    agree(found, "positions", given, config.positions());
    return found;
  }

  /** Checks a given number as a maximum: a network of relations takes all puzzles up to a size. */
  private static void within(String name, @Nullable Integer given, int most)
      throws ImportOptionException {
    if (given != null && given > most) {
      throw new ImportOptionException(
          name, name + " is " + given + ", but the file's network takes " + most + " at most");
    }
  }

  private static void agree(List<Found> found, String name, @Nullable Object given, Object own)
      throws ImportOptionException {
    if (given != null && !given.equals(own)) {
      throw new ImportOptionException(
          name, name + " is " + given + ", but the file's metadata say " + own);
    }
    found.add(
        new Found(name, own.toString(), Found.Source.FILE, "by the file's own configuration"));
  }

  private static void fits(TrmConfig config, Map<String, TensorData> weights)
      throws DamagedFileException {
    try {
      TrmWeights.check(config, weights);
    } catch (IllegalArgumentException wrong) {
      throw new DamagedFileException(String.valueOf(wrong.getMessage()), wrong);
    }
    TreeSet<String> besides = new TreeSet<>(weights.keySet());
    TrmWeights.all(config).forEach(each -> besides.remove(each.key()));
    if (!besides.isEmpty()) {
      throw new DamagedFileException(
          "tensor "
              + besides.first()
              + (besides.size() == 1 ? "" : " and " + (besides.size() - 1) + " more")
              + " belong to no network of this kind");
    }
  }

  /** The format's common name. */
  public String format() {
    return file.format();
  }

  /** The prefix of the file's keys. */
  public String prefix() {
    return prefix;
  }

  public TrmConfig config() {
    return config;
  }

  /** The source of each value of the configuration. */
  public List<Found> found() {
    return List.copyOf(found);
  }

  /**
   * Writes a safetensors file of this project: the reference's keys, and as metadata the
   * configuration and the search policy if the file has one.
   */
  public void write(Path to) throws IOException {
    TrmWeights.write(to, config, weights, search);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
