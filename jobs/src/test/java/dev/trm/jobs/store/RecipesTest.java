package dev.trm.jobs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trm.jobs.InvalidFieldException;
import dev.trm.jobs.Job;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.TestSources;
import dev.trm.jobs.TrainSpec;
import dev.trm.jobs.recipe.CiEvent;
import dev.trm.jobs.recipe.RecipeForm;
import dev.trm.jobs.recipe.RecipePlan;
import dev.trm.jobs.recipe.RunOrigin;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RecipesTest {
  private static final SealedSecret FIRST = new SealedSecret("k", new byte[] {1});
  private static final SealedSecret SECOND = new SealedSecret("k", new byte[] {2});
  private static final UUID ID = new UUID(0, 7);

  private final List<Job> heard = new ArrayList<>();
  private PostgresJobStore jobs;
  private RunStore runs;
  private Recipes recipes;
  private OperatorActions actions;

  @BeforeEach
  void open() throws SQLException {
    DataSource source = TestDatabase.empty();
    jobs =
        new PostgresJobStore(
            source, new RetryPolicy(3, 3, Duration.ZERO, new Random(1)), List.of());
    runs = new PostgresRunStore(source, jobs);
    recipes = new Recipes(source, List.of((JobListener) heard::addAll));
    actions = new OperatorActions(source);
    recipes.create(ID, "r", plan(10, 10), FIRST, "olga");
  }

  @Test
  void eventStartsOneRunHoweverOftenAndAtOnceItComes() throws Exception {
    ExecutorService senders = Executors.newFixedThreadPool(4);
    List<Future<RecipeStart>> sent = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      sent.add(senders.submit(() -> start("same", null)));
    }
    List<RecipeStart> starts = new ArrayList<>();
    for (Future<RecipeStart> each : sent) {
      starts.add(each.get());
    }
    senders.shutdown();

    assertThat(starts).filteredOn(RecipeStart.Started.class::isInstance).hasSize(1);
    assertThat(starts).filteredOn(RecipeStart.Seen.class::isInstance).hasSize(11);
    List<Job> all = jobs.page(JobFilter.ALL, null, 10).jobs();
    assertThat(all).hasSize(1);
    Job run = all.get(0);
    assertThat(heard).containsExactly(run);
    assertThat(run.submittedBy()).isEqualTo("olga");
    assertThat(RunOrigin.of(run.spec())).contains(origin());
    assertThat(run.trainSpec().promotedBy()).isEqualTo(new TrainSpec.Submitter("olga", true));
    assertThat(recipes.event("r", "same").map(RecipeEvent::run)).contains(run.id());
  }

  @Test
  void runIsFoundByItsCommitAndByTheBeginningOfIt() {
    JobId run = started("a", "sam");

    assertThat(found("0123456789abcdef", null)).containsExactly(run);
    assertThat(found("0123456", "sam")).containsExactly(run);
    assertThat(found("0123456", "tom")).isEmpty();
    assertThat(found("1123456", null)).isEmpty();
    assertThatThrownBy(() -> found("%%%%%%%", null)).hasMessageContaining("commit");
  }

  @Test
  void ignoredEventIsNotedWithItsReasonAndStaysIgnored() {
    RecipeStart ignored = recipes.start("r", event("a", "gone"), null, decide("gone"));

    assertThat(ignored).isEqualTo(new RecipeStart.Ignored("gone"));
    assertThat(start("a", null)).isInstanceOf(RecipeStart.Seen.class);
    assertThat(recipes.events("r", Long.MAX_VALUE, 9))
        .singleElement()
        .satisfies(event -> assertThat(event.ignored()).isEqualTo("gone"));
    assertThat(jobs.page(JobFilter.ALL, null, 10).jobs()).isEmpty();
  }

  @Test
  void refusedEventLeavesNothingAndMayComeAgain() {
    assertThatThrownBy(
            () ->
                recipes.start(
                    "r",
                    event("a", null),
                    null,
                    plan -> {
                      throw new InvalidFieldException("/set/x", "x is wrong");
                    }))
        .hasMessage("x is wrong");

    assertThat(recipes.event("r", "a")).isEmpty();
    assertThat(start("a", null)).isInstanceOf(RecipeStart.Started.class);
  }

  @Test
  void noMoreRunAtOnceThanMayAndTheNextWhenOneHasEnded() {
    recipes.replace("r", plan(10, 1), "olga");
    JobId first = started("a", null);

    assertThat(start("b", null))
        .isInstanceOfSatisfying(
            RecipeStart.TooMany.class, many -> assertThat(many.why()).contains("1 may at a time"));
    jobs.cancel(first, "olga");

    assertThat(start("b", null)).isInstanceOf(RecipeStart.Started.class);
  }

  @Test
  void noMoreStartInAnHourThanMayAndTheAnswerSaysWhenTheNextMay() throws SQLException {
    recipes.replace("r", plan(2, 10), "olga");
    started("a", null);
    TestDatabase.execute("UPDATE recipe_event SET at = at - interval '50 minutes'");
    started("b", null);

    assertThat(start("c", null))
        .isInstanceOfSatisfying(
            RecipeStart.TooMany.class,
            many ->
                assertThat(many.later()).isBetween(Duration.ofMinutes(9), Duration.ofMinutes(10)));
    TestDatabase.execute("UPDATE recipe_event SET at = at - interval '11 minutes'");

    assertThat(start("c", null)).isInstanceOf(RecipeStart.Started.class);
  }

  @Test
  void oldSecretIsGoodForItsOverlapAndNoLonger() throws SQLException {
    Recipe recipe = recipes.find("r").orElseThrow();
    UUID deed = new UUID(1, 1);

    recipes.replaceSecret(deed, recipe, SECOND, Duration.ofHours(1), "olga");
    recipes.replaceSecret(deed, recipe, FIRST, Duration.ofHours(1), "olga");

    assertThat(bytes(recipes.secret(ID))).containsExactly((byte) 2);
    assertThat(recipes.goodSecrets(ID)).hasSize(2);
    TestDatabase.execute("UPDATE recipe SET old_secret_until = now() - interval '1 second'");
    assertThat(recipes.goodSecrets(ID)).hasSize(1);
  }

  @Test
  void secretsAreSealedAnewUnderAnotherKey() {
    int left =
        recipes.seal("next", (id, key, stored) -> Optional.of(new SealedSecret("next", stored)));

    assertThat(left).isZero();
    assertThat(recipes.secret(ID).map(SealedSecret::key)).contains("next");
  }

  @Test
  void deletedRecipeLeavesItsRunsAndWhatWasDoneIsRecorded() {
    JobId run = started("a", null);
    assertThat(recipes.create(new UUID(0, 8), "r", plan(1, 1), SECOND, "otto")).isFalse();
    recipes.replace("r", plan(2, 2), "otto");

    assertThat(recipes.delete("r", "otto")).isTrue();

    assertThat(recipes.delete("r", "otto")).isFalse();
    assertThat(start("b", null)).isInstanceOf(RecipeStart.Unknown.class);
    assertThat(recipes.event("r", "a")).isEmpty();
    assertThat(runs.run(run)).isPresent();
    assertThat(actions.page(Long.MAX_VALUE, 9))
        .extracting(OperatorAction::action)
        .containsExactly("recipe.delete", "recipe.replace", "recipe.create");
  }

  private JobId started(String key, @Nullable String submitter) {
    return ((RecipeStart.Started) start(key, submitter)).job().id();
  }

  private RecipeStart start(String key, @Nullable String submitter) {
    CiEvent event = event(key, null);
    return recipes.start("r", event, submitter, plan -> plan.decide(event, TestSources.NONE));
  }

  private static java.util.function.Function<RecipePlan, dev.trm.jobs.recipe.Decision> decide(
      String nothing) {
    return plan -> plan.decide(event("any", nothing), TestSources.NONE);
  }

  private static CiEvent event(String key, @Nullable String nothing) {
    return new CiEvent(key, origin(), Map.of(), Map.of(), nothing);
  }

  private static RunOrigin origin() {
    return new RunOrigin(
        "r",
        "github",
        "push",
        "d1",
        "acme/puzzles",
        "refs/heads/main",
        "0123456789abcdef",
        "mona",
        null);
  }

  private List<JobId> found(String commit, @Nullable String submitter) {
    return runs.page(new RunFilter(null, null, null, commit, submitter), null, 9).runs().stream()
        .map(Run::id)
        .toList();
  }

  private static RecipePlan plan(int perHour, int atOnce) {
    return RecipeForm.parse(
        JobJson.parse(
            """
            {"job": {"model": "m"},
             "on": [{"repository": "acme/*", "refs": ["refs/heads/*"]}],
             "limits": {"perHour": %d, "atOnce": %d}}"""
                .formatted(perHour, atOnce)),
        TestSources.NONE);
  }

  private static byte[] bytes(Optional<SealedSecret> secret) {
    return secret.orElseThrow().bytes();
  }
}
