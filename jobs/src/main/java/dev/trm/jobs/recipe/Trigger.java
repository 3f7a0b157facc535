package dev.trm.jobs.recipe;

import java.util.List;

/**
 * Events that start a recipe.
 *
 * @param repository owner and name, as the host writes them
 * @param refs full names such as {@code refs/heads/main}; one must match
 */
public record Trigger(Glob repository, List<Glob> refs) {
  public Trigger {
    refs = List.copyOf(refs);
    if (refs.isEmpty()) {
      throw new IllegalArgumentException("refs is []; it must name at least one");
    }
  }
}
