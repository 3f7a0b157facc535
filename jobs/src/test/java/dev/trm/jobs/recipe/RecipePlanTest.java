package dev.trm.jobs.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.jobs.InvalidFieldException;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.TestSources;
import dev.trm.jobs.TrainSpec;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RecipePlanTest {
  static final String RECIPE =
      """
      {"job": {"model": "m", "dataset": {"size": 4}, "training": {"steps": 100}},
       "on": [{"repository": "acme/puzzles", "refs": ["refs/heads/main", "refs/tags/*"]},
              {"repository": "acme/*", "refs": ["refs/heads/release/**"]}],
       "overrides": {"training.steps": {"least": 10, "most": 500}, "training.seed": {},
                     "training.schedule": {"oneOf": ["constant", "cosine"]}},
       "limits": {"perHour": 3, "atOnce": 2}}""";

  private final RecipePlan plan = RecipeForm.parse(JobJson.parse(RECIPE), TestSources.NONE);

  @Test
  void whatIsStoredIsReadBackAsItWas() {
    RecipePlan read = RecipeForm.stored(JobJson.parse(JobJson.write(plan.tree())));

    assertThat(read).isEqualTo(plan);
    assertThat(RecipeForm.parse(plan.tree(), TestSources.NONE)).isEqualTo(plan);
  }

  @ParameterizedTest
  @CsvSource({
    "acme/puzzles, refs/heads/main, true",
    "acme/puzzles, refs/tags/v1, true",
    "acme/puzzles, refs/heads/release/1/2, true",
    "acme/puzzles, refs/heads/dev, false",
    "acme/other, refs/heads/main, false",
    "evil/puzzles, refs/heads/main, false",
  })
  void repositoryAndRefDecideWhetherItStarts(String repository, String ref, boolean starts) {
    Decision decision =
        plan.decide(event(repository, ref, Map.of(), Map.of(), null), TestSources.NONE);

    assertThat(decision).isInstanceOf(starts ? Decision.Train.class : Decision.Ignore.class);
    if (decision instanceof Decision.Ignore ignored) {
      assertThat(ignored.why()).contains("the recipe is not for").contains(repository);
    }
  }

  @Test
  void whatHasNothingToRunForIsIgnoredWithItsReason() {
    assertThat(
            plan.decide(
                event("acme/puzzles", "refs/heads/main", Map.of(), Map.of(), "gone"),
                TestSources.NONE))
        .isEqualTo(new Decision.Ignore("gone"));
  }

  @Test
  void overridesWithinBoundsFillTheJobAndItsDefaultsFollow() {
    TrainSpec spec =
        plan.spec(
            asks(
                Map.of("training.steps", JobJson.parse("200")),
                Map.of("training_seed", "7", "training.schedule", "constant", "machine", "big")),
            TestSources.NONE);

    assertThat(spec.training().steps()).isEqualTo(200);
    assertThat(spec.evaluateEvery()).as("a tenth of the steps").isEqualTo(20);
    assertThat(spec.training().seed()).isEqualTo(7);
    assertThat(spec.training().schedule()).isEqualTo("constant");
    assertThat(spec.model()).isEqualTo("m");
  }

  /** Set, inputs, pointer, words of the message. */
  static Stream<Arguments> refused() {
    return Stream.of(
        arguments("{\"training.steps\": 501}", "", "/set/training.steps", "from 10 up to 500"),
        arguments("{\"training.steps\": 9}", "", "/set/training.steps", "steps is 9"),
        arguments("{\"training.steps\": 1e999}", "", "/set/training.steps", "up to 500"),
        arguments("{\"training.steps\": \"200\"}", "", "/set/training.steps", "a number"),
        arguments("{\"training.steps\": 20.5}", "", "/training/steps", "whole number"),
        arguments("{\"training.schedule\": \"none\"}", "", "/set/training.schedule", "one of"),
        arguments("{\"training.batch\": 1}", "", "/set/training.batch", "not for an event to set"),
        arguments("{\"model\": \"other\"}", "", "/set/model", "not for an event to set"),
        arguments("{\"promotion.gate\": \"always\"}", "", "/set/promotion.gate", "these are"),
        arguments("{\"a/b\": 1}", "", "/set/a~1b", "not for an event"),
        arguments("{}", "training_steps=many", "/inputs/training_steps", "'many'"),
        arguments("{}", "training_steps=0200", "/inputs/training_steps", "'0200'"),
        arguments("{}", "training_batch=1", "/inputs/training_batch", "not for an event"),
        arguments("{}", "promotion_gate=always", "/inputs/promotion_gate", "not for an event"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void whatIsOutOfBoundsIsRefusedByName(String set, String input, String pointer, String words) {
    Map<String, JsonNode> wishes = new java.util.HashMap<>();
    JobJson.parse(set).fields().forEachRemaining(e -> wishes.put(e.getKey(), e.getValue()));
    Map<String, String> inputs =
        input.isEmpty() ? Map.of() : Map.of(input.split("=", 2)[0], input.split("=", 2)[1]);

    assertThatThrownBy(() -> plan.spec(asks(wishes, inputs), TestSources.NONE))
        .isInstanceOf(InvalidFieldException.class)
        .hasMessageContaining(words)
        .extracting(e -> ((InvalidFieldException) e).pointer())
        .isEqualTo(pointer);
  }

  /** What of the recipe is replaced, by what, pointer, words of the message. */
  static Stream<Arguments> wrong() {
    return Stream.of(
        arguments("\"model\": \"m\"", "\"model\": \"M\"", "/job/model", "model is 'M'"),
        arguments("\"steps\": 100", "\"stepz\": 100", "/job/training/stepz", "not known"),
        arguments("\"acme/*\"", "7", "/on/1/repository", "repository is 7"),
        arguments("\"refs/heads/main\"", "\"main\"", "/on/0/refs", "named in full"),
        arguments("[\"refs/heads/release/**\"]", "[]", "/on/1/refs", "list of 1 to 20"),
        arguments("\"on\":", "\"when\":", "/when", "not known here"),
        arguments("\"most\": 500", "\"most\": 1e12", "/overrides/training.steps/most", "most"),
        arguments("\"most\": 500", "\"most\": 5", "/overrides/training.steps", "nothing is"),
        arguments("\"most\": 500", "\"mos\": 500", "/overrides/training.steps/mos", "not known"),
        arguments("training.seed", "training.sed", "/overrides/training.sed", "no field"),
        arguments("training.seed", "training", "/overrides/training", "no field"),
        arguments("training.seed", "model", "/overrides/model", "the recipe's own"),
        arguments("training.seed", "promotion.gate", "/overrides/promotion.gate", "own"),
        arguments("training.seed", "promotion.bandLoss", "/overrides/promotion.bandLoss", "own"),
        arguments("training.seed", "dataset.generator", "/overrides/dataset.generator", "oneOf"),
        arguments("\"constant\"", "\"linear\"", "/overrides/training.schedule/oneOf", "'linear'"),
        arguments("\"perHour\": 3", "\"perHour\": 0", "/limits/perHour", "perHour is 0"),
        arguments("\"atOnce\": 2", "\"atonce\": 2", "/limits/atonce", "not known"));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void wrongRecipeNamesFieldAndValue(String what, String by, String pointer, String words) {
    assertThat(RECIPE).contains(what);

    assertThatThrownBy(
            () -> RecipeForm.parse(JobJson.parse(RECIPE.replace(what, by)), TestSources.NONE))
        .isInstanceOf(InvalidFieldException.class)
        .hasMessageContaining(words)
        .extracting(e -> ((InvalidFieldException) e).pointer())
        .isEqualTo(pointer);
  }

  @Test
  void originTravelsInTheStoredSpecificationAndNamesOnlyWhatIsPlain() {
    RunOrigin origin = origin("acme/puzzles", "refs/heads/main");

    JsonNode stored =
        JobJson.parse(
            JobJson.write(origin.in(plan.spec(asks(Map.of(), Map.of()), TestSources.NONE))));

    assertThat(RunOrigin.of(stored)).contains(origin);
    assertThat(TrainSpec.of(stored))
        .isEqualTo(plan.spec(asks(Map.of(), Map.of()), TestSources.NONE));
    assertThatThrownBy(() -> origin("a\nb", "refs/heads/main")).hasMessageContaining("repository");
    assertThatThrownBy(
            () ->
                new RunOrigin("r", "key", "e", null, null, null, null, null, "javascript:alert(1)"))
        .hasMessageContaining("url is 'javascript");
    assertThatThrownBy(() -> new RunOrigin("r", "key", "e", null, null, null, "main", null, null))
        .hasMessageContaining("commit is 'main'");
  }

  private static CiEvent asks(Map<String, JsonNode> set, Map<String, String> inputs) {
    return event("acme/puzzles", "refs/heads/main", set, inputs, null);
  }

  private static CiEvent event(
      String repository,
      String ref,
      Map<String, JsonNode> set,
      Map<String, String> inputs,
      @Nullable String nothing) {
    return new CiEvent("k", origin(repository, ref), set, inputs, nothing);
  }

  private static RunOrigin origin(String repository, String ref) {
    return new RunOrigin(
        "r", "github", "push", "d1", repository, ref, "0123abc", "mona", "https://h.example/c/1");
  }
}
