package dev.trm.puzzles.arc;

import static dev.trm.puzzles.JsonTexts.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trm.puzzles.grid.Grid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArcVoteTest {

  private static final Grid A = Grid.of(1, 1, 1);
  private static final Grid B = Grid.of(1, 1, 2);
  private static final Grid C = Grid.of(1, 1, 3);

  @Test
  void frequencyCountsBeforeProbability() {
    ArcVote vote = new ArcVote();
    vote.add(A, 0.99);
    vote.add(B, 0.1);
    vote.add(B, 0.2);
    vote.add(C, 0.5);

    assertThat(vote.ranking())
        .containsExactly(
            new ArcVote.Candidate(B, 2, (0.1 + 0.2) / 2),
            new ArcVote.Candidate(A, 1, 0.99),
            new ArcVote.Candidate(C, 1, 0.5));
    assertThat(vote.attempts()).isEqualTo(new ArcSubmission.Attempts(B, A));
  }

  @Test
  void meanProbabilityDecidesAmongEqualCounts() {
    ArcVote vote = new ArcVote();
    vote.add(A, 0.2);
    vote.add(B, 0.9);
    vote.add(A, 0.7);
    vote.add(B, 0.1);

    // A has 0.45, B 0.5.
    assertThat(vote.ranking()).extracting(ArcVote.Candidate::grid).containsExactly(B, A);
  }

  @Test
  void orderOfTheBallotsDoesNotMatter() {
    List<Double> probabilities = List.of(0.1, 0.7, 0.3, 0.9, 0.2);
    ArcVote one = new ArcVote();
    ArcVote other = new ArcVote();
    for (int i = 0; i < 5; i++) {
      one.add(i % 2 == 0 ? A : B, probabilities.get(i));
      one.add(i % 2 == 0 ? C : A, probabilities.get(i));
      other.add((4 - i) % 2 == 0 ? C : A, probabilities.get(4 - i));
      other.add((4 - i) % 2 == 0 ? A : B, probabilities.get(4 - i));
    }
    assertThat(other.ranking()).isEqualTo(one.ranking());
    ArcVote tied = new ArcVote();
    tied.add(B, 0.5);
    tied.add(A, 0.5);
    assertThat(tied.ranking()).extracting(ArcVote.Candidate::grid).containsExactly(A, B);
  }

  @Test
  void rightAnswerCountsIfItIsAmongTheBest() {
    ArcVote vote = new ArcVote();
    vote.add(A, 0.9);
    vote.add(B, 0.8);
    vote.add(C, 0.7);

    assertThat(vote.passes(A, 1)).isTrue();
    assertThat(vote.passes(B, 1)).isFalse();
    assertThat(vote.passes(B, 2)).isTrue();
    assertThat(vote.passes(C, 2)).isFalse();
    assertThat(vote.passes(C, 1_000)).isTrue();
    assertThatThrownBy(() -> vote.passes(A, 0)).hasMessage("k is 0; it must be at least 1");
  }

  @Test
  void fewAnswersStillMakeTwoAttempts() {
    ArcVote vote = new ArcVote();
    vote.add(Grid.EMPTY, 1);
    assertThat(vote.ranking()).isEmpty();
    assertThat(vote.attempts())
        .isEqualTo(new ArcSubmission.Attempts(Grid.of(1, 1, 0), Grid.of(1, 1, 0)));
    vote.add(A, 0.3);
    assertThat(vote.attempts()).isEqualTo(new ArcSubmission.Attempts(A, A));
    assertThatThrownBy(() -> vote.add(A, 1.1))
        .hasMessage("haltProbability is 1.1; it must be 0 to 1");
    assertThatThrownBy(() -> vote.add(A, Double.NaN)).hasMessageContaining("NaN");
  }

  @Test
  void submissionHasTheCompetitionsFormat(@TempDir Path directory) throws IOException {
    ArcSubmission submission =
        new ArcSubmission(
            Map.of("007", List.of(new ArcSubmission.Attempts(Grid.of(2, 2, 0, 1, 2, 3), A))));
    Path file = directory.resolve("submission.json");

    submission.write(file);

    assertThat(json(Files.readString(file)))
        .isEqualTo(json("{'007': [{'attempt_1': [[0, 1], [2, 3]], 'attempt_2': [[1]]}]}"));
    assertThat(ArcSubmission.read(file).attempts("007")).isEqualTo(submission.attempts("007"));
    assertThat(ArcSubmission.read(file).tasks()).containsExactly("007");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "[] | the document is no JSON object",
        "{'t': {}} | /t is no array",
        "{'t': []} | /t is empty",
        "{'t': [{'attempt_1': [[1]]}]} | /t/0/attempt_2 is missing",
        "{'t': [{'attempt_1': [[1]], 'attempt_2': [[1]], 'attempt_3': [[1]]}]} | /t/0/attempt_3 is not known"
            + " here",
        "{'t': [{'attempt_1': [[1]], 'attempt_2': []}]} | /t/0/attempt_2: is empty",
        "{'t': [{'attempt_1': [[12]], 'attempt_2': [[1]]}]} | /t/0/attempt_1: has 12 in row 1, column 1;"
            + " it must be a whole number 0 to 9",
      })
  void wrongSubmissionIsRefusedWithItsPlace(String submission, String message) {
    assertThatThrownBy(() -> ArcSubmission.of(json(submission))).hasMessage(message);
  }

  /** One of swap's two outputs is correct, by its first attempt; first-row's is missing. */
  @Test
  void outputsAndTasksAreScoredApart() {
    ArcSubmission submission =
        new ArcSubmission(
            Map.of(
                "swap",
                List.of(
                    new ArcSubmission.Attempts(Grid.of(2, 1, 2, 1), C),
                    new ArcSubmission.Attempts(B, C))));

    ArcScore score = ArcScore.of(submission, List.of(ArcFixture.SWAP, ArcFixture.FIRST_ROW));

    assertThat(score).isEqualTo(new ArcScore(3, 1, 2, 0, 0.25, List.of("first-row")));
    assertThat(score.outputScore()).isEqualTo(1 / 3.0);
  }

  @Test
  void submissionForOtherTasksIsRefused() {
    ArcSubmission.Attempts attempts = new ArcSubmission.Attempts(A, B);
    assertThatThrownBy(
            () ->
                ArcScore.of(
                    new ArcSubmission(Map.of("other", List.of(attempts))),
                    List.of(ArcFixture.SWAP)))
        .hasMessage("/other is a task that is not known here");
    assertThatThrownBy(
            () ->
                ArcScore.of(
                    new ArcSubmission(Map.of("swap", List.of(attempts))), List.of(ArcFixture.SWAP)))
        .hasMessage("/swap has attempts at 1 outputs; the task has 2");
    assertThatThrownBy(() -> ArcScore.of(new ArcSubmission(Map.of()), List.of()))
        .hasMessageContaining("tasks is empty");
  }

  @Test
  void taskWithoutSolutionCannotBeScored() {
    ArcTask unknown = new ArcTask("u", ArcFixture.SWAP.train(), List.of(new ArcTask.Test(A, null)));
    assertThatThrownBy(
            () ->
                ArcScore.of(
                    new ArcSubmission(Map.of("u", List.of(new ArcSubmission.Attempts(A, B)))),
                    List.of(unknown)))
        .hasMessage("tasks has no solution of test input 0 of u");
  }
}
