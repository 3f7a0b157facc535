/**
 * What everything on one machine takes while nobody asks for anything. Start reading at {@link
 * dev.trm.benchmarks.idle.IdleRun}.
 */
@NullMarked
package dev.trm.benchmarks.idle;

import org.jspecify.annotations.NullMarked;
