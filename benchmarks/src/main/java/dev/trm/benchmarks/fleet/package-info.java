/**
 * The services as they are deployed, each packaged and in a process of its own, with a broker and a
 * database that can be ended and started again while they run. Start reading at {@link
 * dev.trm.benchmarks.fleet.Fleet} and {@link dev.trm.benchmarks.fleet.Backbone}.
 */
@NullMarked
package dev.trm.benchmarks.fleet;

import org.jspecify.annotations.NullMarked;
