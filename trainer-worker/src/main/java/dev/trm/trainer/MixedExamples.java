package dev.trm.trainer;

import dev.trm.model.CellGroups;
import dev.trm.model.search.PuzzleGroups;
import dev.trm.model.train.ExampleShape;
import dev.trm.model.train.ExampleSource;
import dev.trm.model.train.TrainingExample;
import dev.trm.puzzles.Example;
import dev.trm.puzzles.Relations;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * An endless sequence of examples with relations, of one or several shapes. Parts with the same
 * shape share its slots, and their shares determine the random choice between them. The seed and
 * the numbers of draws determine all further examples, so the counts are the complete state.
 */
final class MixedExamples implements ExampleSource {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private final long seed;
  private final List<Part> parts = new ArrayList<>();
  private final List<Shaped> shaped = new ArrayList<>();

  /**
   * @param batch examples in a step of the first part. Another part has as many, or fewer if its
   *     puzzles are larger, unless it has its own batch
   * @throws IllegalArgumentException if parts of one shape have different batches
   */
  MixedExamples(List<TrainingData.Part> data, int batch, long seed) {
    this.seed = seed;
    Map<CellGroups.Shape, List<Part>> byShape = new LinkedHashMap<>();
    for (TrainingData.Part each : data) {
      Part part = new Part(each, seed + GOLDEN * parts.size());
      parts.add(part);
      byShape.computeIfAbsent(part.shape, any -> new ArrayList<>()).add(part);
    }
    CellGroups.Shape first = parts.get(0).shape;
    byShape.forEach(
        (shape, members) ->
            shaped.add(
                new Shaped(
                    new ExampleShape(
                        shape,
                        members.stream().mapToDouble(part -> part.data.share()).sum(),
                        batch(members, Math.min(batch, ExampleShape.batch(batch, first, shape)))),
                    members)));
  }

  private static int batch(List<Part> members, int usual) {
    int[] batches =
        members.stream()
            .map(part -> part.data.batch())
            .flatMapToInt(
                own -> own == null ? Arrays.stream(new int[0]) : Arrays.stream(new int[] {own}))
            .distinct()
            .toArray();
    if (batches.length > 1) {
      throw new IllegalArgumentException(
          "dataset.parts: '"
              + members.get(0).data.name()
              + "' and others of its shape have the batches "
              + Arrays.toString(batches)
              + "; they share their slots, so give all of them the same");
    }
    return batches.length == 0 ? usual : batches[0];
  }

  /** The examples of one part. */
  private static final class Part {
    private final TrainingData.Part data;
    private final EpochExamples examples;
    private final CellGroups.Shape shape;
    private @Nullable Relations newest;
    private @Nullable CellGroups groups;

    Part(TrainingData.Part data, long seed) {
      this.data = data;
      this.examples = new EpochExamples(data.examples(), seed);
      this.shape =
          PuzzleGroups.of(relations(data.examples().draw(0, new SplittableRandom(seed)))).shape();
    }

    private Relations relations(Example example) {
      Relations relations = example.relations();
      if (relations == null) {
        throw new IllegalArgumentException(
            "dataset: puzzles of '" + data.name() + "' have no relations");
      }
      return relations;
    }

    TrainingExample next() {
      Example example = examples.draw();
      Relations relations = relations(example);
      return new TrainingExample(
          relations.question(example.question()),
          EpochExamples.labels(relations.answer(example.answer())),
          example.puzzleId(),
          groups(relations));
    }

    /** Caches the groups, because most sets have the same relations in all puzzles. */
    private CellGroups groups(Relations relations) {
      CellGroups present = groups;
      if (present == null || newest != relations) {
        present = PuzzleGroups.of(relations);
        groups = present;
        newest = relations;
      }
      return present;
    }
  }

  /** The parts of one shape. */
  private static final class Shaped {
    private final ExampleShape shape;
    private final List<Part> members;
    private long drawn;

    Shaped(ExampleShape shape, List<Part> members) {
      this.shape = shape;
      this.members = members;
    }
  }

  @Override
  public List<ExampleShape> shapes() {
    return shaped.stream().map(each -> each.shape).toList();
  }

  @Override
  public TrainingExample next(int shape) {
    Shaped from = shaped.get(shape);
    double at =
        new SplittableRandom(seed ^ new SplittableRandom(GOLDEN * shape + from.drawn).nextLong())
            .nextDouble(from.shape.share());
    from.drawn++;
    for (Part part : from.members) {
      at -= part.data.share();
      if (at < 0) {
        return part.next();
      }
    }
    // Rounding may leave a small remainder.
    return from.members.get(from.members.size() - 1).next();
  }

  @Override
  public long[] state() {
    long[] state = new long[shaped.size() + parts.size()];
    for (int i = 0; i < shaped.size(); i++) {
      state[i] = shaped.get(i).drawn;
    }
    for (int i = 0; i < parts.size(); i++) {
      state[shaped.size() + i] = parts.get(i).examples.state()[0];
    }
    return state;
  }

  @Override
  public void restore(long[] state) {
    if (state.length != shaped.size() + parts.size()) {
      throw new IllegalArgumentException(
          "examples has "
              + state.length
              + " numbers; these data have "
              + (shaped.size() + parts.size()));
    }
    for (int i = 0; i < shaped.size(); i++) {
      shaped.get(i).drawn = state[i];
    }
    for (int i = 0; i < parts.size(); i++) {
      parts.get(i).examples.restore(new long[] {state[shaped.size() + i]});
    }
  }
}
