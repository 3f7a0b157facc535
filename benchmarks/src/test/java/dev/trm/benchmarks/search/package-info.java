@NullMarked
package dev.trm.benchmarks.search;

import org.jspecify.annotations.NullMarked;
