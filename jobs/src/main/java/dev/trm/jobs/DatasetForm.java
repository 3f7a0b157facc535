package dev.trm.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.puzzles.constraints.Variant;
import dev.trm.puzzles.grid.GridLayout;
import dev.trm.puzzles.maze.MazeShape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what a request says of its data, strictly, and fills in the rest. */
final class DatasetForm {
  private static final int MOST_PUZZLES = 2_000_000;
  private static final int MOST_HELD_OUT = 100_000;
  private static final int MOST_PARTS = 32;
  private static final String CANVAS = "canvas";
  private static final String PARTS = "parts";
  private static final String SIZE = "size";
  private static final String VARIANT = "variant";
  private static final String FEWEST_GIVENS = "fewestGivens";
  private static final int MOST_AUGMENTATIONS = 1_000;

  /**
   * The generators in the order in which messages name them.
   *
   * @param own fields that not all generators have
   */
  private record Generator(String name, List<String> own) {}

  private static final List<Generator> GENERATORS =
      List.of(
          new Generator(
              DatasetSpec.Sudoku.GENERATOR,
              List.of(SIZE, "minimalShare", FEWEST_GIVENS, "mostGivens", "rating")),
          new Generator(
              DatasetSpec.Constraints.GENERATOR,
              List.of(VARIANT, SIZE, "minimalShare", FEWEST_GIVENS, "mostGivens")),
          new Generator(
              DatasetSpec.Mazes.GENERATOR, List.of("width", "height", "unique", "leastSteps")),
          new Generator(
              DatasetSpec.Uploaded.GENERATOR,
              List.of("id", "name", "kind", "sha256", "layout", CANVAS, "augmentations")),
          new Generator(DatasetSpec.Mix.GENERATOR, List.of(PARTS)));

  private DatasetForm() {}

  /**
   * @throws InvalidFieldException for the first wrong field
   */
  static DatasetSpec parse(JsonFields fields, KnownDatasets known) {
    String named =
        fields.has("id") || fields.has("name")
            ? DatasetSpec.Uploaded.GENERATOR
            : fields.has(VARIANT)
                ? DatasetSpec.Constraints.GENERATOR
                : DatasetSpec.Sudoku.GENERATOR;
    String generator =
        TrainSpec.choice(
            fields, "generator", named, GENERATORS.stream().map(Generator::name).toList());
    DatasetSpec data =
        switch (generator) {
          case DatasetSpec.Constraints.GENERATOR -> constraints(fields);
          case DatasetSpec.Mazes.GENERATOR -> mazes(fields);
          case DatasetSpec.Uploaded.GENERATOR -> uploaded(fields, known);
          case DatasetSpec.Mix.GENERATOR -> mix(fields);
          default -> sudoku(fields);
        };
    refuseForeign(fields, generator);
    fields.end();
    return data;
  }

  /** A field of another generator is no slip of the pen: it says which one was meant. */
  private static void refuseForeign(JsonFields fields, String generator) {
    List<String> known =
        GENERATORS.stream()
            .filter(each -> each.name().equals(generator))
            .flatMap(each -> each.own().stream())
            .toList();
    for (Generator other : GENERATORS) {
      for (String name : other.own()) {
        if (!known.contains(name) && fields.has(name)) {
          throw fields.wrong(
              name,
              name
                  + " is not known here: it is of generator "
                  + other.name()
                  + ", and this is "
                  + generator
                  + (fields.has("generator") ? "" : " as no generator is named"));
        }
      }
    }
  }

