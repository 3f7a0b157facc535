package dev.trm.jobs.store;

import org.jspecify.annotations.Nullable;

/**
 * Which actions of operators are meant: those that fit all that is given.
 *
 * @param actor the key that did it
 * @param action what was done, as in "key.make", or all that was done to one sort of thing, as in
 *     "key"
 * @param subject what it was done to, exactly
 */
public record ActionFilter(
    @Nullable String actor, @Nullable String action, @Nullable String subject) {
  /** All actions. */
  public static final ActionFilter ALL = new ActionFilter(null, null, null);
}
