/**
 * Clients that use the services like client programs do, and record their requests and the answers.
 * Start with {@link dev.trm.benchmarks.load.Load}, then {@link dev.trm.benchmarks.load.Client}.
 */
@NullMarked
package dev.trm.benchmarks.load;

import org.jspecify.annotations.NullMarked;
