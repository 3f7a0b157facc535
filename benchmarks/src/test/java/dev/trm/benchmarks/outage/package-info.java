@NullMarked
package dev.trm.benchmarks.outage;

import org.jspecify.annotations.NullMarked;
