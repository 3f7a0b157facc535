package dev.trm.model.reference;

import dev.trm.model.Mixer;
import dev.trm.model.Positions;
import dev.trm.model.TrmConfig;
import dev.trm.model.checkpoint.DamagedFileException;
import dev.trm.model.checkpoint.TensorData;
import dev.trm.model.checkpoint.TrmWeights;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Infers a configuration from the shapes of a network's tensors. Options supply the values that
 * shapes do not determine. The number of heads and the depths of recursion default to the
 * reference's, which the result marks as assumed. For a single use.
 */
final class ShapeReading {
  private static final int HEAD_SIZE = 64;
  private static final int LATENT_STEPS = 6;
  private static final int RECURSIONS = 3;
  private static final int MAX_CYCLES = 16;
  private static final double ROPE_THETA = 10_000;
  private static final double EPSILON = 1e-5;
  private static final int REFERENCE_MULTIPLE = 256;
  private static final List<Double> EXPANSIONS = List.of(4.0, 2.0, 8.0, 1.0, 3.0, 6.0);

  private static final String TOKENS = "embed_tokens.embedding_weight";
  private static final String POSITIONS = "embed_pos.embedding_weight";
  private static final String LAYER = "L_level.layers.";
  private static final Pattern LAYER_KEY = Pattern.compile("L_level\\.layers\\.([0-9]{1,4})\\.");
  private static final String DOWN = ".mlp.down_proj.weight";
  private static final String DOWN_OVER_LENGTH = ".mlp_t.down_proj.weight";

  private final Map<String, ? extends TensorData> tensors;
  private final ImportOptions options;
  private final List<Found> found = new ArrayList<>();

  /**
   * @param tensors by the reference's keys without their prefix
   */
  ShapeReading(Map<String, ? extends TensorData> tensors, ImportOptions options) {
    this.tensors = tensors;
    this.options = options;
  }

  /** The inferred values and their sources. */
  List<Found> found() {
    return List.copyOf(found);
  }

  /**
   * @throws ImportOptionException if an option is missing or contradicts a shape
   * @throws DamagedFileException if a tensor is missing or has a shape that no network has
   */
  TrmConfig read() throws ImportOptionException, DamagedFileException {
    int hidden = read("hidden", TrmWeights.H_INIT, 1, 0);
    int vocabulary = read("vocabulary", TOKENS, 2, 0);
    agree("vocabulary", options.vocabulary(), vocabulary, TOKENS);
    int layers = layers();
    Mixer mixer = mixer();
    Positions positions = positions(mixer);
    int width = tensors.containsKey(TrmWeights.PUZZLES) ? size(TrmWeights.PUZZLES, 2, 1) : 0;
    int puzzleIds = tensors.containsKey(TrmWeights.PUZZLES) ? size(TrmWeights.PUZZLES, 2, 0) : 1;
    shape("puzzleEmbeddingWidth", width, TrmWeights.PUZZLES);
    shape("puzzleIds", puzzleIds, TrmWeights.PUZZLES);
    Lengths lengths = lengths(mixer, width);
    Swiglu swiglu = swiglu(mixer, hidden, lengths.prefix() + lengths.cells());
    int heads = heads(mixer, hidden);
    int latentSteps = depth("latentSteps", options.latentSteps(), LATENT_STEPS);
    int recursions = depth("recursions", options.recursions(), RECURSIONS);
    int maxCycles = depth("maxCycles", options.maxCycles(), MAX_CYCLES);
    try {
      return new TrmConfig(
          vocabulary,
          lengths.cells(),
          hidden,
          heads,
          layers,
          swiglu.expansion(),
          swiglu.multiple(),
          latentSteps,
          recursions,
          maxCycles,
          lengths.prefix(),
          width,
          puzzleIds,
          mixer,
          positions,
          ROPE_THETA,
          EPSILON);
    } catch (IllegalArgumentException refused) {
      throw new DamagedFileException(String.valueOf(refused.getMessage()), refused);
    }
  }

  /**
   * Counts layers by the highest index in any key; a tensor that a layer lacks is reported later.
   */
  private int layers() throws DamagedFileException {
    int layers = 0;
    for (String key : tensors.keySet()) {
      Matcher layer = LAYER_KEY.matcher(key);
      if (layer.lookingAt()) {
        layers = Math.max(layers, Integer.parseInt(layer.group(1)) + 1);
      }
    }
    if (layers == 0) {
      throw new DamagedFileException("tensor " + LAYER + 0 + DOWN + " is missing");
    }
    shape("layers", layers, LAYER + (layers - 1));
    return layers;
  }

