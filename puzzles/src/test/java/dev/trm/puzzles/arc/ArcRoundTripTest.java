package dev.trm.puzzles.arc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArcRoundTripTest {

  /**
   * The directory of the public sets, with challenges and solutions in separate files; without it
   * they are skipped.
   */
  private static final String DIRECTORY = "trm.arc.directory";

  @Test
  void everyGridOfTheFixtureComesBack() {
    assertThat(ArcRoundTrip.everyGridComesBack(ArcFixture.ALL, 1)).isEqualTo(8 + 6 + 4);
  }

  @Test
  void submissionsForTheFixtureAreScored() {
    ArcRoundTrip.submissionsAreScored(ArcFixture.ALL);
  }

  /** The numbers of tasks are the published ones. */
  @ParameterizedTest
  @CsvSource({"training, 400", "evaluation, 400", "evaluation2, 120"})
  void everyPublicTaskComesBackAndIsScored(String set, int tasks) throws IOException {
    String directory = System.getProperty(DIRECTORY);
    assumeThat(directory)
        .as("the public ARC sets are checked with -D%s=DIRECTORY", DIRECTORY)
        .isNotNull();
    Path from = Path.of(directory);
    List<ArcTask> read =
        ArcTasks.read(
            from.resolve("arc-agi_" + set + "_challenges.json"),
            from.resolve("arc-agi_" + set + "_solutions.json"));

    assertThat(read).hasSize(tasks);
    assertThat(ArcRoundTrip.everyGridComesBack(read, 7)).isGreaterThan(6 * tasks);
    ArcRoundTrip.submissionsAreScored(read);
  }
}
