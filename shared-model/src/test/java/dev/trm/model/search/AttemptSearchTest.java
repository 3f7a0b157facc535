package dev.trm.model.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trm.model.search.AttemptSearch.Attempt;
import dev.trm.model.search.AttemptSearch.Progress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttemptSearchTest {

  @Test
  void firstAttemptThatPassesEndsTheSearch() {
    AttemptSearch search = new AttemptSearch(SearchLimits.of(4, 3));
    Attempt plain = search.start().orElseThrow();

    assertThat(plain.number()).isZero();
    assertThat(search.take(plain, -1, false, () -> true)).isEqualTo(Progress.RUNNING);
    assertThat(search.take(plain, -1, false, () -> true)).isEqualTo(Progress.RUNNING);
    assertThat(search.take(plain, -1, false, () -> false)).isEqualTo(Progress.ENDED);
    Attempt second = search.start().orElseThrow();
    assertThat(search.take(second, 1, true, () -> true)).isEqualTo(Progress.OVER);

    assertThat(search.over()).isTrue();
    assertThat(search.solved()).isTrue();
    assertThat(search.answer()).isSameAs(second);
    assertThat(search.answer().halted()).isTrue();
    assertThat(search.made()).isEqualTo(2);
    assertThat(search.cycles()).isEqualTo(4);
    assertThat(search.start()).isEmpty();
  }

  @Test
  void answerOfAFailedSearchIsThatOfTheHighestLastHaltLogit() {
    AttemptSearch search = new AttemptSearch(SearchLimits.of(3, 2));
    fail(search, search.start().orElseThrow(), 5, -3);
    fail(search, search.start().orElseThrow(), 0, -1);
    fail(search, search.start().orElseThrow(), 9, -2);

    assertThat(search.over()).isTrue();
    assertThat(search.solved()).isFalse();
    assertThat(search.answer().number()).isEqualTo(1);
  }

  @Test
  void budgetShortensTheLastAttemptAlikeInWhicheverOrderTheyRun() {
    SearchLimits limits = new SearchLimits(5, 4, 10);
    AttemptSearch sequential = new AttemptSearch(limits);
    List<Integer> inTurn = new ArrayList<>();
    for (Attempt next = sequential.start().orElse(null); next != null; ) {
      fail(sequential, next);
      inTurn.add(next.cycles());
      next = sequential.start().orElse(null);
    }

    AttemptSearch parallel = new AttemptSearch(limits);
    Attempt first = parallel.start().orElseThrow();
    Attempt second = parallel.start().orElseThrow();
    assertThat(parallel.start()).as("what is left is not known yet").isEmpty();
    fail(parallel, second);
    assertThat(parallel.start()).isEmpty();
    fail(parallel, first);
    Attempt third = parallel.start().orElseThrow();
    fail(parallel, third);

    assertThat(inTurn).containsExactly(4, 4, 2);
    assertThat(List.of(first.cycles(), second.cycles(), third.cycles())).isEqualTo(inTurn);
    assertThat(sequential.over()).isTrue();
    assertThat(parallel.over()).isTrue();
  }

  /** An attempt that halts with a wrong answer leaves its remaining cycles to the others. */
  @Test
  void cyclesNotUsedStayInTheBudget() {
    AttemptSearch search = new AttemptSearch(new SearchLimits(9, 4, 6));
    search.take(search.start().orElseThrow(), 1, true, () -> false);

    fail(search, search.start().orElseThrow());
    Attempt third = search.start().orElseThrow();
    assertThat(search.take(third, 0, false, () -> false)).isEqualTo(Progress.OVER);

    assertThat(search.cycles()).isEqualTo(6);
  }

  @Test
  void asManyRunAtOnceAsHaveFailedAndOneMore() {
    AttemptSearch search = new AttemptSearch(SearchLimits.of(16, 1));
    assertThat(search.atOnce()).isEqualTo(1);
    fail(search, search.start().orElseThrow());
    assertThat(search.atOnce()).isEqualTo(2);
    Attempt one = search.start().orElseThrow();
    Attempt other = search.start().orElseThrow();
    assertThat(search.running()).isEqualTo(2);
    fail(search, one);
    fail(search, other);
    assertThat(search.atOnce()).isEqualTo(4);
  }

  @Test
  void droppedAttemptStartsAgainAndItsCyclesCountOnce() {
    AttemptSearch search = new AttemptSearch(SearchLimits.of(2, 3));
    Attempt first = search.start().orElseThrow();
    Attempt second = search.start().orElseThrow();
    search.take(second, 0, false, () -> false);
    search.take(second, 0, false, () -> false);
    search.drop(second);
    fail(search, first);

    Attempt again = search.start().orElseThrow();
    assertThat(again).isSameAs(second);
    assertThat(search.take(again, 0, false, () -> false)).isEqualTo(Progress.RUNNING);
    assertThat(again.fresh()).isFalse();
    assertThat(search.take(again, 0, false, () -> false)).isEqualTo(Progress.RUNNING);
    assertThat(again.fresh()).as("the last of those that are known").isFalse();
    assertThat(search.take(again, 0, false, () -> false)).isEqualTo(Progress.OVER);
    assertThat(again.fresh()).isTrue();
    assertThat(search.cycles()).isEqualTo(6);
  }

  @Test
  void recordedAttemptsRunAgainForExactlyTheirCycles() {
    AttemptSearch search = AttemptSearch.again(List.of(2, 0, 3), 2);
    Attempt first = search.start().orElseThrow();
    Attempt third = search.start().orElseThrow();
    assertThat(third.number()).isEqualTo(2);
    assertThat(search.start()).isEmpty();

    assertThat(search.take(first, 4, true, () -> true)).isEqualTo(Progress.RUNNING);
    assertThat(search.take(first, 4, true, () -> true)).isEqualTo(Progress.ENDED);
    assertThat(search.take(third, 1, true, () -> true)).isEqualTo(Progress.RUNNING);
    assertThat(search.take(third, 1, false, () -> true)).isEqualTo(Progress.RUNNING);
    assertThat(search.take(third, 1, true, () -> true)).isEqualTo(Progress.OVER);

    assertThat(search.answer()).isSameAs(third);
    assertThat(search.made()).isEqualTo(2);
    assertThat(search.cycles()).isEqualTo(5);
  }

  @Test
  void limitsBelowOneAreRefusedByName() {
    assertThatThrownBy(() -> new SearchLimits(0, 16, 16))
        .hasMessage("attempts is 0; it must be at least 1");
    assertThatThrownBy(() -> new SearchLimits(1, 16, 0))
        .hasMessage("budget is 0; it must be at least 1");
    assertThatThrownBy(() -> AttemptSearch.again(List.of(2, 0), 1))
        .hasMessage("answer is 1; it must be an attempt that ran, of cycles [2, 0]");
  }

  /** Runs an attempt to its limit with these halt logits; the last one repeats. */
  private static void fail(AttemptSearch search, Attempt attempt, float... logits) {
    for (int cycle = 0; ; cycle++) {
      float logit = logits.length == 0 ? 0 : logits[Math.min(cycle, logits.length - 1)];
      if (search.take(attempt, logit, false, () -> false) != Progress.RUNNING) {
        return;
      }
    }
  }
}