  private static DatasetSpec.Sudoku sudoku(JsonFields fields) {
    int size = fields.integer(SIZE, 9, 1, 1000);
    if (!List.of(4, 6, 9, 16).contains(size)) {
      throw fields.wrong(SIZE, "size is " + size + "; known are 4, 6, 9 and 16");
    }
    int cells = size * size;
    int least = size == 16 ? 110 : 0;
    int fewest = fields.integer(FEWEST_GIVENS, Math.max(least, cells * 3 / 10), least, cells - 1);
    int most = fields.integer("mostGivens", cells * 8 / 10, fewest, cells - 1);
    int puzzles = size == 4 ? 2_000 : size == 6 ? 20_000 : size == 9 ? 200_000 : 20_000;
    return new DatasetSpec.Sudoku(
        size,
        fields.integer("puzzles", puzzles, 1, MOST_PUZZLES),
        fields.integer("heldOut", size == 4 ? 100 : 1_000, 1, MOST_HELD_OUT),
        fields.number("minimalShare", 0.5, 0, 1),
        fewest,
        most,
        rating(fields),
        seed(fields));
  }

  private static DatasetSpec.Constraints constraints(JsonFields fields) {
    Variant variant = fields.parsed(VARIANT, Variant.JIGSAW, Variant::of);
    int size = fields.integer(SIZE, 9, 1, 1000);
    try {
      variant.requireSide(size);
    } catch (IllegalArgumentException e) {
      throw fields.wrong(SIZE, String.valueOf(e.getMessage()));
    }
    int cells = size * size;
    int fewest = fields.integer(FEWEST_GIVENS, cells * 3 / 10, 0, cells - 1);
    return new DatasetSpec.Constraints(
        variant.wire(),
        size,
        fields.integer("puzzles", size <= 4 ? 2_000 : 20_000, 1, MOST_PUZZLES),
        fields.integer("heldOut", size <= 4 ? 20 : 1_000, 1, MOST_HELD_OUT),
        fields.number("minimalShare", 0.5, 0, 1),
        fewest,
        fields.integer("mostGivens", Math.max(fewest, cells * 6 / 10), fewest, cells - 1),
        seed(fields));
  }

  private static DatasetSpec.@Nullable Rating rating(JsonFields fields) {
    if (!fields.has("rating")) {
      fields.value("rating");
      return null;
    }
    JsonFields rating = fields.object("rating");
    int least = rating.integer("least", 0, 0, Integer.MAX_VALUE);
    Integer most =
        rating.value("most") == null
            ? null
            : Integer.valueOf(rating.integer("most", least, least, Integer.MAX_VALUE));
    rating.end();
    return new DatasetSpec.Rating(least, most);
  }

  private static DatasetSpec.Mazes mazes(JsonFields fields) {
    int width = fields.integer("width", 10, 3, 30);
    int height = fields.integer("height", width, 3, 30);
    boolean unique = fields.bool("unique", true);
    int cells = width * height;
    int leastSteps = fields.integer("leastSteps", (width + height) / 4, 1, cells - 1);
    MazeShape shape = new MazeShape(width, height, unique, leastSteps);
    return new DatasetSpec.Mazes(
        shape.width(),
        shape.height(),
        shape.unique(),
        shape.leastSteps(),
        fields.integer("puzzles", 20_000, 1, MOST_PUZZLES),
        fields.integer("heldOut", 500, 1, MOST_HELD_OUT),
        seed(fields));
  }

  private static DatasetSpec.Mix mix(JsonFields fields) {
    List<JsonFields> parts = fields.objects(PARTS);
    if (parts.size() > MOST_PARTS) {
      throw fields.wrong(
          PARTS, PARTS + " has " + parts.size() + " entries; it may have up to " + MOST_PARTS);
    }
    List<DatasetSpec.Mix.Part> read = parts.stream().map(DatasetForm::part).toList();
    DatasetSpec first = read.get(0).dataset();
    for (int i = 1; i < read.size(); i++) {
      DatasetSpec other = read.get(i).dataset();
      if (!other.relationalMixer().equals(first.relationalMixer())) {
        throw parts
            .get(i)
            .object("dataset")
            .wrong(
                "generator",
                "generator is '"
                    + other.generator()
                    + "'; one network learns either mazes or other puzzles, and the first part is"
                    + " of generator "
                    + first.generator());
      }
    }
    return new DatasetSpec.Mix(read);
  }

