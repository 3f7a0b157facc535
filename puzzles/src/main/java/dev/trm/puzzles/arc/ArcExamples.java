package dev.trm.puzzles.arc;

import dev.trm.puzzles.Example;
import dev.trm.puzzles.ExampleSet;
import dev.trm.puzzles.PuzzleFormatException;
import dev.trm.puzzles.grid.Grid;
import dev.trm.puzzles.grid.GridLayout;
import dev.trm.puzzles.grid.HeldOutGridPair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The training pairs of tasks under all their augmentations. Each example is drawn at a random
 * place of the board, the same for question and answer; one pair of each augmented task always is
 * at the top left, as in a solve. Every augmented task has its own puzzle id, from 1; 0 stays
 * unused. The test pairs are not trained on.
 */
public final class ArcExamples implements ExampleSet {

  private final GridLayout board;
  private final List<Variant> variants = new ArrayList<>();
  private final int[] firstExample; // of each variant
  private final int size;

  /**
   * A task under one augmentation, as it is trained and solved.
   *
   * @param puzzleId its row of the puzzle embedding, from 1
   * @param untranslated the training pair that stays at the top left
   */
  public record Variant(
      ArcTask task, ArcAugmentation augmentation, int puzzleId, int untranslated) {}

  /** Uses ARC's own board of 30×30. */
  public ArcExamples(List<ArcTask> tasks, int augmentations, long seed) {
    this(tasks, augmentations, seed, GridLayout.ARC);
  }

  /**
   * @param tasks at least one
   * @param augmentations of each task besides itself, up to 1,000; fewer if it has fewer
   * @param board a square one
   * @throws dev.trm.puzzles.PuzzleFormatException if a grid does not fit the board; names task and
   *     grid
   */
  public ArcExamples(List<ArcTask> tasks, int augmentations, long seed, GridLayout board) {
    if (tasks.isEmpty()) {
      throw new IllegalArgumentException("tasks is empty; there is nothing to train on");
    }
    if (board.width() != board.height()) {
      throw new IllegalArgumentException(
          "board is " + board.shape() + "; only a square one takes tasks that are turned");
    }
    tasks.forEach(task -> requireFit(task, board));
    this.board = board;
    SplittableRandom random = new SplittableRandom(seed);
    for (ArcTask task : tasks) {
      for (ArcAugmentation augmentation : ArcAugmentation.of(task, augmentations, seed)) {
        variants.add(
            new Variant(
                task, augmentation, variants.size() + 1, random.nextInt(task.train().size())));
      }
    }
    firstExample = new int[variants.size()];
    int examples = 0;
    for (int i = 0; i < firstExample.length; i++) {
      firstExample[i] = examples;
      examples = Math.addExact(examples, variants.get(i).task().train().size());
    }
    size = examples;
  }

  private static void requireFit(ArcTask task, GridLayout board) {
    try {
      task.requireFit(board);
    } catch (PuzzleFormatException e) {
      throw new PuzzleFormatException(
          e.pointer(), e.value(), "task " + task.id() + ": " + e.getMessage());
    }
  }

  /** A test input under an augmentation as tokens (sequenceLength), at the top left. */
  public int[] question(Variant variant, ArcTask.Test test) {
    return board.tokens(variant.augmentation().apply(test.input()));
  }

  /**
   * Converts a model's answer back to the task's own form.
   *
   * @param tokens (sequenceLength), the answer to a {@link #question} of the variant
   */
  public Grid answer(Variant variant, int[] tokens) {
    return variant.augmentation().undo(board.read(tokens));
  }

  /** All tasks under all augmentations; the index is the puzzle id minus 1. */
  public List<Variant> variants() {
    return List.copyOf(variants);
  }

  /** The number of rows that the puzzle embedding needs, including the unused row 0. */
  public int puzzleIds() {
    return variants.size() + 1;
  }

  /** The test pairs whose solution is known, without augmentation. */
  public List<HeldOutGridPair> judged() {
    List<HeldOutGridPair> judged = new ArrayList<>();
    for (Variant variant : variants) {
      if (variant.augmentation().equals(ArcAugmentation.IDENTITY)) {
        for (ArcTask.Test test : variant.task().test()) {
          test.known()
              .ifPresent(
                  solution ->
                      judged.add(
                          new HeldOutGridPair(test.input(), solution, board, variant.puzzleId())));
        }
      }
    }
    return List.copyOf(judged);
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public Example draw(int index, SplittableRandom random) {
    Variant variant = variants.get(variantOf(index));
    int number = index - firstExample[variant.puzzleId() - 1];
    ArcTask.Pair pair = variant.task().train().get(number);
    Grid question = variant.augmentation().apply(pair.input());
    Grid answer = variant.augmentation().apply(pair.output());
    int top = 0;
    int left = 0;
    if (number != variant.untranslated()) {
      top = random.nextInt(board.height() - Math.max(question.height(), answer.height()) + 1);
      left = random.nextInt(board.width() - Math.max(question.width(), answer.width()) + 1);
    }
    return new Example(
        board.tokens(question, top, left), board.tokens(answer, top, left), variant.puzzleId());
  }

  private int variantOf(int index) {
    if (index < 0 || index >= size) {
      throw new IndexOutOfBoundsException("index is " + index + "; it must be below " + size);
    }
    int found = Arrays.binarySearch(firstExample, index);
    return found >= 0 ? found : -found - 2;
  }
}
