package dev.trm.jobs;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import dev.trm.puzzles.constraints.ConstraintsSet;
import dev.trm.puzzles.constraints.Variant;
import dev.trm.puzzles.grid.GridLayout;
import dev.trm.puzzles.sudoku.RatingBand;
import dev.trm.puzzles.sudoku.SudokuSet;
import dev.trm.puzzles.sudoku.SudokuSize;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a training learns from and is judged by, complete: equal specifications give equal examples.
 * In JSON {@code generator} tells which it is.
 */
@JsonDeserialize(using = DatasetSpec.Reader.class)
public sealed interface DatasetSpec {

  /**
   * Reads what a request says of its data strictly, and fills in the rest.
   *
   * @throws InvalidFieldException for the first wrong field
   */
  static DatasetSpec parse(JsonFields fields, KnownDatasets known) {
    return DatasetForm.parse(fields, known);
  }

  /** Its name in JSON. */
  @JsonProperty("generator")
  String generator();

  /** Cells of a puzzle, which a network's size follows. */
  int cells();

  /** The value for what it is. */
  default <T> T match(
      Function<Sudoku, T> sudoku,
      Function<Constraints, T> constraints,
      Function<Mazes, T> mazes,
      Function<Uploaded, T> uploaded,
      Function<Mix, T> mix) {
    if (this instanceof Sudoku made) {
      return sudoku.apply(made);
    }
    if (this instanceof Constraints made) {
      return constraints.apply(made);
    }
    if (this instanceof Mazes made) {
      return mazes.apply(made);
    }
    return this instanceof Uploaded sent ? uploaded.apply(sent) : mix.apply((Mix) this);
  }

  /** What its puzzles are, in a few words: {@code 9x9 minimal}. */
  String title();

  /** The mixer that is given the relations of its puzzles; empty if they have none. */
  default Optional<String> relationalMixer() {
    return Optional.empty();
  }

  /** Whether only a network with {@link #relationalMixer} can learn from it. */
  default boolean needsRelations() {
    return false;
  }

  /**
   * Generated Sudokus; the held-out ones are never equivalent to a training one.
   *
   * @param size side: 4, 6, 9 or 16
   * @param puzzles base puzzles to train on, each drawn with a random augmentation
   * @param heldOut puzzles to evaluate on
   * @param minimalShare share of minimal puzzles; the others have a random number of givens
   * @param fewestGivens of the others
   * @param mostGivens of the others
   * @param rating of all; null takes any
   */
  @JsonDeserialize // by its components, not by the interface's reader
  record Sudoku(
      int size,
      int puzzles,
      int heldOut,
      double minimalShare,
      int fewestGivens,
      int mostGivens,
      @Nullable Rating rating,
      long seed)
      implements DatasetSpec {
    static final String GENERATOR = "sudoku";

    /** The set as its generator takes it. */
    public SudokuSet.Recipe recipe() {
      Integer most = rating == null ? null : rating.most();
      return new SudokuSet.Recipe(
          SudokuSize.ofSide(size),
          puzzles,
          heldOut,
          minimalShare,
          fewestGivens,
          mostGivens,
          rating == null
              ? RatingBand.ANY
              : new RatingBand(rating.least(), most == null ? Integer.MAX_VALUE : most),
          seed);
    }

    @Override
    public String generator() {
      return GENERATOR;
    }

    @Override
    public int cells() {
      return size * size;
    }

    @Override
    public String title() {
      return size + "x" + size + (minimalShare == 1 ? " minimal" : "");
    }

    @Override
    public Optional<String> relationalMixer() {
      return Optional.of(TrainDefaults.RELATIONS);
    }
  }

  /**
   * How hard Sudokus are, in guesses that a solver takes back; 0 falls to singles alone.
   *
   * @param most null for any number
   */
  record Rating(int least, @Nullable Integer most) {}

  /**
   * Generated puzzles of a variant of Sudoku; the held-out ones never become a training one by
   * turning, flipping or renaming symbols.
   *
   * @param variant {@code latin}, {@code x-sudoku}, {@code jigsaw} or {@code windoku}
   * @param size side
   * @param puzzles to train on, each drawn with a random symmetry of its board
   * @param heldOut puzzles to evaluate on
   * @param minimalShare share of minimal puzzles; the others have a random number of givens
   * @param fewestGivens of the others
   * @param mostGivens of the others
   */
  @JsonDeserialize // by its components, not by the interface's reader
  record Constraints(
      String variant,
      int size,
      int puzzles,
      int heldOut,
      double minimalShare,
      int fewestGivens,
      int mostGivens,
      long seed)
      implements DatasetSpec {
    static final String GENERATOR = "constraints";

    /** The set as its generator takes it. */
    public ConstraintsSet.Recipe recipe() {
      return new ConstraintsSet.Recipe(
          Variant.of(variant),
          size,
          puzzles,
          heldOut,
          minimalShare,
          fewestGivens,
          mostGivens,
          seed);
    }

    @Override
    public String generator() {
      return GENERATOR;
    }

    @Override
    public String title() {
      return variant + " " + size + "x" + size + (minimalShare == 1 ? " minimal" : "");
    }

    @Override
    public int cells() {
      return size * size;
    }

    @Override
    public Optional<String> relationalMixer() {
      return Optional.of(TrainDefaults.RELATIONS);
    }

    @Override
    public boolean needsRelations() {
      return true;
    }
  }

