/** Tests of the pipeline bench. */
@NullMarked
package dev.trm.benchmarks.pipeline;

import org.jspecify.annotations.NullMarked;
