/** What a figure is measured on: {@link dev.trm.benchmarks.machine.Machine}. */
@NullMarked
package dev.trm.benchmarks.machine;

import org.jspecify.annotations.NullMarked;