  /**
   * Generated mazes; the held-out ones never become a training one by turning or flipping.
   *
   * @param width 3 to 30
   * @param height 3 to 30
   * @param unique whether the shortest path is the only one
   * @param leastSteps of the shortest path
   * @param puzzles to train on, each drawn turned or flipped at random
   * @param heldOut mazes to evaluate on
   */
  @JsonDeserialize // by its components, not by the interface's reader
  record Mazes(
      int width, int height, boolean unique, int leastSteps, int puzzles, int heldOut, long seed)
      implements DatasetSpec {
    static final String GENERATOR = "maze";

    @Override
    public String generator() {
      return GENERATOR;
    }

    @Override
    public int cells() {
      return width * height;
    }

    @Override
    public String title() {
      return "maze " + width + "x" + height;
    }

    @Override
    public Optional<String> relationalMixer() {
      return Optional.of(TrainDefaults.NEIGHBOURS);
    }
  }

  /**
   * A data set that somebody has sent.
   *
   * @param id of the set
   * @param name of the set when the training was submitted
   * @param kind of its puzzles, {@code grid}, {@code arc}, {@code sudoku} or {@code maze}
   * @param sha256 of its content, hexadecimal
   * @param layout of its grids; of ARC tasks the board that they are trained on
   * @param puzzles examples to train on, each as it is
   * @param heldOut examples to evaluate on
   * @param augmentations of each ARC task beside itself; 0 for all others
   * @param seed of those
   */
  @JsonDeserialize // by its components, not by the interface's reader
  record Uploaded(
      String id,
      String name,
      String kind,
      String sha256,
      GridLayout layout,
      int puzzles,
      int heldOut,
      int augmentations,
      long seed)
      implements DatasetSpec {
    static final String GENERATOR = "upload";

    /** What {@link #kind} says of a user's own pairs. */
    public static final String GRID = "grid";

    /** What {@link #kind} says of Sudokus with their solutions. */
    public static final String SUDOKU = "sudoku";

    /** What {@link #kind} says of mazes with their paths. */
    public static final String MAZE = "maze";

    /** What {@link #kind} says of ARC tasks. */
    public static final String ARC = "arc";

    @Override
    public String generator() {
      return GENERATOR;
    }

    @Override
    public int cells() {
      return layout.cells();
    }

    @Override
    public String title() {
      return name;
    }

    @Override
    public Optional<String> relationalMixer() {
      return switch (kind) {
        case SUDOKU -> Optional.of(TrainDefaults.RELATIONS);
        case MAZE -> Optional.of(TrainDefaults.NEIGHBOURS);
        default -> Optional.empty();
      };
    }
  }

  /**
   * Puzzles of several sizes or rules, for one network that is given their relations. Each part has
   * held-out puzzles of its own, and an accuracy over all weighs the parts by their shares.
   *
   * @param parts at least one
   */
  @JsonDeserialize // by its components, not by the interface's reader
  record Mix(List<Part> parts) implements DatasetSpec {
    static final String GENERATOR = "mix";

    public Mix {
      parts = List.copyOf(parts);
      if (parts.isEmpty()) {
        throw new IllegalArgumentException("parts is empty; a mix has at least one");
      }
    }

    /**
     * @param share of training steps, more than 0, relative to the other parts' shares
     * @param batch examples of a step of these puzzles; null for the training's
     * @param dataset generated puzzles with relations
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Part(double share, @Nullable Integer batch, DatasetSpec dataset) {}

    @Override
    public String generator() {
      return GENERATOR;
    }

    @Override
    public String title() {
      return parts.stream().map(part -> part.dataset().title()).collect(Collectors.joining(", "));
    }

    /** Of its largest puzzles. */
    @Override
    public int cells() {
      return parts.stream().mapToInt(part -> part.dataset().cells()).max().orElseThrow();
    }

    /** All parts have the same. */
    @Override
    public Optional<String> relationalMixer() {
      return parts.get(0).dataset().relationalMixer();
    }

    @Override
    public boolean needsRelations() {
      return true;
    }
  }

  /**
   * Reads what a job or manifest holds; what says nothing else is Sudoku, as before others were.
   */
  final class Reader extends JsonDeserializer<DatasetSpec> {
    @Override
    public DatasetSpec deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      JsonNode json = parser.readValueAsTree();
      String generator = json.path("generator").asText(Sudoku.GENERATOR);
      return switch (generator) {
        case Sudoku.GENERATOR -> context.readTreeAsValue(json, Sudoku.class);
        case Constraints.GENERATOR -> context.readTreeAsValue(json, Constraints.class);
        case Mazes.GENERATOR -> context.readTreeAsValue(json, Mazes.class);
        case Uploaded.GENERATOR -> context.readTreeAsValue(json, Uploaded.class);
        case Mix.GENERATOR -> context.readTreeAsValue(json, Mix.class);
        default ->
            context.reportInputMismatch(
                DatasetSpec.class, "generator is '%s', which is not known", generator);
      };
    }
  }
}
