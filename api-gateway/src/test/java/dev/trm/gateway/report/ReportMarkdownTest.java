package dev.trm.gateway.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trm.jobs.Failure;
import dev.trm.jobs.FailureCode;
import dev.trm.jobs.Job;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.JobState;
import dev.trm.jobs.KnownCheckpoints;
import dev.trm.jobs.KnownDatasets;
import dev.trm.jobs.Priority;
import dev.trm.jobs.TrainSpec;
import dev.trm.jobs.TrainingSources;
import dev.trm.jobs.recipe.RunOrigin;
import dev.trm.jobs.store.MetricPoint;
import dev.trm.jobs.store.Run;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against texts that were read by a person before they were kept. */
class ReportMarkdownTest {
  private static final URI BASE = URI.create("https://trm.example/");
  private static final RunOrigin ORIGIN =
      new RunOrigin(
          "retrain",
          "github",
          "push",
          "d1",
          "acme/puzzles",
          "refs/heads/main",
          "4f9c2d7e8a1b3c5d7e9f0a1b2c3d4e5f6a7b8c9d",
          "mona",
          "https://github.example/acme/puzzles/commit/4f9c2d7e");
  private static final String RESULT =
      """
      {"model": "sudoku-4x4@3", "checkpoint": "%s", "steps": 600, "dataSha256": "%s",
       "promoted": %s, "promotion": "accuracy 0.9600 against 0.9700, at least 0.9700",
       "gate": [
         {"criterion": "accuracy", "champion": 0.97, "challenger": 0.96, "allowed": 0,
          "bound": 0.97, "passed": false},
         {"criterion": "band", "of": "1–3 backtracks", "champion": 0.9, "challenger": 0.6,
          "allowed": 0.5, "bound": 0.4, "passed": true},
         {"criterion": "cycles", "champion": 1.2, "challenger": 1.31, "allowed": 0.05,
          "bound": 1.26, "passed": false},
         {"criterion": "speed", "champion": 812.5, "challenger": 800, "allowed": 0.1,
          "bound": 731.25, "passed": true}],
       "evaluation": {"cellAccuracy": 0.99, "puzzles": 100,
         "fixed": {"exact": 0.96, "meanCycles": 16}, "head": {"exact": 0.94, "meanCycles": 1.15},
         "checked": {"exact": 0.96, "meanCycles": 1.31}, "byGivens": [],
         "byBacktracks": [
           {"from": 0, "puzzles": 90, "fixed": {"exact": 1.0, "meanCycles": 16},
            "head": {"exact": 0.99, "meanCycles": 1}, "checked": {"exact": 1.0, "meanCycles": 1}},
           {"from": 1, "puzzles": 7, "fixed": {"exact": 0.6, "meanCycles": 16},
            "head": {"exact": 0.5, "meanCycles": 2}, "checked": {"exact": 0.6, "meanCycles": 3}},
           {"from": 4, "puzzles": 3, "fixed": {"exact": 0.5, "meanCycles": 16},
            "head": {"exact": 0.5, "meanCycles": 2}, "checked": {"exact": 0.5, "meanCycles": 4}}]},
       "champion": {"model": "sudoku-4x4@2", "evaluation": {"puzzles": 100,
         "fixed": {"exact": 0.97, "meanCycles": 16}, "head": {"exact": 0.94, "meanCycles": 1.15},
         "checked": {"exact": 0.97, "meanCycles": 1.2}, "byGivens": [],
         "byBacktracks": [
           {"from": 0, "puzzles": 90, "fixed": {"exact": 0.98, "meanCycles": 16},
            "head": {"exact": 0.99, "meanCycles": 1}, "checked": {"exact": 0.98, "meanCycles": 1}},
           {"from": 1, "puzzles": 7, "fixed": {"exact": 0.9, "meanCycles": 16},
            "head": {"exact": 0.8, "meanCycles": 2}, "checked": {"exact": 0.9, "meanCycles": 3}}]}}}""";

  @Test
  void refusedRunShowsItsFiguresBesideTheChampions() throws IOException {
    isAsKept(
        "refused.md",
        markdown(job(JobState.SUCCEEDED, result(false), ORIGIN, null, null), curve()));
  }

  @Test
  void firstVersionPassesWithNothingToCompareWith() throws IOException {
    ObjectNode result = (ObjectNode) result(true);
    result.remove("champion");
    result.remove("gate");
    result.put("promotion", "the first version of sudoku-4x4");

    isAsKept("passed.md", markdown(job(JobState.SUCCEEDED, result, null, null, null), curve()));
  }