  private Mixer mixer() throws DamagedFileException {
    String overLength = LAYER + 0 + DOWN_OVER_LENGTH;
    String attention = LAYER + 0 + ".self_attn.o_proj.weight";
    if (tensors.containsKey(overLength) == tensors.containsKey(attention)) {
      throw new DamagedFileException(
          "it has "
              + (tensors.containsKey(attention) ? "both " : "neither ")
              + overLength
              + " and "
              + attention
              + "; a layer mixes in one of the two ways");
    }
    Mixer mixer = tensors.containsKey(attention) ? Mixer.ATTENTION : Mixer.MLP;
    shape("mixer", mixer, mixer == Mixer.ATTENTION ? attention : overLength);
    return mixer;
  }

  private Positions positions(Mixer mixer) throws ImportOptionException {
    Positions given = options.positions();
    if (tensors.containsKey(POSITIONS)) {
      if (given != null && given != Positions.LEARNED) {
        throw new ImportOptionException(
            "positions", "positions is " + given + ", but the file has " + POSITIONS);
      }
      shape("positions", Positions.LEARNED, POSITIONS);
      return Positions.LEARNED;
    }
    if (given == Positions.LEARNED) {
      throw new ImportOptionException(
          "positions", "positions is LEARNED, but the file has no " + POSITIONS);
    }
    if (given != null) {
      found.add(new Found("positions", given.name(), Found.Source.GIVEN, "as given"));
      return given;
    }
    Positions assumed = mixer == Mixer.MLP ? Positions.NONE : Positions.ROPE;
    found.add(
        new Found(
            "positions",
            assumed.name(),
            Found.Source.ASSUMED,
            "no shape tells; the reference's with this mixer"));
    return assumed;
  }

  private record Lengths(int prefix, int cells) {}

  /**
   * The lengths of prefix and cells: where a shape has only their sum, one follows from the other.
   */
  private Lengths lengths(Mixer mixer, int width)
      throws ImportOptionException, DamagedFileException {
    String sum =
        mixer == Mixer.MLP
            ? LAYER + 0 + DOWN_OVER_LENGTH
            : tensors.containsKey(POSITIONS) ? POSITIONS : null;
    Integer cells = options.sequenceLength();
    Integer prefix = width == 0 ? Integer.valueOf(0) : options.prefix();
    if (width == 0 && options.prefix() != null && options.prefix() != 0) {
      throw new ImportOptionException(
          "prefix",
          "prefix is " + options.prefix() + ", but the file has no " + TrmWeights.PUZZLES);
    }
    if (sum == null) {
      if (cells == null) {
        throw new ImportOptionException(
            "sequenceLength",
            "sequenceLength is missing: with this mixer no shape tells how many cells a puzzle has");
      }
      if (prefix == null) {
        throw new ImportOptionException(
            "prefix",
            "prefix is missing: with this mixer no shape tells how many positions hold the puzzle's"
                + " embedding (puzzle_emb_len, 16 in the published models)");
      }
      given("sequenceLength", cells);
      lengthOfPrefix(prefix, width);
      return new Lengths(prefix, cells);
    }
    int length = size(sum, 2, 0);
    int known;
    if (cells != null) {
      known = cells;
    } else if (prefix != null) {
      known = length - prefix;
    } else {
      throw new ImportOptionException(
          "sequenceLength",
          "sequenceLength is missing: "
              + sum
              + " tells that cells and prefix are "
              + length
              + " together, but not how many are cells; give one of sequenceLength and prefix");
    }
    int before = length - known;
    if (known < 1 || before < 0 || (prefix != null && prefix != before)) {
      String option = cells == null ? "prefix" : "sequenceLength";
      throw new ImportOptionException(
          option,
          option
              + " is "
              + (cells == null ? prefix : cells)
              + (cells != null && prefix != null ? " with a prefix of " + prefix : "")
              + "; cells and prefix are "
              + length
              + " together, by the shape of "
              + sum);
    }
    if (cells == null) {
      shape("sequenceLength", known, sum);
      lengthOfPrefix(before, width);
    } else {
      given("sequenceLength", known);
      shape("prefix", before, sum);
    }
    return new Lengths(before, known);
  }

