package dev.trm.trainer;

import dev.trm.jobs.HaltMode;
import dev.trm.jobs.store.HeldOutSample;
import dev.trm.model.solve.SlotCycle;
import dev.trm.puzzles.AnswerScore;
import dev.trm.puzzles.Example;
import dev.trm.puzzles.HeldOutPuzzle;
import dev.trm.puzzles.PuzzleKind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Observes all cycles of one puzzle and records where each halt mode would have ended. */
final class HaltWatch {
  private final PuzzleKind kind;
  private final HeldOutPuzzle puzzle;
  private final int[] answer;
  private final Map<HaltMode, Evaluation.Ending> halted = new EnumMap<>(HaltMode.class);
  private final List<AnswerScore> scores = new ArrayList<>();
  private Evaluation.Ending last = new Evaluation.Ending(new AnswerScore(false, false), 0);
  private final Map<HaltMode, int[]> drafts = new EnumMap<>(HaltMode.class);
  private int[] draft = new int[0];
  private double cellAccuracy;

  HaltWatch(PuzzleKind kind, HeldOutPuzzle puzzle) {
    this.kind = kind;
    this.puzzle = puzzle;
    this.answer = puzzle.answerTokens();
  }

  HeldOutPuzzle puzzle() {
    return puzzle;
  }

  /**
   * @param cycle counted from 1
   * @param seen its result, in tokens of the puzzle's kind
   */
  void see(int cycle, SlotCycle seen) {
    draft = seen.answerTokens();
    cellAccuracy = cellAccuracy(draft);
    last = new Evaluation.Ending(puzzle.score(draft), cycle);
    scores.add(last.score());
    if (seen.haltLogit() > 0) {
      halt(HaltMode.HEAD);
      if (kind.hasRules() && last.score().valid()) {
        halt(HaltMode.CHECKED);
      }
    }
  }

  private void halt(HaltMode mode) {
    if (halted.putIfAbsent(mode, last) == null) {
      drafts.put(mode, draft);
    }
  }

  /** Whether a solve in this mode would have halted by now, before the maximum of cycles. */
  boolean halted(HaltMode mode) {
    return halted.containsKey(mode);
  }

  /** The share of correct cells, among those that the answer has. */
  private double cellAccuracy(int[] tokens) {
    int right = 0;
    int due = 0;
    for (int cell = 0; cell < answer.length; cell++) {
      if (answer[cell] != Example.PAD) {
        due++;
        right += tokens[cell] == answer[cell] ? 1 : 0;
      }
    }
    return (double) right / due;
  }

  /** The solved puzzle in the default halt mode. */
  HeldOutSample sample() {
    HaltMode mode = HaltMode.usual(kind);
    Evaluation.Ending ending = halted.getOrDefault(mode, last);
    return new HeldOutSample(
        puzzle.grid(puzzle.questionTokens()),
        puzzle.grid(drafts.getOrDefault(mode, draft)),
        puzzle.grid(answer),
        kind.hasRules() ? ending.score().valid() : ending.score().exact(),
        ending.cycles());
  }

  Evaluation.Outcome outcome() {
    Map<HaltMode, Evaluation.Ending> endings = new EnumMap<>(HaltMode.class);
    for (HaltMode mode : Evaluation.modes(kind)) {
      endings.put(mode, halted.getOrDefault(mode, last));
    }
    return new Evaluation.Outcome(answer.length, puzzle.measures(), scores, cellAccuracy, endings);
  }
}