  @Test
  void anEarlyEndIsToldWithItsReason() {
    ObjectNode result = (ObjectNode) result(true);
    result.put("steps", 300);
    result.putObject("stoppedEarly").put("message", "held-out accuracy did not rise");

    assertThat(markdown(job(JobState.SUCCEEDED, result, null, null, null), List.of()))
        .contains("| trained | 300 of 600 steps")
        .contains("| stopped early | held-out accuracy did not rise |");
  }

  @ParameterizedTest
  @CsvSource({"mona, `operator` for `mona`", ", `operator`"})
  void whoStartedARecipeWithAKeyIsNamed(@Nullable String actor, String words) {
    RunOrigin origin =
        new RunOrigin("retrain", RunOrigin.KEY, "request", null, null, null, null, actor, null);

    assertThat(markdown(job(JobState.SUCCEEDED, result(true), origin, null, null), List.of()))
        .contains("| started by | " + words + ", recipe `retrain` |");
  }

  @Test
  void failedAndOpenRunsSayHowFarTheyAre() throws IOException {
    Failure failure = new Failure(FailureCode.TRAINING_DIVERGED, "loss is NaN at step 12");

    isAsKept("failed.md", markdown(job(JobState.FAILED, null, ORIGIN, failure, null), List.of()));
    assertThat(
            markdown(
                job(
                    JobState.RUNNING,
                    null,
                    ORIGIN,
                    null,
                    JobJson.parse("{\"step\": 20, \"steps\": 600}")),
                List.of()))
        .contains("has not ended")
        .contains("`step 20 of 600`");
  }

  @Test
  void stoppedRunIsNoFailedOneAndSaysWhoAndWhere() {
    JsonNode progress = JobJson.parse("{\"step\": 54, \"steps\": 600}");

    assertThat(
            markdown(
                job(JobState.CANCELLED, null, null, null, progress, "stopped by operator"),
                List.of()))
        .contains("### `sudoku-4x4`: stopped")
        .contains("`stopped by operator; step 54 of 600`");
  }

  @Test
  void howFarAStoppedRunCameIsToldAndOnePointOfItsCurveOnce() {
    JsonNode progress = JobJson.parse("{\"step\": 20, \"steps\": 600}");

    assertThat(
            markdown(
                job(JobState.CANCELLED, null, null, null, progress, "stopped by operator"),
                List.of(new MetricPoint(20, "m", 0))))
        .contains("| trained | 20 of 600 steps, batch 64")
        .contains("Held-out puzzles right: `▁` 0.0 % at step 20 ([picture]");
  }

  @Test
  void pictureIsTheSameEachTime() throws IOException {
    List<CurveSvg.Line> lines =
        List.of(
            CurveSvg.Line.training(
                List.of(
                    new MetricPoint(10, "exactAccuracy", 0.0),
                    new MetricPoint(300, "exactAccuracy", 0.55),
                    new MetricPoint(600, "exactAccuracy", 0.9))),
            CurveSvg.Line.heldOut(curve()));

    isAsKept("curve.svg", CurveSvg.of("sudoku-4x4", lines));
    assertThat(CurveSvg.of("sudoku-4x4", List.of())).contains("nothing measured yet");
  }

  @Test
  void namesThatOthersChoseAreNeitherMarkupNorMentions() {
    RunOrigin hostile =
        new RunOrigin(
            "retrain",
            "github",
            "push",
            null,
            "a|b",
            "refs/heads/`@everyone`<img src=x>](https://evil.example)|",
            "4f9c2d7",
            "@mona`<script>",
            "https://evil.example/a(b)%5B");

    String report = markdown(job(JobState.SUCCEEDED, result(true), hostile, null, null), curve());

    assertThat(report)
        .contains("`refs/heads/'@everyone'<img src=x>](https://evil.example)\\|`")
        .contains("`@mona'<script>`")
        .contains("`a\\|b`")
        .contains("(https://evil.example/a%28b%29%5B)");
    for (String line : report.split("\n")) {
      assertThat(line.chars().filter(c -> c == '`').count() % 2)
          .as("code spans of: %s", line)
          .isEqualTo(line.startsWith("```") ? 1 : 0);
    }
  }

