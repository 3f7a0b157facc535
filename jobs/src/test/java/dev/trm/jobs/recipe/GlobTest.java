package dev.trm.jobs.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GlobTest {
  @ParameterizedTest
  @CsvSource({
    "refs/heads/main, refs/heads/main, true",
    "refs/heads/main, refs/heads/main2, false",
    "refs/heads/main, refs/heads/mai, false",
    "refs/heads/*, refs/heads/main, true",
    "refs/heads/*, refs/heads/feature/x, false",
    "refs/heads/**, refs/heads/feature/x, true",
    "refs/tags/v?.*, refs/tags/v1.2.3, true",
    "refs/tags/v?.*, refs/tags/v10.2, false",
    "**, anything/at/all, true",
    "*, a/b, false",
    "acme/*, acme/, true",
    "a.c, abc, false",
    "*a*b, xaxxb, true",
    "*a*b, xaxxbx, false",
  })
  void patternDescribesTheWholeName(String pattern, String name, boolean matches) {
    assertThat(new Glob(pattern).matches(name)).isEqualTo(matches);
  }

  /** A matcher that goes back would try more ways than there are atoms. */
  @Test
  @Timeout(20)
  void manyStarsOnALongNameTakeNoTime() {
    Glob glob = new Glob("*a".repeat(99) + "b");

    assertThat(glob.matches("a".repeat(300))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\nb", "a\u202eb"})
  void whatIsNoPlainTextIsNoPattern(String pattern) {
    assertThatThrownBy(() -> new Glob(pattern)).hasMessageContaining("pattern is '");
  }
}
