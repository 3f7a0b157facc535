package dev.trm.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class JobIdTest {
  @Test
  void idsOfOneMillisecondAreInTheOrderThatTheyWereMadeIn() {
    List<String> ids = Stream.generate(JobId::next).limit(20_000).map(JobId::toString).toList();

    assertThat(ids).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void idsMadeOnSeveralThreadsAreAllDifferent() {
    List<JobId> ids = IntStream.range(0, 20_000).parallel().mapToObj(each -> JobId.next()).toList();

    assertThat(ids).doesNotHaveDuplicates();
  }

  @Test
  void idIsAUuidOfVersion7ThatBeginsWithItsTime() {
    long before = Instant.now().toEpochMilli();

    JobId id = JobId.next();

    assertThat(id.value().version()).isEqualTo(7);
    assertThat(id.value().variant()).isEqualTo(2);
    // Ids asked for faster than 4,096 a millisecond, as by the tests beside this one, run ahead.
    assertThat(id.value().getMostSignificantBits() >>> 16)
        .isBetween(before, Instant.now().toEpochMilli() + 1_000);
  }
}
