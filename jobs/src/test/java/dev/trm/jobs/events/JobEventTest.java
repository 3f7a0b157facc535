package dev.trm.jobs.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trm.jobs.JobState;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobEventTest {
  @Test
  void sequenceRisesThroughTriesCyclesAndEnd() {
    List<Long> inOrderOfHappening =
        List.of(
            JobEvent.seqOfState(0, JobState.QUEUED),
            JobEvent.seqOfState(1, JobState.RUNNING),
            JobEvent.seqOfStep(1, 1),
            JobEvent.seqOfStep(1, 2),
            JobEvent.seqOfState(2, JobState.QUEUED),
            JobEvent.seqOfState(3, JobState.RUNNING),
            JobEvent.seqOfStep(3, Integer.MAX_VALUE),
            JobEvent.seqOfState(3, JobState.SUCCEEDED));

    assertThat(inOrderOfHappening).isSorted().doesNotHaveDuplicates();
  }
}
