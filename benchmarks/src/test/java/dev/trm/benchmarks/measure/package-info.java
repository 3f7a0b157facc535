/** Tests of what every measurement needs. */
@NullMarked
package dev.trm.benchmarks.measure;

import org.jspecify.annotations.NullMarked;
