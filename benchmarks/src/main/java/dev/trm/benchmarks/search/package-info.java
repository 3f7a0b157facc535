/**
 * Measures what further attempts bring: accuracy against cycles spent, by what the attempts differ
 * in and how deep they are. Start at {@link dev.trm.benchmarks.search.SearchRun}.
 */
@NullMarked
package dev.trm.benchmarks.search;

import org.jspecify.annotations.NullMarked;
