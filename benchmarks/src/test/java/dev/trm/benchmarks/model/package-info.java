/** Tests of measuring the network. */
@NullMarked
package dev.trm.benchmarks.model;

import org.jspecify.annotations.NullMarked;
