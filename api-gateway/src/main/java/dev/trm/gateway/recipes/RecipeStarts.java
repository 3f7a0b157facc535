package dev.trm.gateway.recipes;

import dev.trm.gateway.operations.QueueLimit;
import dev.trm.gateway.problem.Problem;
import dev.trm.gateway.problem.ProblemException;
import dev.trm.gateway.training.RunView;
import dev.trm.gateway.training.VisibleSources;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.TrainingSources;
import dev.trm.jobs.recipe.CiEvent;
import dev.trm.jobs.recipe.Decision;
import dev.trm.jobs.recipe.RecipePlan;
import dev.trm.jobs.store.ApiKey;
import dev.trm.jobs.store.Recipe;
import dev.trm.jobs.store.RecipeEvent;
import dev.trm.jobs.store.RecipeStart;
import dev.trm.jobs.store.Recipes;
import dev.trm.jobs.store.Run;
import dev.trm.jobs.store.RunStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Starts the run that a recipe has for an event, once, as long as there is room. */
@Singleton
public final class RecipeStarts {
  private final Recipes recipes;
  private final RunStore runs;
  private final VisibleSources sources;
  private final QueueLimit queue;

  @Inject
  RecipeStarts(Recipes recipes, RunStore runs, VisibleSources sources, QueueLimit queue) {
    this.recipes = recipes;
    this.runs = runs;
    this.sources = sources;
    this.queue = queue;
  }

  /**
   * What came of an event: now, or when it was here before.
   *
   * @param submitter whose run it is and whose quotas must have room; null for the recipe's own
   *     actor
   * @param decide what to do about it by a plan and what that may name; asked again only if the
   *     recipe is changed meanwhile
   * @return empty if the recipe has gone meanwhile
   * @throws ProblemException 429 if the queue is full or the recipe has started what it may
   */
  public Optional<StartView> start(
      Recipe recipe,
      CiEvent event,
      @Nullable ApiKey submitter,
      BiFunction<RecipePlan, TrainingSources, Decision> decide) {
    Optional<RecipeEvent> before = recipes.event(recipe.name(), event.key());
    if (before.isPresent()) {
      return Optional.of(seen(before.get()));
    }
    Decision decision = decide.apply(recipe.plan(), sources.all());
    Supplier<RecipeStart> start =
        () ->
            recipes.start(
                recipe.name(),
                event,
                submitter == null ? null : submitter.name(),
                plan -> plan.equals(recipe.plan()) ? decision : decide.apply(plan, sources.all()));
    // What an event starts is an operator's, who made the recipe and its limits.
    ApiKey payer = submitter == null ? new ApiKey(recipe.actor(), ApiKey.Role.OPERATOR) : submitter;
    return view(
        decision instanceof Decision.Train
            ? queue.within(payer, new QueueLimit.Demand(JobKind.TRAIN, 1, 0), start::get)
            : start.get());
  }

  private Optional<StartView> view(RecipeStart start) {
    if (start instanceof RecipeStart.Started started) {
      return Optional.of(new StartView("started", null, RunView.of(Run.submitted(started.job()))));
    }
    if (start instanceof RecipeStart.Seen seen) {
      return Optional.of(seen(seen.event()));
    }
    if (start instanceof RecipeStart.Ignored ignored) {
      return Optional.of(new StartView("ignored", ignored.why(), null));
    }
    if (start instanceof RecipeStart.TooMany many) {
      throw new ProblemException(
          Problem.of(429, "Not now: " + many.why() + "."),
          Map.of("Retry-After", Long.toString(many.later().toSeconds())));
    }
    return Optional.empty();
  }

  private StartView seen(RecipeEvent event) {
    JobId run = event.run();
    if (run == null) {
      return new StartView("seen", event.ignored(), null);
    }
    return runs.run(run)
        .map(found -> new StartView("seen", null, RunView.of(found)))
        .orElseGet(() -> new StartView("seen", "its run " + run + " is forgotten by now", null));
  }
}
