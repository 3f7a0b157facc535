/**
 * Puzzles made to order, to try a model with. Start at {@link
 * dev.trm.gateway.made.PuzzlesResource}.
 */
@NullMarked
package dev.trm.gateway.made;

import org.jspecify.annotations.NullMarked;
