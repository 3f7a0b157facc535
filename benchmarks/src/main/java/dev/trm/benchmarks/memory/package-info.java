/**
 * Checks that the memory of a training and of the services does not grow. Start with {@link
 * dev.trm.benchmarks.memory.MemoryRun}.
 */
@NullMarked
package dev.trm.benchmarks.memory;

import org.jspecify.annotations.NullMarked;
