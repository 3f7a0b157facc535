package dev.trm.gateway.solving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trm.jobs.JobId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchLinesTest {
  @Test
  void linesAreNumberedEmptyOnesSkippedAndLongOnesMarked() throws IOException {
    byte[] body = "one\r\n\n  \nfour\n12345678\n1234567890\nlast".getBytes(StandardCharsets.UTF_8);
    BatchLines lines = new BatchLines(new ByteArrayInputStream(body), 8);
    List<String> read = new ArrayList<>();

    for (BatchLines.Line line = lines.next(); line != null; line = lines.next()) {
      byte[] text = line.text();
      String shown = text == null ? "too long" : new String(text, StandardCharsets.UTF_8).strip();
      read.add(line.number() + " " + shown);
    }

    assertThat(read).containsExactly("1 one", "4 four", "5 12345678", "6 too long", "7 last");
  }

  @Test
  void idsOfABatchAreVersionSevenSortByLineAndTellIt() {
    UUID batch = JobId.next().value();
    List<Integer> numbers = IntStream.of(1, 2, 1023, 1024, 99_999, 4_000_000).boxed().toList();

    List<JobId> ids = numbers.stream().map(line -> BatchLines.id(batch, line)).toList();

    assertThat(ids).isSorted().doesNotHaveDuplicates();
    assertThat(ids).extracting(BatchLines::line).isEqualTo(numbers);
    assertThat(ids).extracting(id -> id.value().version()).containsOnly(7);
    assertThat(ids).extracting(id -> id.value().variant()).containsOnly(2);
    assertThat(BatchLines.id(batch, 7)).isEqualTo(BatchLines.id(batch, 7));
    assertThat(BatchLines.id(batch, 7)).isNotEqualTo(BatchLines.id(UUID.randomUUID(), 7));
  }
}