  @Test
  void longestReportFitsIntoAComment() {
    String longest = "x".repeat(300);
    RunOrigin origin =
        new RunOrigin(
            "r".repeat(63),
            "github",
            longest,
            longest,
            longest,
            longest,
            "a".repeat(64),
            longest,
            "https://h.example/" + "(".repeat(900));
    StringBuilder bands = new StringBuilder();
    for (int band = 0; band < 1000; band++) {
      bands.append(band == 0 ? "" : ",").append("{\"from\": ").append(band).append("}");
    }
    ObjectNode result = (ObjectNode) result(false);
    ((ObjectNode) result.get("evaluation")).set("byBacktracks", JobJson.parse("[" + bands + "]"));
    result.put("promotion", "y".repeat(100_000));
    List<MetricPoint> points = new ArrayList<>();
    for (int step = 1; step <= 10_000; step++) {
      points.add(new MetricPoint(step, "m", 1.0 / step));
    }

    String report = markdown(job(JobState.SUCCEEDED, result, origin, null, null), points);

    assertThat(report.length()).isLessThan(16_000);
  }

  @Test
  void partsOfAMixAreRowsBesideTheChampions() throws IOException {
    ObjectNode result = (ObjectNode) result(false);
    String part =
        """
        [{"part": "jigsaw 9x9", "puzzles": 40, "checked": {"exact": %s, "meanCycles": 3}}]""";
    ((ObjectNode) result.get("evaluation")).set("byPart", JobJson.parse(part.formatted("0.875")));
    ((ObjectNode) result.at("/champion/evaluation"))
        .set("byPart", JobJson.parse(part.formatted("0.625")));

    String report = markdown(job(JobState.SUCCEEDED, result, ORIGIN, null, null), curve());

    assertThat(report.lines().filter(line -> line.contains("jigsaw 9x9")))
        .singleElement()
        .asString()
        .contains("87.5 % (+25.0)");
  }

  @Test
  void curveIsReadAtEvenSteps() {
    Curve curve =
        new Curve(
            List.of(
                new MetricPoint(0, "m", 0),
                new MetricPoint(10, "m", 1),
                new MetricPoint(50, "m", 0)));

    assertThat(curve.evenly(6)).containsExactly(0.0, 1.0, 0.75, 0.5, 0.25, 0.0);
    assertThat(new Curve(List.of(new MetricPoint(7, "m", 0.5))).evenly(2))
        .containsExactly(0.5, 0.5);
    assertThat(Curve.drawable(List.of(new MetricPoint(1, "m", Double.NaN)))).isEmpty();
  }

  private static List<MetricPoint> curve() {
    return List.of(
        new MetricPoint(150, "m", 0.1),
        new MetricPoint(300, "m", 0.5),
        new MetricPoint(450, "m", 0.9),
        new MetricPoint(600, "m", 0.96));
  }

  private static JsonNode result(boolean promoted) {
    return JobJson.parse(RESULT.formatted("c".repeat(64), "d".repeat(64), promoted));
  }

  private static String markdown(Job job, List<MetricPoint> points) {
    return ReportMarkdown.of(
        RunReport.of(new Run(job, Map.of(), null, null), null),
        points.isEmpty() ? Optional.empty() : Optional.of(new Curve(points)),
        BASE);
  }

  private static Job job(
      JobState state,
      @Nullable JsonNode result,
      @Nullable RunOrigin origin,
      @Nullable Failure failure,
      @Nullable JsonNode progress) {
    return job(state, result, origin, failure, progress, null);
  }

  private static Job job(
      JobState state,
      @Nullable JsonNode result,
      @Nullable RunOrigin origin,
      @Nullable Failure failure,
      @Nullable JsonNode progress,
      @Nullable String reason) {
    TrainSpec spec =
        TrainSpec.parse(
            JobJson.parse("{\"model\": \"sudoku-4x4\", \"dataset\": {\"size\": 4}}"),
            new TrainingSources(KnownDatasets.NONE, KnownCheckpoints.NONE));
    return new Job(
        JobId.parse("01a2b3c4-0000-7000-8000-000000000001"),
        JobKind.TRAIN,
        state,
        origin == null ? JobJson.tree(spec) : origin.in(spec),
        "sudoku-4x4",
        Priority.NORMAL,
        "operator",
        1,
        1,
        0,
        Instant.EPOCH,
        Instant.EPOCH,
        null,
        null,
        null,
        null,
        null,
        result,
        failure,
        progress,
        null,
        null,
        1,
        null,
        reason,
        null);
  }

  /** What it is now lies in target/report, to be read and kept if the change was meant. */
  private static void isAsKept(String name, String text) throws IOException {
    Files.writeString(Files.createDirectories(Path.of("target", "report")).resolve(name), text);
    try (InputStream in = ReportMarkdownTest.class.getResourceAsStream("/report/" + name)) {
      assertThat(text)
          .isEqualTo(
              new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8));
    }
  }
}
