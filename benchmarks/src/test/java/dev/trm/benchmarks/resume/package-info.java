/** Tests of the resume bench. */
@NullMarked
package dev.trm.benchmarks.resume;

import org.jspecify.annotations.NullMarked;
