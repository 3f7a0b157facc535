/**
 * Recipes: trainings that events of repositories start. Operators keep them; {@link
 * dev.trm.gateway.recipes.RecipeStarts} starts their runs, for events and for callers with a key.
 */
@NullMarked
package dev.trm.gateway.recipes;

import org.jspecify.annotations.NullMarked;
