/**
 * Measures the gain of further attempts: accuracy against cycles spent, by variation and depth of
 * the attempts. Start with {@link dev.trm.benchmarks.search.SearchRun}.
 */
@NullMarked
package dev.trm.benchmarks.search;

import org.jspecify.annotations.NullMarked;
