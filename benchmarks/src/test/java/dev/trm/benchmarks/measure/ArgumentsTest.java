package dev.trm.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ArgumentsTest {
  private static final Set<String> KNOWN = Set.of("--jobs", "--rates", "--json");

  @Test
  void whatIsNotGivenHasItsDefault() {
    Arguments none = new Arguments(KNOWN);

    assertThat(none.whole("--jobs", 7, 1, 10)).isEqualTo(7);
    assertThat(none.wholes("--rates", List.of(1, 2), 1, 10)).containsExactly(1, 2);
    assertThat(none.path("--json")).isNull();
  }

  @Test
  void whatIsGivenIsRead() {
    Arguments given = new Arguments(KNOWN, "--rates", "5, 1,3", "--jobs", "9", "--json", "/f");

    assertThat(given.whole("--jobs", 7, 1, 10)).isEqualTo(9);
    assertThat(given.wholes("--rates", List.of(), 1, 10)).containsExactly(5, 1, 3);
    assertThat(given.path("--json")).isEqualTo(Path.of("/f"));
  }

  @Test
  void wordsAreOfThoseThatThereAre() {
    Arguments given = new Arguments(KNOWN, "--rates", "b, a", "--jobs", "a,a", "--json", "c");
    List<String> allowed = List.of("a", "b");

    assertThat(given.words("--rates", List.of(), allowed)).containsExactly("b", "a");
    assertThat(new Arguments(KNOWN).words("--rates", List.of("a"), allowed)).containsExactly("a");
    assertThatThrownBy(() -> given.words("--jobs", List.of(), allowed))
        .hasMessage("--jobs: a,a names a word twice");
    assertThatThrownBy(() -> given.words("--json", List.of(), allowed))
        .hasMessage("--json: 'c' is not one of a, b");
  }

  @Test
  void argumentsThatAreNoOptionsAreNamed() {
    assertThatThrownBy(() -> new Arguments(KNOWN, "--job", "1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("unknown option '--job'");
    assertThatThrownBy(() -> new Arguments(KNOWN, "--jobs"))
        .hasMessage("--jobs: a value must follow");
    assertThatThrownBy(() -> new Arguments(KNOWN, "--jobs", "1", "--jobs", "2"))
        .hasMessage("--jobs is given twice");
  }

  @Test
  void valuesThatAreWrongAreNamed() {
    Arguments wrong = new Arguments(KNOWN, "--jobs", "11", "--rates", "1,x");

    assertThatThrownBy(() -> wrong.whole("--jobs", 7, 1, 10))
        .hasMessage("--jobs: 11 must be 1 to 10");
    assertThatThrownBy(() -> wrong.wholes("--rates", List.of(), 1, 10))
        .hasMessage("--rates: 'x' is no whole number");
    assertThatThrownBy(
            () -> new Arguments(KNOWN, "--rates", "1,1").wholes("--rates", List.of(), 1, 10))
        .hasMessage("--rates: 1,1 names a number twice");
    assertThatThrownBy(
            () -> new Arguments(KNOWN, "--rates", "1,").wholes("--rates", List.of(), 1, 10))
        .hasMessage("--rates: '' is no whole number");
  }
}
