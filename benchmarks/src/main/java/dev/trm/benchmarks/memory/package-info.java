/**
 * Whether the memory that a training and the services take stays level. Start reading at {@link
 * dev.trm.benchmarks.memory.MemoryRun}.
 */
@NullMarked
package dev.trm.benchmarks.memory;

import org.jspecify.annotations.NullMarked;