  private static DatasetSpec.Mix.Part part(JsonFields fields) {
    double share = fields.number("share", 1, 1e-6, 1e6);
    Integer batch =
        fields.value("batch") == null
            ? null
            : Integer.valueOf(fields.integer("batch", 1, 1, 65_536));
    DatasetSpec dataset = parse(fields.object("dataset"), KnownDatasets.NONE);
    if (dataset instanceof DatasetSpec.Mix || dataset.relationalMixer().isEmpty()) {
      throw fields
          .object("dataset")
          .wrong(
              "generator",
              "generator is '"
                  + dataset.generator()
                  + "'; a part of a mix is of generator sudoku, constraints or maze");
    }
    fields.end();
    return new DatasetSpec.Mix.Part(share, batch, dataset);
  }

  /** By id or name; whatever else a request says of the set must be so. */
  private static DatasetSpec.Uploaded uploaded(JsonFields fields, KnownDatasets known) {
    String by = fields.has("id") ? "id" : "name";
    String reference = fields.text(by);
    DatasetSpec.Uploaded set =
        (by.equals("id") ? known.withId(reference) : known.named(reference))
            .orElseThrow(
                () ->
                    fields.wrong(
                        by, by + " is '" + Shown.of(reference) + "'; there is no such data set"));
    require(fields, "id", set.id());
    require(fields, "name", set.name());
    require(fields, "kind", set.kind());
    require(fields, "sha256", set.sha256());
    GridLayout layout = layout(fields, set);
    fields.integer("puzzles", set.puzzles(), set.puzzles(), set.puzzles());
    fields.integer("heldOut", set.heldOut(), set.heldOut(), set.heldOut());
    boolean arc = set.kind().equals(DatasetSpec.Uploaded.ARC);
    return new DatasetSpec.Uploaded(
        set.id(),
        set.name(),
        set.kind(),
        set.sha256(),
        layout,
        set.puzzles(),
        set.heldOut(),
        fields.integer("augmentations", arc ? 8 : 0, 0, arc ? MOST_AUGMENTATIONS : 0),
        seed(fields));
  }

  private static void require(JsonFields fields, String name, String actual) {
    String said = fields.textOrNull(name);
    if (said != null && !said.equals(actual)) {
      throw fields.wrong(
          name, name + " is '" + Shown.of(said) + "'; the data set's is '" + actual + "'");
    }
  }

  /**
   * The set's own; of ARC tasks a smaller board may be asked for by the length of its side. Whether
   * all tasks fit is seen when they are read.
   */
  private static GridLayout layout(JsonFields fields, DatasetSpec.Uploaded set) {
    GridLayout actual = set.layout();
    boolean arc = set.kind().equals(DatasetSpec.Uploaded.ARC);
    if (fields.has(CANVAS) && !arc) {
      throw fields.wrong(
          CANVAS, CANVAS + " is not for a data set of kind " + set.kind() + ", only for arc");
    }
    JsonNode said = fields.value("layout");
    int usual = arc ? side(said, actual) : actual.width();
    int side = fields.integer(CANVAS, usual, 1, actual.width());
    GridLayout wanted = arc ? GridLayout.arc(side) : actual;
    if (said != null && !said.equals(wanted.json())) {
      throw fields.wrong(
          "layout", "layout is " + Shown.of(said.toString()) + "; it must be " + wanted.json());
    }
    return wanted;
  }

  /** What a layout that an earlier answer showed says of the board. */
  private static int side(@Nullable JsonNode layout, GridLayout actual) {
    int side = layout == null ? 0 : layout.path("width").asInt();
    return side < 1 || side > actual.width() ? actual.width() : side;
  }

  private static long seed(JsonFields fields) {
    return fields.whole("seed", 1, Long.MIN_VALUE, Long.MAX_VALUE);
  }
}
