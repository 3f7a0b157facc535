package dev.trm.puzzles.arc;

import dev.trm.puzzles.PuzzleFormatException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The score of a submission against the solutions. An output is correct if either attempt equals it
 * exactly.
 *
 * @param outputs test outputs of all tasks
 * @param outputsRight the correct ones of these
 * @param tasksSolved tasks whose outputs are all correct
 * @param taskScore mean over all tasks of the share of correct outputs, 0 to 1: the figure in
 *     publications
 * @param missing tasks that the submission lacks; they count as wrong
 */
public record ArcScore(
    int outputs,
    int outputsRight,
    int tasks,
    int tasksSolved,
    double taskScore,
    List<String> missing) {

  public ArcScore {
    missing = List.copyOf(missing);
  }

  /** The share of correct outputs, 0 to 1: the competition's figure. */
  public double outputScore() {
    return (double) outputsRight / outputs;
  }

  /**
   * Scores a submission.
   *
   * @param tasks with all their solutions, at least one
   * @throws PuzzleFormatException if the submission has an unknown task, or a task's number of
   *     attempts differs from its number of test inputs
   */
  public static ArcScore of(ArcSubmission submission, List<ArcTask> tasks) {
    if (tasks.isEmpty()) {
      throw new IllegalArgumentException("tasks is empty; there is nothing to score by");
    }
    refuseUnknown(submission, tasks);
    int outputs = 0;
    int outputsRight = 0;
    int solved = 0;
    double sum = 0;
    List<String> missing = new ArrayList<>();
    for (ArcTask task : tasks) {
      int right = 0;
      if (submission.attempts(task.id()).isEmpty()) {
        missing.add(task.id());
      } else {
        right = right(submission.attempts(task.id()).get(), task);
      }
      outputs += task.test().size();
      outputsRight += right;
      solved += right == task.test().size() ? 1 : 0;
      sum += (double) right / task.test().size();
    }
    return new ArcScore(outputs, outputsRight, tasks.size(), solved, sum / tasks.size(), missing);
  }

  private static void refuseUnknown(ArcSubmission submission, List<ArcTask> tasks) {
    Set<String> known = new HashSet<>();
    tasks.forEach(task -> known.add(task.id()));
    for (String id : submission.tasks()) {
      if (!known.contains(id)) {
        throw new PuzzleFormatException(
            ArcJson.at("", id), id, ArcJson.at("", id) + " is a task that is not known here");
      }
    }
  }

  private static int right(List<ArcSubmission.Attempts> attempts, ArcTask task) {
    if (attempts.size() != task.test().size()) {
      String at = ArcJson.at("", task.id());
      throw new PuzzleFormatException(
          at,
          String.valueOf(attempts.size()),
          at
              + " has attempts at "
              + attempts.size()
              + " outputs; the task has "
              + task.test().size());
    }
    int right = 0;
    for (int i = 0; i < attempts.size(); i++) {
      ArcTask.Test test = task.test().get(i);
      if (test.known().isEmpty()) {
        throw new IllegalArgumentException(
            "tasks has no solution of test input " + i + " of " + task.id());
      }
      right += attempts.get(i).hit(test.known().get()) ? 1 : 0;
    }
    return right;
  }
}
