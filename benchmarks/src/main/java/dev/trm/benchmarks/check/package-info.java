/**
 * Whether a run lost, doubled or left hanging anything: {@link
 * dev.trm.benchmarks.check.HistoryChecker} compares what clients were told with what the database
 * holds afterwards. It knows nothing of the services' code, so that both cannot be wrong alike.
 */
@NullMarked
package dev.trm.benchmarks.check;

import org.jspecify.annotations.NullMarked;
