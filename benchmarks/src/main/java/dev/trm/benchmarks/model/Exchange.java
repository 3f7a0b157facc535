package dev.trm.benchmarks.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trm.model.CellGroups;
import dev.trm.model.Mixer;
import dev.trm.model.Parameter;
import dev.trm.model.TrmConfig;
import dev.trm.model.checkpoint.HostTensor;
import dev.trm.model.checkpoint.Safetensors;
import dev.trm.model.checkpoint.TrmWeights;
import dev.trm.model.search.PuzzleGroups;
import dev.trm.model.train.ExampleShape;
import dev.trm.model.train.Initialization;
import dev.trm.model.train.Schedule;
import dev.trm.model.train.TrainingExample;
import dev.trm.model.train.TrainingOptions;
import dev.trm.puzzles.sudoku.SudokuPuzzle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The common input of all sides for a case: weights, examples and training options.
 *
 * @param examples one for each row
 */
record Exchange(TrmWeights weights, List<TrainingExample> examples, TrainingOptions options) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long SEED = 1;
  private static final double HALT_DEVIATION = 0.02;

  /** Large enough that a missing update would be visible in the weights. */
  private static final double LEARNING_RATE = 1e-3;

  static Exchange of(Case one) {
    Random random = new Random(SEED);
    TrmConfig config = one.config();
    CellGroups groups = config.mixer() == Mixer.RELATIONS ? sudoku() : null;
    List<TrainingExample> examples =
        Stream.generate(
                () ->
                    new TrainingExample(
                        tokens(config, random, 1), tokens(config, random, 2), 0, groups))
            .limit(one.batch())
            .toList();
    return new Exchange(weights(config, random), examples, options(one.batch()));
  }

  private static CellGroups sudoku() {
    SudokuPuzzle empty = SudokuPuzzle.parse(".".repeat(81));
    return PuzzleGroups.of(empty.relations().orElseThrow());
  }

  /** The shapes of the examples, as of an example source. */
  List<ExampleShape> shapes() {
    CellGroups groups = examples.get(0).groups();
    return groups == null
        ? List.of()
        : List.of(new ExampleShape(groups.shape(), 1, examples.size()));
  }

  /**
   * Initial weights as for a training, with two changes. The layers' weights are halved, so that
   * rounding differences between two libraries do not grow. Halt head and puzzle row are not 0, so
   * that they have an effect.
   */
  private static TrmWeights weights(TrmConfig config, Random random) {
    TrmWeights initial = Initialization.of(config, SEED);
    Map<String, HostTensor> tensors = new HashMap<>(initial.tensors());
    for (Parameter each : config.parameters()) {
      if (each.key().startsWith("L_level.")) {
        tensors.computeIfPresent(each.key(), (key, tensor) -> halved(tensor));
      }
    }
    for (String key : List.of("q_head.weight", TrmWeights.PUZZLES)) {
      tensors.computeIfPresent(key, (name, tensor) -> normal(tensor.shape(), random));
    }
    return new TrmWeights(config, tensors);
  }

  private static HostTensor halved(HostTensor tensor) {
    ByteBuffer half = ByteBuffer.allocate(4 * tensor.elements()).order(ByteOrder.LITTLE_ENDIAN);
    for (ByteBuffer from = tensor.bytes(); from.hasRemaining(); ) {
      half.putFloat(from.getFloat() / 2);
    }
    return new HostTensor(HostTensor.Type.F32, tensor.shape(), half.flip());
  }

  private static HostTensor normal(List<Long> shape, Random random) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.toIntExact(HostTensor.Type.F32.bytes(shape)))
            .order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      bytes.putFloat((float) (HALT_DEVIATION * random.nextGaussian()));
    }
    return new HostTensor(HostTensor.Type.F32, shape, bytes.flip());
  }

  private static int[] tokens(TrmConfig config, Random random, int least) {
    return IntStream.range(0, config.sequenceLength())
        .map(cell -> least + random.nextInt(config.vocabulary() - least))
        .toArray();
  }

  private static TrainingOptions options(int batch) {
    return new TrainingOptions(
        batch,
        1_000_000,
        LEARNING_RATE,
        LEARNING_RATE,
        1,
        1,
        0.9,
        0.95,
        0,
        Schedule.CONSTANT,
        1,
        0.999,
        0,
        SEED,
        0,
        null);
  }

  /** Writes it to a file for another process. */
  void write(Path file) throws IOException {
    TrmConfig config = weights.config();
    List<String> keys = config.parameters().stream().map(Parameter::key).toList();
    Map<String, HostTensor> tensors = new LinkedHashMap<>(weights.tensors());
    tensors.put("tokens", rows(examples.stream().map(TrainingExample::question)));
    tensors.put("labels", rows(examples.stream().map(TrainingExample::answer)));
    tensors.put("ids", whole(examples.stream().mapToLong(TrainingExample::puzzleId).toArray()));
    new Safetensors(
            Map.of("config", json(config), "options", json(options), "parameters", json(keys)),
            tensors)
        .write(file);
  }

  private HostTensor rows(Stream<int[]> rows) {
    long[] all = rows.flatMapToLong(row -> IntStream.of(row).asLongStream()).toArray();
    return new HostTensor(
        HostTensor.Type.I64,
        List.of((long) examples.size(), (long) all.length / examples.size()),
        whole(all).bytes());
  }

  private static HostTensor whole(long... values) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(values);
    return new HostTensor(HostTensor.Type.I64, List.of((long) values.length), bytes);
  }

  private static String json(Object value) throws JsonProcessingException {
    return JSON.writeValueAsString(value);
  }
}
