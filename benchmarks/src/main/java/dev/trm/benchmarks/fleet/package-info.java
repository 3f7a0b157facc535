/**
 * The packaged services in separate processes, as in a deployment, with a broker and a database
 * that can be ended and restarted while the services run. Start with {@link
 * dev.trm.benchmarks.fleet.Fleet} and {@link dev.trm.benchmarks.fleet.Backbone}.
 */
@NullMarked
package dev.trm.benchmarks.fleet;

import org.jspecify.annotations.NullMarked;
