package dev.trm.gateway.models;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Of a file of 10 bytes. */
class ByteRangeTest {
  @ParameterizedTest
  @CsvSource({
    "bytes=0-0, 0, 1",
    "bytes=2-5, 2, 4",
    "bytes=7-, 7, 3",
    "bytes=7-99, 7, 3",
    "bytes=-4, 6, 4",
    "bytes=-99, 0, 10",
    "bytes=10-, 10, 0",
    "bytes=10-12, 10, 0",
    "bytes=-0, 10, 0"
  })
  void partIsRead(String header, long from, long length) {
    assertThat(ByteRange.parse(header, 10)).contains(new ByteRange(from, length));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "bytes=",
        "bytes=-",
        "bytes=5-2",
        "bytes=0-1,3-4",
        "rows=0-1",
        "bytes=a-b",
        "bytes=99999999999999999999-"
      })
  void whatIsNotUnderstoodMeansTheWholeFile(String header) {
    assertThat(ByteRange.parse(header, 10)).isEmpty();
    assertThat(ByteRange.parse(null, 10)).isEmpty();
  }

  @Test
  void responseTellsThePart() {
    assertThat(new ByteRange(2, 4).contentRange(10)).isEqualTo("bytes 2-5/10");
  }
}
