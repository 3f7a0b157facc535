package dev.trm.trainer;

import dev.trm.model.TrmConfig;
import dev.trm.model.search.PuzzleGroups;
import dev.trm.puzzles.ExampleSet;
import dev.trm.puzzles.HeldOutPuzzle;
import dev.trm.puzzles.PuzzleKind;
import dev.trm.puzzles.grid.GridLayout;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The training and held-out puzzles of a training.
 *
 * @param parts one, or several for a network that takes puzzles of several sizes
 * @param puzzleIds number of rows that the puzzle embedding needs
 * @param layout of the grids; null for kinds with a fixed layout
 * @param sha256 hash that identifies all of the data, in hexadecimal
 */
record TrainingData(List<Part> parts, int puzzleIds, @Nullable GridLayout layout, String sha256) {

  /**
   * Puzzles of one kind and size.
   *
   * @param name for people; unique among the parts
   * @param share of the training steps, more than 0, relative to the other parts'
   * @param batch examples in a step of these puzzles; null for the training's own batch
   * @param shape of all puzzles, width first, {@code 10x10}
   * @param vocabulary the number of different tokens
   * @param sequenceLength the number of cells
   * @param heldOut the held-out puzzles, at least one
   */
  record Part(
      String name,
      double share,
      @Nullable Integer batch,
      PuzzleKind kind,
      String shape,
      int vocabulary,
      int sequenceLength,
      ExampleSet examples,
      List<HeldOutPuzzle> heldOut) {

    Part {
      heldOut = List.copyOf(heldOut);
      if (heldOut.isEmpty()) {
        throw new IllegalArgumentException("dataset: there is no puzzle to judge by");
      }
    }

    /** The only part of its data. */
    Part(
        PuzzleKind kind,
        String shape,
        int vocabulary,
        int sequenceLength,
        ExampleSet examples,
        List<HeldOutPuzzle> heldOut) {
      this(
          kind.wire() + " " + shape,
          1,
          null,
          kind,
          shape,
          vocabulary,
          sequenceLength,
          examples,
          heldOut);
    }
  }

  TrainingData {
    parts = List.copyOf(parts);
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("dataset: there is no puzzle to train on");
    }
  }

  /** Data of one kind and size. */
  TrainingData(Part only, int puzzleIds, @Nullable GridLayout layout, String sha256) {
    this(List.of(only), puzzleIds, layout, sha256);
  }

  /** The maximum vocabulary of all parts. */
  int vocabulary() {
    return parts.stream().mapToInt(Part::vocabulary).max().orElseThrow();
  }

  /**
   * The vocabulary that a network with relations needs for all parts.
   *
   * @throws IllegalArgumentException if a part's puzzles have no relations
   */
  int relationalVocabulary() {
    return parts.stream()
        .mapToInt(
            part ->
                part.heldOut
                    .get(0)
                    .relations()
                    .orElseThrow(
                        () ->
                            new IllegalArgumentException(
                                "dataset: puzzles of '" + part.name + "' have no relations"))
                    .vocabulary())
        .max()
        .orElseThrow();
  }

  /** The maximum number of cells of all parts. */
  int sequenceLength() {
    return parts.stream().mapToInt(Part::sequenceLength).max().orElseThrow();
  }

  /** The held-out sets of all parts. */
  List<EvaluationSet> heldOut() {
    return parts.stream()
        .map(part -> new EvaluationSet(part.name, part.share, part.kind, part.heldOut))
        .toList();
  }

  /** The number of training examples. */
  long size() {
    return parts.stream().mapToLong(part -> part.examples.size()).sum();
  }

  /** Whether a network takes all of the puzzles. */
  boolean fits(TrmConfig config) {
    return (!config.mixer().takesGroups() || layout == null)
        && parts.stream()
            .allMatch(
                part ->
                    PuzzleGroups.fit(
                        config,
                        part.sequenceLength,
                        part.vocabulary,
                        part.heldOut.get(0).relations()));
  }
}
