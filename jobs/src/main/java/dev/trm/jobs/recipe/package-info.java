/**
 * Trainings that events of repositories start: what a recipe runs, for which events, and what an
 * event may change within which bounds. Nothing here knows how events arrive or where recipes are
 * kept. Start at {@link dev.trm.jobs.recipe.RecipePlan#decide}.
 */
@NullMarked
package dev.trm.jobs.recipe;

import org.jspecify.annotations.NullMarked;
