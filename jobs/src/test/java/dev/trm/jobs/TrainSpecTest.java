package dev.trm.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trm.puzzles.grid.GridLayout;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainSpecTest {
  private static final List<DatasetSpec.Uploaded> UPLOADED =
      List.of(
          new DatasetSpec.Uploaded(
              "01930000-0000-7000-8000-000000000001",
              "mirror",
              "grid",
              "ab".repeat(32),
              new GridLayout(8, 8, 10, false),
              900,
              100,
              0,
              1),
          new DatasetSpec.Uploaded(
              "01930000-0000-7000-8000-000000000002",
              "tasks",
              "arc",
              "cd".repeat(32),
              GridLayout.ARC,
              30,
              10,
              0,
              1));

  private static final String CHECKPOINT = "0f".repeat(32);

  private static final KnownDatasets SETS =
      new KnownDatasets() {
        @Override
        public Optional<DatasetSpec.Uploaded> withId(String id) {
          return UPLOADED.stream().filter(each -> each.id().equals(id)).findFirst();
        }

        @Override
        public Optional<DatasetSpec.Uploaded> named(String name) {
          return UPLOADED.stream().filter(each -> each.name().equals(name)).findFirst();
        }
      };

  private static final TrainingSources SOURCES =
      new TrainingSources(
          SETS,
          id ->
              id.equals(CHECKPOINT)
                  ? Optional.of(new TrainSpec.Parent("the run before", 70))
                  : Optional.empty());

  @Test
  void aNameAloneIsACompleteSpecification() {
    TrainSpec spec =
        TrainSpec.parse(JobJson.parse("{\"model\": \"sudoku-9x9\"}"), TestSources.NONE);

    assertThat(spec.dataset())
        .isEqualTo(new DatasetSpec.Sudoku(9, 200_000, 1_000, 0.5, 24, 64, null, 1));
    assertThat(spec.architecture().mixer()).isEqualTo("mlp");
    assertThat(TrainSpec.of(JobJson.tree(spec))).isEqualTo(spec);
  }

  @Test
  void whatWasStoredBeforeThereWereOtherKindsStillReads() {
    DatasetSpec read =
        JobJson.read(
            JobJson.parse(
                """
                {"generator": "sudoku", "size": 6, "puzzles": 20000, "heldOut": 500,
                 "minimalShare": 0.25, "fewestGivens": 10, "mostGivens": 28, "seed": 3}"""),
            DatasetSpec.class);

    assertThat(read).isEqualTo(new DatasetSpec.Sudoku(6, 20_000, 500, 0.25, 10, 28, null, 3));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'generator': 'sudoku', 'size': 6, 'rating': {'least': 1, 'most': 10}}",
        "{'size': 9, 'rating': {'least': 11}}",
        "{'generator': 'maze', 'width': 12, 'height': 9, 'unique': false, 'leastSteps': 4, 'seed': 7}",
        "{'generator': 'maze'}",
        "{'generator': 'constraints', 'variant': 'x-sudoku', 'size': 6, 'minimalShare': 1}",
        "{'variant': 'jigsaw'}",
        "{'generator': 'mix', 'parts': [{'dataset': {'variant': 'latin', 'size': 5}}]}",
        "{'generator': 'mix', 'parts': [{'dataset': {'generator': 'maze'}}, {'share': 0.5, 'batch': 4,"
            + " 'dataset': {'generator': 'maze', 'width': 30}}]}",
        "{'name': 'mirror'}",
        "{'id': '01930000-0000-7000-8000-000000000001', 'seed': 2}",
        "{'name': 'tasks', 'augmentations': 3}",
        "{'generator': 'mix', 'parts': [{'share': 3, 'dataset': {'size': 9, 'minimalShare': 1}},"
            + " {'batch': 8, 'dataset': {'size': 16}}]}",
      })
  void whatIsShownOfATrainingIsARequestForTheSame(String dataset) {
    TrainSpec spec =
        TrainSpec.parse(
            JobJson.parse("{\"model\": \"m\", \"dataset\": " + dataset.replace('\'', '"') + "}"),
            SOURCES);

    assertThat(TrainSpec.parse(JobJson.tree(spec), SOURCES)).isEqualTo(spec);
    assertThat(TrainSpec.of(JobJson.tree(spec))).isEqualTo(spec);
  }

  @Test
  void defaultsFollowTheKindOfPuzzles() {
    assertThat(spec("{'generator': 'maze', 'width': 10}").architecture().mixer()).isEqualTo("mlp");
    assertThat(spec("{'generator': 'maze', 'width': 16}").architecture())
        .isEqualTo(
            new TrainSpec.Architecture(
                "neighbours", null, 64, 32, null, 2, null, null, 2, 2, 8, null));
    assertThat(spec("{'name': 'mirror'}").architecture().mixer()).isEqualTo("mlp");
    assertThat(spec("{'name': 'tasks'}").architecture().mixer()).isEqualTo("attention");
    assertThat(spec("{'name': 'tasks'}").training().puzzleLearningRate()).isEqualTo(1e-2);
    assertThat(spec("{'variant': 'windoku'}").architecture().mixer()).isEqualTo("relations");
    assertThat(spec("{'variant': 'latin', 'size': 7}").dataset())
        .isEqualTo(new DatasetSpec.Constraints("latin", 7, 20_000, 1_000, 0.5, 14, 29, 1));
    assertThat(spec("{'generator': 'maze'}").dataset())
        .isEqualTo(new DatasetSpec.Mazes(10, 10, true, 5, 20_000, 500, 1));
  }

  @Test
  void aMixIsLearntByANetworkOfRelationsWithSettingsOfItsOwn() {
    TrainSpec spec =
        spec("{'generator': 'mix', 'parts': [{'share': 0.7}, {'dataset': {'size': 4}}]}");

    assertThat(spec.architecture())
        .isEqualTo(
            new TrainSpec.Architecture(
                "relations", null, 32, 16, null, 2, null, null, 2, 2, 16, null));
    assertThat(spec.training().optimizer()).isEqualTo("adamW");
    assertThat(spec.training().clipNorm()).isEqualTo(1);
    assertThat(spec.training().batch()).isEqualTo(32);
    assertThat(spec.dataset().cells()).isEqualTo(81);
  }

  @Test
  void earlyEndsAreKeptAndWhatWasStoredBeforeThemStillReads() {
    TrainSpec spec =
        TrainSpec.parse(
            JobJson.parse(
                """
                {"model": "m", "training": {"stop": {"patience": 3, "targetAccuracy": 0.99,
                  "maxTime": "PT90M"}}}"""),
            TestSources.NONE);
    ObjectNode stored = (ObjectNode) JobJson.tree(spec);

    assertThat(spec.training().stop())
        .isEqualTo(new EarlyStop(3, 0.0, 0.99, Duration.ofMinutes(90)));
    assertThat(stored.at("/training/stop/maxTime").asText()).isEqualTo("PT1H30M");
    assertThat(TrainSpec.of(stored)).isEqualTo(spec);
    assertThat(TrainSpec.parse(stored, TestSources.NONE)).isEqualTo(spec);
    ((ObjectNode) stored.get("training")).remove(List.of("stop", "optimizer", "labelSmoothing"));
    TrainSpec.Training before = TrainSpec.of(stored).training();
    assertThat(before.stop()).isEqualTo(EarlyStop.NEVER);
    assertThat(before.optimizer()).isEqualTo("adamAtan2");
    assertThat(before.labelSmoothing()).isZero();
  }

  @Test
  void muonTakesTheLearningRateUnlessItHasItsOwn() {
    TrainSpec spec =
        TrainSpec.parse(
            JobJson.parse(
                """
                {"model": "m",
                 "training": {"optimizer": "muon", "learningRate": 0.003, "labelSmoothing": 0.1}}"""),
            TestSources.NONE);

    assertThat(spec.training().muonLearningRate()).isEqualTo(0.003);
    assertThat(spec.training().muonMomentum()).isEqualTo(0.95);
    assertThat(TrainSpec.parse(JobJson.tree(spec), TestSources.NONE)).isEqualTo(spec);
  }

  @Test
  void whatATrainingGoesOnFromIsTraced() {
    TrainSpec spec =
        TrainSpec.parse(
            JobJson.parse("{\"model\": \"m\", \"resumeFrom\": \"" + CHECKPOINT + "\"}"), SOURCES);

    assertThat(spec.resumeFrom()).isEqualTo(CHECKPOINT);
    assertThat(spec.parent()).isEqualTo(new TrainSpec.Parent("the run before", 70));
  }

  @Test
  void theSetOfATrainingIsKnownByItsIdAndNameAndNoOtherIs() {
    DatasetSpec.Uploaded mirror = UPLOADED.get(0);

    KnownDatasets known = KnownDatasets.of(mirror);

    assertThat(known.withId(mirror.id())).contains(mirror);
    assertThat(known.named("mirror")).contains(mirror);
    assertThat(known.named("tasks")).isEmpty();
    assertThat(known.withId(UPLOADED.get(1).id())).isEmpty();
    assertThat(KnownDatasets.of(spec("{'size': 4}").dataset()).named("mirror")).isEmpty();
  }

  private static TrainSpec spec(String dataset) {
    return TrainSpec.parse(
        JobJson.parse("{\"model\": \"m\", \"dataset\": " + dataset.replace('\'', '"') + "}"),
        SOURCES);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          []                                              |              | the body
          {"model": "m", "dataset": {"generator": "mix"}} | /dataset/parts | parts is missing
          {"model": "m", "dataset": {"generator": "mix", "parts": []}} | /dataset/parts | []
          {"model": "m", "dataset": {"generator": "mix", "parts": [{"share": 0}]}} | /dataset/parts/0/share | 0
          {"model": "m", "dataset": {"generator": "mix", "parts": [{}, {"batch": 0}]}} | /dataset/parts/1/batch | 0
          {"model": "m", "dataset": {"generator": "mix", "parts": [{"size": 4}]}} | /dataset/parts/0/size | did you mean size in dataset?
          {"model": "m", "dataset": {"generator": "mix", "parts": [{"dataset": {"size": 5}}]}} | /dataset/parts/0/dataset/size | 5
          {"model": "m", "dataset": {"generator": "mix", "parts": [{"dataset": {"generator": "maze"}}, {"dataset": {"size": 4}}]}} | /dataset/parts/1/dataset/generator | one network learns either mazes or other puzzles
          {"model": "m", "dataset": {"generator": "mix", "parts": [{"dataset": {"generator": "maze"}}]}, "architecture": {"mixer": "relations"}} | /architecture/mixer | mixer is 'relations'
          {"model": "m", "dataset": {"size": 4}, "architecture": {"mixer": "neighbours"}} | /architecture/mixer | Use mlp or attention or relations
          {"model": "m", "dataset": {"generator": "maze", "width": 16}, "architecture": {"prefix": 1}} | /architecture/prefix | a network with mixer neighbours has none
          {"model": "m", "dataset": {"generator": "mix", "parts": [{}]}, "architecture": {"mixer": "mlp"}} | /architecture/mixer | 'mlp'
          {"model": "m", "dataset": {"variant": "jigsaw"}, "architecture": {"mixer": "mlp"}} | /architecture/mixer | generator constraints needs relations
          {"model": "m", "dataset": {"variant": "killer"}} | /dataset/variant | known are latin, x-sudoku, jigsaw, windoku
          {"model": "m", "dataset": {"variant": "windoku", "size": 6}} | /dataset/size | windoku have 4 or 9
          {"model": "m", "dataset": {"variant": "latin", "rating": {}}} | /dataset/rating | it is of generator sudoku, and this is constraints
          {"model": "m", "dataset": {"generator": "maze"}, "architecture": {"mixer": "relations"}} | /architecture/mixer | relations
          {"model": "m", "architecture": {"mixer": "relations", "heads": 4}} | /architecture/heads | heads is 4; a network with mixer relations has none
          {"model": "m", "architecture": {"channels": 4}} | /architecture/channels | channels is 4
          {"model": "m", "training": {"clipNorm": -1}}    | /training/clipNorm | -1
          {"model": "m", "training": {"randomStarts": 2}} | /training/randomStarts | 2
          {"model": "m", "training": {"keepBest": 1}}     | /training/keepBest | 1
          {}                                              | /model       | model is missing
          {"model": "A b"}                                | /model       | A b
          {"model": "m", "dataset": {"size": 5}}          | /dataset/size | 5
          {"model": "m", "dataset": 3}                    | /dataset     | 3
          {"model": "m", "dataset": {"generator": "chess"}} | /dataset/generator | 'chess'
          {"model": "m", "dataset": {"generator": "maze", "width": 31}} | /dataset/width | 31
          {"model": "m", "dataset": {"generator": "maze", "height": 2}} | /dataset/height | 2
          {"model": "m", "dataset": {"generator": "maze", "leastSteps": 100}} | /dataset/leastSteps | 100
          {"model": "m", "dataset": {"generator": "maze", "unique": 1}} | /dataset/unique | 1
          {"model": "m", "dataset": {"generator": "maze", "size": 10}} | /dataset/size | size is not known
          {"model": "m", "dataset": {"width": 10}}        | /dataset/width | width is not known
          {"model": "m", "dataset": {"rating": {"least": 5, "most": 4}}} | /dataset/rating/most | 4
          {"model": "m", "dataset": {"rating": 5}}        | /dataset/rating | 5
          {"model": "m", "dataset": {"generator": "upload"}} | /dataset/name | name is missing
          {"model": "m", "dataset": {"id": "7"}}          | /dataset/id  | '7'
          {"model": "m", "dataset": {"name": "none"}}     | /dataset/name | 'none'
          {"model": "m", "dataset": {"name": "mirror", "sha256": "ff"}} | /dataset/sha256 | 'ff'
          {"model": "m", "dataset": {"name": "mirror", "heldOut": 7}} | /dataset/heldOut | 7
          {"model": "m", "dataset": {"name": "mirror", "augmentations": 1}} | /dataset/augmentations | 1
          {"model": "m", "dataset": {"name": "mirror", "layout": {}}} | /dataset/layout | {}
          {"model": "m", "dataset": {"name": "tasks"}, "architecture": {"prefix": 0}} | /architecture/prefix | 0
          {"model": "m", "training": {"steps": "many"}}   | /training/steps | "many"
          {"model": "m", "training": {"steps": 0}}        | /training/steps | 0
          {"model": "m", "training": {"stepz": 1}}        | /training/stepz | stepz is not known here; did you mean steps?
          {"model": "m", "training": {"learning_rate": 1}} | /training/learning_rate | did you mean learningRate?
          {"model": "m", "training": {"dropout": 1}}      | /training/dropout | dropout is not known here; known are steps, learningRate,
          {"model": "m", "learningRate": 1}               | /learningRate | did you mean learningRate in training?
          {"model": "m", "dataset": {"generator": "maze", "minimalShare": 0.5}} | /dataset/minimalShare | it is of generator sudoku, and this is maze
          {"model": "m", "dataset": {"width": 10}}        | /dataset/width | it is of generator maze, and this is sudoku as no generator is named
          {"model": "m", "dataset": {"generator": "maze", "widht": 10}} | /dataset/widht | did you mean width?
          {"model": "m", "architecture": {"mixer": "x"}}  | /architecture/mixer | 'x'
          {"model": "m", "architecture": {"heads": 7}}    | /architecture/heads | 7
          {"model": "m", "training": {"learningRate": 2}} | /training/learningRate | 2
          {"model": "m", "training": {"labelSmoothing": 1}} | /training/labelSmoothing | 1
          {"model": "m", "training": {"optimizer": "sgd"}} | /training/optimizer | 'sgd'
          {"model": "m", "training": {"optimizer": "muon", "muonMomentum": 1}} | /training/muonMomentum | 1
          {"model": "m", "training": {"muonLearningRate": 0.02}} | /training/muonLearningRate | 0.02; it is for optimizer muon
          {"model": "m", "training": {"stop": 3}}         | /training/stop | 3
          {"model": "m", "training": {"stop": {"patience": 0}}} | /training/stop/patience | 0
          {"model": "m", "training": {"stop": {"patience": 9}}} | /training/stop/patience | patience is 9; it needs 10 evaluations
          {"model": "m", "training": {"stop": {"minDelta": 0.1}}} | /training/stop/minDelta | minDelta is 0.1; it is of use with patience only
          {"model": "m", "training": {"stop": {"targetAccuracy": 95}}} | /training/stop/targetAccuracy | 95
          {"model": "m", "training": {"steps": 5, "stop": {"targetAccuracy": 0.9}}, "evaluateEvery": 5} | /training/stop/targetAccuracy | there are 0
          {"model": "m", "training": {"stop": {"maxTime": "2h"}}} | /training/stop/maxTime | '2h'
          {"model": "m", "training": {"stop": {"maxTime": "PT0S"}}} | /training/stop/maxTime | 'PT0S'
          {"model": "m", "training": {"stop": {"maxTime": 3600}}} | /training/stop/maxTime | 3600
          {"model": "m", "promotion": {"gate": "maybe"}}  | /promotion/gate | 'maybe'
          {"model": "m", "resumeFrom": "abc"}             | /resumeFrom  | 'abc'
          {"model": "m", "resumeFrom": "1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e"} | /resumeFrom | 1e'; there is no such checkpoint
          """)
  void aWrongFieldIsNamedWithItsValue(String request, String pointer, String value) {
    assertThatThrownBy(() -> TrainSpec.parse(JobJson.parse(request), SOURCES))
        .isInstanceOfSatisfying(
            InvalidFieldException.class,
            wrong -> assertThat(wrong.pointer()).isEqualTo(pointer == null ? "" : pointer))
        .hasMessageContaining(value);
  }
}