  private void lengthOfPrefix(int prefix, int width) {
    if (width == 0) {
      found.add(new Found("prefix", "0", Found.Source.SHAPE, "there is no " + TrmWeights.PUZZLES));
    } else {
      given("prefix", prefix);
    }
  }

  private record Swiglu(double expansion, int multiple) {}

  /** Any pair that gives the file's widths is correct, because nothing else depends on it. */
  private Swiglu swiglu(Mixer mixer, int hidden, int length) throws DamagedFileException {
    String name = LAYER + 0 + DOWN;
    int overHidden = size(name, 2, 1);
    int overLength = mixer == Mixer.MLP ? size(LAYER + 0 + DOWN_OVER_LENGTH, 2, 1) : 0;
    List<Double> candidates = new ArrayList<>(EXPANSIONS);
    candidates.add(1.5 * overHidden / hidden);
    for (int multiple = REFERENCE_MULTIPLE; multiple >= 1; multiple /= 2) {
      for (double expansion : candidates) {
        if (width(expansion, hidden, multiple) == overHidden
            && (mixer != Mixer.MLP || width(expansion, length, multiple) == overLength)) {
          shape("expansion", expansion, name);
          shape("swigluMultiple", multiple, name);
          return new Swiglu(expansion, multiple);
        }
      }
    }
    throw new DamagedFileException(
        "no expansion gives inner widths of "
            + overHidden
            + " over "
            + hidden
            + " features"
            + (mixer == Mixer.MLP ? " and " + overLength + " over a length of " + length : ""));
  }

  private static long width(double expansion, int in, int multiple) {
    return TrmConfig.swigluWidth(expansion, in, multiple);
  }

  private int heads(Mixer mixer, int hidden) throws ImportOptionException {
    Integer given = options.heads();
    if (mixer == Mixer.MLP) {
      if (given != null && given != 1) {
        throw new ImportOptionException(
            "heads", "heads is " + given + ", but the layers mix without attention");
      }
      found.add(new Found("heads", "1", Found.Source.SHAPE, "the layers mix without attention"));
      return 1;
    }
    if (given != null) {
      if (given < 1 || hidden % given != 0) {
        throw new ImportOptionException(
            "heads", "heads is " + given + "; it must divide the file's hidden size, " + hidden);
      }
      given("heads", given);
      return given;
    }
    if (hidden % HEAD_SIZE != 0) {
      throw new ImportOptionException(
          "heads",
          "heads is missing: no shape tells it, and the file's hidden size, "
              + hidden
              + ", is no multiple of the usual head's size, "
              + HEAD_SIZE);
    }
    found.add(
        new Found(
            "heads",
            String.valueOf(hidden / HEAD_SIZE),
            Found.Source.ASSUMED,
            "no shape tells; heads of size " + HEAD_SIZE + ", as in the published models"));
    return hidden / HEAD_SIZE;
  }

  private int depth(String name, @Nullable Integer given, int assumed) {
    if (given != null) {
      given(name, given);
      return given;
    }
    found.add(
        new Found(
            name,
            String.valueOf(assumed),
            Found.Source.ASSUMED,
            "no shape tells; the reference's default"));
    return assumed;
  }

  private int read(String name, String tensor, int dimensions, int dimension)
      throws DamagedFileException {
    int size = size(tensor, dimensions, dimension);
    shape(name, size, tensor);
    return size;
  }

  private int size(String tensor, int dimensions, int dimension) throws DamagedFileException {
    TensorData there = tensors.get(tensor);
    if (there == null) {
      throw new DamagedFileException("tensor " + tensor + " is missing");
    }
    if (there.shape().size() != dimensions
        || there.shape().stream().anyMatch(extent -> extent < 1 || extent > 1 << 26)) {
      throw new DamagedFileException(
          "tensor " + tensor + " has shape " + there.shape() + "; no network has that");
    }
    return Math.toIntExact(there.shape().get(dimension));
  }

  private static void agree(String option, @Nullable Integer given, int read, String tensor)
      throws ImportOptionException {
    if (given != null && given != read) {
      throw new ImportOptionException(
          option, option + " is " + given + ", but " + read + " by the shape of " + tensor);
    }
  }

  private void given(String name, int value) {
    found.add(new Found(name, String.valueOf(value), Found.Source.GIVEN, "as given"));
  }

  private void shape(String name, Object value, String tensor) {
    found.add(
        new Found(name, String.valueOf(value), Found.Source.SHAPE, "by the shape of " + tensor));
  }
}
