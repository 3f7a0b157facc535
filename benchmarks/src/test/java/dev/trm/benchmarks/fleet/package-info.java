/** Tests of the network that fails. */
@NullMarked
package dev.trm.benchmarks.fleet;

import org.jspecify.annotations.NullMarked;
