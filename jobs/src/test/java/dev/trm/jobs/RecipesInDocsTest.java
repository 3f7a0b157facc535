package dev.trm.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.trm.jobs.sweep.SweepPlan;
import dev.trm.puzzles.grid.GridLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The recipes in docs are requests that a gateway takes once their data sets are there. */
class RecipesInDocsTest {
  private static final Path RECIPES = Path.of("..", "docs", "recipes");

  /** Whatever it is asked for: pairs of grids or ARC tasks. */
  private static final KnownDatasets SETS =
      new KnownDatasets() {
        @Override
        public Optional<DatasetSpec.Uploaded> withId(String id) {
          return Optional.empty();
        }

        @Override
        public Optional<DatasetSpec.Uploaded> named(String name) {
          boolean arc = name.startsWith("arc");
          return Optional.of(
              new DatasetSpec.Uploaded(
                  "01930000-0000-7000-8000-000000000001",
                  name,
                  arc ? DatasetSpec.Uploaded.ARC : DatasetSpec.Uploaded.GRID,
                  "ab".repeat(32),
                  arc ? GridLayout.ARC : new GridLayout(8, 8, 10, false),
                  900,
                  100,
                  0,
                  1));
        }
      };

  static List<Path> recipes() throws IOException {
    try (Stream<Path> files = Files.list(RECIPES)) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void aRecipeIsARequestForTheModelOfItsName(Path file) throws IOException {
    JsonNode request = new YAMLMapper().readTree(Files.readString(file));
    TrainingSources sources = new TrainingSources(SETS, KnownCheckpoints.NONE);
    String name = file.getFileName().toString().replace(".yaml", "");

    if (request.has("over")) {
      SweepPlan plan = SweepPlan.parse(request, sources);
      assertThat(plan.model()).isEqualTo(name);
      assertThat(plan.trainings())
          .as("several runs, of several seeds")
          .hasSizeGreaterThan(1)
          .allSatisfy(each -> assertThat(each.values()).containsKey(SweepPlan.SEED));
    } else {
      assertThat(TrainSpec.parse(request, sources).model()).isEqualTo(name);
    }
  }
}
